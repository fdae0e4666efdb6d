/** Reads CSV as `csvText` writes it, cut short as it may be by the end of a run, or by a version that had fewer columns. */
import { dataError } from '../util/errors.ts'
import type { Column } from './columns.ts'
import { csvHeader, unescapeFormula } from './csv.ts'

/** Columns, and what a file that has them is called in refusals: `a trials file`. */
export interface Table<Row> {
  readonly what: string
  readonly columns: readonly Column<Row>[]
}

export interface ParsedRows<Row> {
  readonly rows: Row[]
  /** Bytes (UTF-8) of the whole lines: what `--resume` cuts the file to before it appends. */
  readonly wholeBytes: number
  /** What an interrupted write left behind them; empty if nothing. */
  readonly torn: string
  /** Whether this version would write the same, header and specifications, so that rows can be appended. */
  readonly isCurrent: boolean
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/
const INTEGER = /^-?\d+$/

/**
 * Exactly our columns in our order, but for those that a row may lack. Throws a data error with line and column for
 * anything else. A reader of its own because a torn last line has to be told from a bad one, which a general CSV reader does
 * not.
 */
export function readCsv<Row>(table: Table<Row>, text: string, file: string): ParsedRows<Row> {
  // Spreadsheet programs put a byte order mark before what they save; whoever appends writes the file anew.
  if (!text.startsWith('\ufeff')) return readUnmarked(table, text, file)
  const parsed = readUnmarked(table, text.slice(1), file)
  return { ...parsed, wholeBytes: parsed.wholeBytes + 3, isCurrent: false }
}

function readUnmarked<Row>({ what, columns }: Table<Row>, text: string, file: string): ParsedRows<Row> {
  const records = readRecords(text, file)
  const [header, ...body] = records.whole
  if (header === undefined) {
    // A run killed at once may leave a part of the header.
    const required = columns.filter(({ absent }) => absent === undefined)
    const isStart = [columns, required].some((names) => `${csvHeader(names)}\n`.startsWith(text))
    if (isStart) return { rows: [], wholeBytes: 0, torn: text, isCurrent: true }
    throw dataError({ file }, `not ${what}: the header line is missing`)
  }
  const present = matchHeader(what, columns, header.fields, file)
  let isCurrent = present.length === columns.length
  const rows = body.map(({ line, fields }) => {
    if (fields.length !== present.length) {
      throw dataError({ file, line }, `expected ${present.length} fields, got ${fields.length}`)
    }
    let position = 0
    const values = columns.map((column) => {
      if (present[position] !== column) return [column.key, column.absent]
      const value = parseCell(column, fields[position++], { file, line })
      if (column.kind !== 'text' || column.present === undefined) return [column.key, value]
      const presentText = column.present(value as string)
      isCurrent &&= presentText === value
      return [column.key, presentText]
    })
    return Object.fromEntries(values) as Row
  })
  return {
    rows,
    wholeBytes: Buffer.byteLength(text.slice(0, records.end)),
    torn: text.slice(records.end),
    isCurrent,
  }
}

/** The columns that the file has. */
function matchHeader<Row>(
  what: string,
  columns: readonly Column<Row>[],
  names: readonly string[],
  file: string,
): Column<Row>[] {
  const refuse = (expected: string, found: string | undefined) =>
    dataError(
      { file, line: 1 },
      `not ${what} of this version: expected ${expected}, got ${found === undefined ? 'nothing' : JSON.stringify(found)}`,
    )
  const present: Column<Row>[] = []
  for (const column of columns) {
    if (names[present.length] === column.name) present.push(column)
    else if (column.absent === undefined) throw refuse(column.name, names[present.length])
  }
  if (names.length > present.length) throw refuse('no more columns', names[present.length])
  return present
}

function parseCell<Row>(column: Column<Row>, cell: string, place: { file: string; line: number }) {
  const wrong = (expected: string) =>
    dataError({ ...place, column: column.name }, `expected ${expected}, got ${JSON.stringify(cell)}`)
  switch (column.kind) {
    case 'text':
      return unescapeFormula(cell)
    case 'oneOf':
      if (!column.choices.includes(cell)) throw wrong(column.choices.join(', '))
      return cell
    case 'flag':
      if (cell !== 'true' && cell !== 'false') throw wrong('true or false')
      return cell === 'true'
    case 'integer':
      if (!INTEGER.test(cell) || !Number.isSafeInteger(Number(cell))) throw wrong('a whole number')
      return atLeast(column.min, Number(cell), wrong)
    case 'number':
      return atLeast(column.min, numberOf(cell, wrong), wrong)
    case 'measure':
      return cell === '' ? null : numberOf(cell, wrong)
  }
}

function numberOf(cell: string, wrong: (expected: string) => Error): number {
  const value = Number(cell)
  if (!NUMBER.test(cell) || !Number.isFinite(value)) throw wrong('a number')
  return value
}

function atLeast(min: number | undefined, value: number, wrong: (expected: string) => Error): number {
  if (min !== undefined && value < min) throw wrong(`a number of at least ${min}`)
  return value
}

/** The names in the header; none where it is not whole. */
export const csvNames = (text: string, file: string): readonly string[] =>
  readRecords(text, file).whole[0]?.fields ?? []

interface CsvRecord {
  /** 1-based, where the record starts. */
  readonly line: number
  readonly fields: string[]
}

/** Splits RFC 4180 text into records and says where the last ends. One without its newline is torn, even if it looks complete. */
function readRecords(text: string, file: string): { whole: CsvRecord[]; end: number } {
  const whole: CsvRecord[] = []
  // One field and what ends it; a quoted field may span lines.
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n)/y
  let fields: string[] = []
  let line = 1
  let recordStart = 0
  let position = 0
  while (position < text.length) {
    field.lastIndex = position
    const match = field.exec(text)
    if (match === null) {
      if (isTorn(text, position)) break
      throw dataError({ file, line }, 'a quote is not where CSV allows one')
    }
    const [, quoted, plain, end] = match
    fields.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    position = field.lastIndex
    if (end === ',') continue
    whole.push({ line, fields })
    line += text.slice(recordStart, position).split('\n').length - 1
    recordStart = position
    fields = []
  }
  return { whole, end: recordStart }
}

/** Whether the field at `position` just lacks its end, instead of being wrong: it is open or plain up to the end of the text. */
function isTorn(text: string, position: number): boolean {
  const rest = text.slice(position)
  return /^(?:"(?:[^"]|"")*"?|[^",\r\n]*\r?)$/.test(rest)
}
