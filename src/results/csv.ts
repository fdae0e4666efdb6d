/** Rows as CSV (RFC 4180). */
import type { Column } from './columns.ts'

/**
 * A text that a spreadsheet would run as a formula gets one apostrophe in front, as OWASP advises; texts that already look
 * escaped get one more, so that `unescapeFormula` always gives the original back.
 */
const FORMULA = /^'*[=+\-@\t\r]/
const ESCAPED_FORMULA = /^'+[=+\-@\t\r]/

export const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)
export const unescapeFormula = (text: string): string => (ESCAPED_FORMULA.test(text) ? text.slice(1) : text)

/** RFC 4180: quoted only where needed. */
export const quoteField = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

/** One cell of any CSV: null, NaN and infinite numbers are empty. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return ''
  // String() of a number is its shortest decimal that reads back as the same bits.
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  return quoteField(escapeFormula(String(value)))
}

/** The header, without line end. */
export const csvHeader = <Row>(columns: readonly Column<Row>[]): string =>
  columns.map(({ name }) => quoteField(name)).join(',')

/** One row, without line end. */
export const csvRow = <Row>(columns: readonly Column<Row>[], row: Row): string =>
  columns.map(({ key }) => csvCell(row[key])).join(',')

/** Any table: names of columns, and cells of texts, numbers, booleans and nulls. */
export interface CsvTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}

export const tableOf = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): CsvTable => ({
  columns: columns.map(({ name }) => name),
  rows: rows.map((row) => columns.map(({ key }) => row[key])),
})

/** The whole file: header, then one line a row. */
export const tableCsv = ({ columns, rows }: CsvTable): string =>
  [columns.map(quoteField), ...rows.map((cells) => cells.map(csvCell))]
    .map((cells) => `${cells.join(',')}\n`)
    .join('')

export const csvText = <Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string =>
  tableCsv(tableOf(columns, rows))
