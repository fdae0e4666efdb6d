/** Rows as JSON, under the names of the CSV columns, so that one description serves both. */
import type { Column } from './columns.ts'

export const named = <Row>(columns: readonly Column<Row>[], row: Row): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name, key }) => [name, row[key]]))

/** JSON has no NaN or infinity: stringify writes null for both, which also is what a missing number is. */
export const jsonText = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`
