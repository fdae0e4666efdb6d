import type { Comparison } from '../experiment/result.ts'
import { type Column, summaryColumns } from './columns.ts'

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
  columns.map((column) => column.name).join(',')

/** One row, without line end. Null, NaN and infinite numbers are empty cells. */
export const csvRow = <Row>(columns: readonly Column<Row>[], row: Row): string =>
  columns.map((column) => csvCell(row[column.key])).join(',')

/** The summary CSV: header, then one row a method in the order given. */
export const renderCsv = ({ methods }: Comparison): string =>
  [csvHeader(summaryColumns), ...methods.map((row) => csvRow(summaryColumns, row)), ''].join('\n')
