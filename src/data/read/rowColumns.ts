/** What the columns of the rows' own hold: numbers of folds and groups, times, marks, weights. */
import { dataError, type Place } from '../../util/errors.ts'
import { parseNumber, shown, sortedNames } from '../cells.ts'
import type { Column } from './column.ts'
import { categoriesOf } from './schema.ts'
import type { Table } from './table.ts'

/** One file's column of a role, and the rows of it that are used. */
export interface RolePart {
  readonly table: Table
  readonly rows: Int32Array
  /** Undefined where a file of rows to be tested does without. */
  readonly column: Column | undefined
}

const rowsOf = (parts: readonly RolePart[]) => parts.reduce((sum, { rows }) => sum + rows.length, 0)

/** Numbers of the distinct values, in their order; -1 for the rows of a file without the column. */
export function encodeNames(parts: readonly RolePart[], what: 'fold' | 'group'): Int32Array {
  const names = sortedNames(
    new Set(parts.flatMap(({ column, rows }) => (column === undefined ? [] : categoriesOf(column, rows)))),
  )
  const [{ table, column: first }] = parts as [RolePart]
  if (names.length < 2) {
    throw dataError(
      { file: table.file, column: first!.name },
      `a ${what} column needs at least two different values`,
    )
  }
  const numberOf = new Map(names.map((name, number) => [name, number]))
  const numbers = new Int32Array(new SharedArrayBuffer(4 * rowsOf(parts)))
  let at = 0
  for (const { rows, column } of parts) {
    for (const row of rows) {
      numbers[at++] = column === undefined ? -1 : numberOf.get(column.words[column.word(row)]!)!
    }
  }
  return numbers
}

/** Numbers as they are, ISO dates as milliseconds since 1970 in UTC; a column holds one or the other. NaN without the column. */
export function encodeTimes(parts: readonly RolePart[]): Float64Array {
  const times = new Float64Array(new SharedArrayBuffer(8 * rowsOf(parts)))
  const areNumbers = parts[0]!.column!.numbers > 0
  let at = 0
  for (const { table, rows, column } of parts) {
    const dates = column?.words.map(parseDate)
    for (const row of rows) {
      const word = column?.word(row) ?? -1
      const time = word < 0 ? column?.number(row) : dates![word]
      if (column !== undefined && word < 0 !== areNumbers) throw mixedTimes({ table, rows, column }, row)
      if (time !== undefined && Number.isNaN(time)) throw notATime({ table, rows, column }, row)
      times[at++] = time ?? Number.NaN
    }
  }
  return times
}

const placeOf = ({ table, column }: RolePart, row: number): Place => ({
  file: table.file,
  line: table.lineOf(row),
  column: column!.name,
})

const cellOf = ({ column }: RolePart, row: number): string =>
  shown(column!.word(row) < 0 ? String(column!.number(row)) : column!.words[column!.word(row)]!)

const notATime = (part: RolePart, row: number): Error =>
  dataError(
    placeOf(part, row),
    `expected a number or a date, got ${cellOf(part, row)}; write dates as 2024-12-31 or 2024-12-31T23:59:59Z`,
  )

const mixedTimes = (part: RolePart, row: number): Error =>
  Number.isNaN(parseDate(cellOf(part, row).slice(1, -1))) && part.column!.word(row) >= 0
    ? notATime(part, row)
    : dataError(
        placeOf(part, row),
        `numbers and dates stand in one column, got ${cellOf(part, row)}; write every time in one way`,
      )

const ISO =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?$/

/** Milliseconds since 1970 in UTC, which a time without a zone is taken for; NaN for what is not an ISO date. */
export function parseDate(text: string): number {
  const match = ISO.exec(text)
  if (match === null) return Number.NaN
  const [year, month, day, hour, minute, second] = match
    .slice(1, 7)
    .map((part, i) => (part === undefined ? (i === 2 ? 1 : 0) : Number(part))) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute, second)
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60
  if (!isReal) return Number.NaN
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000
  return date.getTime() + fraction - offsetOf(match[8]) * 60_000
}

/** Minutes by which a zone is ahead of UTC. */
function offsetOf(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = 60 * Number(digits.slice(0, 2)) + Number(digits.slice(2))
  return zone.startsWith('-') ? -minutes : minutes
}

/** Undefined where all weigh the same, which is what no weights mean. Throws a data error for a weight below 0, and for none above. */
export function encodeWeights(parts: readonly RolePart[]): Float64Array | undefined {
  const weights = new Float64Array(new SharedArrayBuffer(8 * rowsOf(parts)))
  let at = 0
  for (const part of parts) {
    for (const row of part.rows) {
      const weight = part.column!.number(row)
      if (!(weight >= 0 && weight < Infinity)) {
        throw dataError(
          placeOf(part, row),
          `a weight must be a number of at least 0, got ${cellOf(part, row)}`,
        )
      }
      weights[at++] = weight
    }
  }
  const [{ table, column, rows }] = parts as [RolePart]
  if (weights.subarray(0, rows.length).every((weight) => weight === 0)) {
    throw dataError(
      { file: table.file, column: column!.name },
      'every weight is 0, so no row counts; a row to be counted needs a weight above 0',
    )
  }
  return weights.every((weight) => weight === weights[0]) ? undefined : weights
}

const MARKS = ['1', 'true', 'yes', 'validation']

/** Whether a cell marks a validation row. */
const isMark = (word: string): boolean => MARKS.includes(word.toLowerCase()) || parseNumber(word) === 1

/** 1 for each marked row of the training file. Throws a data error where none is marked, or all are. */
export function encodeMarks({ table, rows, column }: RolePart): Int32Array {
  const marks = column!.words.map(isMark)
  const marked = rows.map((row) => (marks[column!.word(row)] === true ? 1 : 0))
  const count = marked.reduce((sum, mark) => sum + mark, 0)
  if (count === 0 || count === rows.length) {
    throw dataError(
      { file: table.file, column: column!.name },
      `${count === 0 ? 'no row is' : 'all rows are'} marked for validation; ${MARKS.slice(0, -1).join(', ')} or ${MARKS.at(-1)} ` +
        'marks a row, anything else leaves it to training and testing',
    )
  }
  return marked
}
