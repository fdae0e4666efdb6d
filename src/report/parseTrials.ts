import { dataError } from '../util/errors.ts'
import { type Column, type ColumnKind, choiceColumns, curveColumns, trialColumns } from './columns.ts'
import { csvHeader, unescapeFormula } from './csv.ts'

export interface ParsedRows<Row> {
  readonly rows: Row[]
  /** Bytes (UTF-8) of the whole lines: what `--resume` cuts the file to before it appends. */
  readonly wholeBytes: number
  /** What an interrupted write left behind them; empty if nothing. */
  readonly torn: string
}

/** Allowed values by column key; a text column that is not named takes any. */
type Choices = Readonly<Record<string, readonly string[]>>

const TRIAL_CHOICES: Choices = {
  status: ['ok', 'diverged', 'failed'],
  metric: ['accuracy', 'rmse'],
}

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/
const INTEGER = /^-?\d+$/

/** Reads a trials CSV as `csvRow` writes it. Throws a data error with line and column for anything else. */
export function parseTrialsCsv(text: string, file: string) {
  const { rows, ...end } = parseRows(trialColumns, TRIAL_CHOICES, 'a trials file', text, file)
  return { trials: rows, ...end }
}

/** The same for a curves CSV. */
export const parseCurvesCsv = (text: string, file: string) =>
  parseRows(curveColumns, {}, 'a curves file', text, file)

/** The same for the choices beside a trials file. */
export const parseChoicesCsv = (text: string, file: string) =>
  parseRows(choiceColumns, { criterion: ['loss', 'score'] }, 'a file of choices', text, file)

/** Exactly our columns in our order. A reader of its own because a torn last line has to be told from a bad one, which a general CSV reader does not. */
function parseRows<Row>(
  columns: readonly Column<Row>[],
  choices: Choices,
  what: string,
  text: string,
  file: string,
): ParsedRows<Row> {
  const records = readRecords(text, file)
  const [header, ...body] = records.whole
  const names = columns.map((column) => column.name)
  if (header === undefined) {
    // A run killed at once may leave a part of the header.
    if (`${csvHeader(columns)}\n`.startsWith(text)) return { rows: [], wholeBytes: 0, torn: text }
    throw dataError({ file }, `not ${what}: the header line is missing`)
  }
  const wrong = names.findIndex((name, index) => header.fields[index] !== name)
  if (wrong >= 0 || header.fields.length !== names.length) {
    const [expected, found] =
      wrong >= 0 ? [names[wrong], header.fields[wrong]] : ['no more columns', header.fields[names.length]]
    throw dataError(
      { file, line: 1 },
      `not ${what} of this version: expected ${expected}, got ${found === undefined ? 'nothing' : JSON.stringify(found)}`,
    )
  }
  const rows = body.map(({ line, fields }) => {
    if (fields.length !== names.length) {
      throw dataError({ file, line }, `expected ${names.length} fields, got ${fields.length}`)
    }
    return Object.fromEntries(
      columns.map((column, index) => [
        column.key,
        parseCell(column, choices[column.key], fields[index], { file, line }),
      ]),
    ) as Row
  })
  return {
    rows,
    wholeBytes: Buffer.byteLength(text.slice(0, records.end)),
    torn: text.slice(records.end),
  }
}

function parseCell(
  column: { readonly name: string; readonly kind: ColumnKind },
  choices: readonly string[] | undefined,
  cell: string,
  place: { file: string; line: number },
) {
  const wrong = (expected: string) =>
    dataError({ ...place, column: column.name }, `expected ${expected}, got ${JSON.stringify(cell)}`)
  if (column.kind === 'text') {
    const text = unescapeFormula(cell)
    if (choices !== undefined && !choices.includes(text)) throw wrong(choices.join(', '))
    return text
  }
  if (column.kind === 'integer') {
    if (!INTEGER.test(cell) || !Number.isSafeInteger(Number(cell))) throw wrong('a whole number')
    return Number(cell)
  }
  if (cell === '' && column.kind === 'measure') return null
  if (!NUMBER.test(cell) || !Number.isFinite(Number(cell))) throw wrong('a number')
  return Number(cell)
}

interface CsvRecord {
  /** 1-based, where the record starts. */
  readonly line: number
  readonly fields: string[]
}

/** Splits RFC 4180 text into records and says where the last ends. One without its newline is torn, even if it looks complete. */
export function readRecords(text: string, file: string): { whole: CsvRecord[]; end: number } {
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
