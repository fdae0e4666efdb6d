import type { Comparison } from '../experiment/result.ts'
import { type Column, choiceColumns, summaryColumns, trialColumns } from './columns.ts'

/** The whole comparison. Rows have the names of the CSV columns, so that one description serves both. */
export function jsonOf({ methods, trials, finding, warnings, ...setting }: Comparison) {
  return {
    ...setting,
    finding,
    warnings,
    summary: methods.map((row) => named(summaryColumns, row)),
    trials: trials.map((row) => ({
      ...named(trialColumns, row),
      ...(row.choice && { choice: named(CHOICE_COLUMNS, { ...row, ...row.choice }) }),
    })),
  }
}

/** JSON has no NaN or infinity: stringify writes null for both, which also is what a missing number is. */
export const jsonText = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`

export const renderJson = (comparison: Comparison): string => jsonText(jsonOf(comparison))

/** Without those that name the trial, which it stands in. */
const CHOICE_COLUMNS = choiceColumns.filter(
  ({ key }) => !['dataset', 'method', 'repeat', 'fold'].includes(key),
)

export const named = <Row>(columns: readonly Column<Row>[], row: Row): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name, key }) => [name, row[key]]))
