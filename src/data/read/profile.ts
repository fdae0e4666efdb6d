/** What kind of thing a column holds: the one answer behind the notes of every command and the report of `describe`. */
import type { Column } from './column.ts'
import { looksLikeDate } from './dates.ts'
import { DistinctNumbers } from './distinct.ts'

export type ColumnType = 'numeric' | 'categorical' | 'text' | 'date' | 'identifier' | 'constant' | 'empty'

/** A column of a table, read and decided: see `inferFeatures`. */
export interface Decided {
  readonly name: string
  readonly kind: 'numeric' | 'categorical'
  /** In the file, 0-based. */
  readonly position: number
  readonly column: Column
}

/** More categories than this are names of single rows, whatever their number of rows. */
const MAX_CATEGORIES = 1000
/** Longer texts than this, on average, are sentences. */
const MAX_CATEGORY_LENGTH = 40

/** The type of a column over the given rows; those of an empty one are all missing. */
export function typeOf(decided: Decided, rows: Int32Array): ColumnType {
  const { kind, column } = decided
  if (column.numbers + column.texts === 0) return 'empty'
  if (isConstant(decided, rows)) return 'constant'
  if (kind === 'numeric') return isCounter(decided, rows) ? 'identifier' : 'numeric'
  const counts = countWords(column, rows)
  const words = column.words.filter((_, code) => counts[code]! > 0)
  const filled = counts.reduce((sum, n) => sum + n, 0)
  if (words.length > 1 && words.every(looksLikeDate)) return 'date'
  const isMany = words.length > 10 && 2 * words.length > filled
  if (isMany && words.length === filled && words.every((word) => /\d/.test(word) && !/\s/.test(word))) {
    return 'identifier'
  }
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  const isLong = words.length > 10 && letters > MAX_CATEGORY_LENGTH * words.length
  return isMany || isLong || words.length > MAX_CATEGORIES ? 'text' : 'categorical'
}

/** How many of the rows hold each word. */
export function countWords(column: Column, rows: Iterable<number>): Int32Array {
  const counts = new Int32Array(column.words.length)
  if (column.words.length === 0) return counts
  if (rows instanceof Int32Array && rows.length === column.length) {
    for (let chunk = 0; chunk < column.chunkCount; chunk++) {
      const codes = column.chunkCodes(chunk)
      for (let i = 0; codes !== undefined && i < codes.length; i++)
        if (codes[i]! > 0) counts[codes[i]! - 1]!++
    }
    return counts
  }
  for (const row of rows) {
    const word = column.word(row)
    if (word >= 0) counts[word]!++
  }
  return counts
}

function isConstant({ kind, column }: Decided, rows: Int32Array): boolean {
  if (column.missing > 0) return false
  const [first] = rows
  // Nearly all columns show in their first rows that they are not; those that are, a chunk at a time, in all rows of the file.
  if (kind === 'numeric' && rows.length === column.length) return holdsOneNumber(column)
  if (kind === 'categorical') return rows.every((row) => column.word(row) === column.word(first!))
  return rows.every((row) => column.number(row) === column.number(first!))
}

function holdsOneNumber(column: Column): boolean {
  const value = column.number(0)
  for (let chunk = 0; chunk < column.chunkCount; chunk++) {
    const cells = column.chunkValues(chunk)
    if (cells === undefined) return false
    for (let i = 0; i < cells.length; i++) if (cells[i] !== value) return false
  }
  return true
}

/** Called like an identifier (or not at all), and whole numbers that rise from row to row. */
function isCounter({ name, position, column }: Decided, rows: Int32Array): boolean {
  const isNamed =
    /^(?:.*[ _.-])?(?:id|idx|index|key|nr|no|row|rownames?|unnamed: 0)$/i.test(name) ||
    /[a-z]I[dD]$/.test(name)
  if (!isNamed && name !== `column${position + 1}`) return false
  let last = -Infinity
  return rows.every((row) => {
    const value = column.number(row)
    const rises = Number.isInteger(value) && value > last
    last = value
    return rises
  })
}

/** Least, greatest and number of distinct values among the numbers of a column; undefined where there are none. */
export function rangeOf(column: Column): { min: number; max: number; distinct: number } | undefined {
  if (column.numbers === 0) return undefined
  const distinct = new DistinctNumbers()
  let [min, max] = [Infinity, -Infinity]
  for (let chunk = 0; chunk < column.chunkCount; chunk++) {
    const cells = column.chunkValues(chunk)
    if (cells === undefined) continue
    let last = Number.NaN
    for (let i = 0; i < cells.length; i++) {
      const value = cells[i]!
      // Long runs of one value, mostly of zeros, are what wide tables consist of.
      if (value === last || Number.isNaN(value)) continue
      last = value
      if (value < min) min = value
      if (value > max) max = value
      distinct.add(value)
    }
  }
  return { min, max, distinct: distinct.count }
}
