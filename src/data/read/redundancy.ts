/** Rows that repeat other rows, and columns that repeat the target. */
import { parseNumber } from '../cells.ts'
import { CHUNK, type Column } from './column.ts'
import { bitsOf, bitsOfText, halvesOf, mix } from './rowHash.ts'
import type { Table } from './table.ts'

/**
 * The columns whose values and those of the target, read as text, determine each other in all rows that have both. Values that
 * are different in most rows determine everything, so there only equal numbers count.
 */
export function sameAsTarget(columns: readonly Column[], target: Column, rows: number): Set<Column> {
  const numbers = target.words.map(parseNumber)
  // Too many to be learnt by heart: nothing but the same numbers gives them away.
  const isMany = 2 * target.words.length > rows
  return new Set(
    columns.filter((column) =>
      isMany ? areEqual(column, target, numbers, rows) : determineEachOther(column, target, numbers, rows),
    ),
  )
}

function areEqual(column: Column, target: Column, numbers: readonly number[], rows: number): boolean {
  if (column.texts > 0) return false
  const seen = new Set<number>()
  for (let row = 0; row < rows; row++) {
    const code = target.word(row)
    const value = column.number(row)
    if (code < 0 || Number.isNaN(value)) continue
    if (value !== numbers[code]) return false
    if (seen.size < 2) seen.add(value)
  }
  return seen.size > 1
}

function determineEachOther(
  column: Column,
  target: Column,
  numbers: readonly number[],
  rows: number,
): boolean {
  const targetOf = new Map<number | string, number>()
  const valueFor = new Map<number, number | string>()
  let both = 0
  let equal = true
  for (let row = 0; row < rows; row++) {
    const code = target.word(row)
    const word = column.word(row)
    const value = word >= 0 ? column.words[word]! : column.number(row)
    if (code < 0 || Number.isNaN(value)) continue
    both++
    if ((targetOf.get(value) ?? code) !== code || (valueFor.get(code) ?? value) !== value) return false
    targetOf.set(value, code)
    valueFor.set(code, value)
    equal &&= value === numbers[code]
  }
  return valueFor.size > 1 && (equal || 2 * valueFor.size <= both)
}

/**
 * How many rows of the file hold, in all of its columns, what an earlier row holds; the cells of columns that are not read
 * count as well (`Table.unread`). By 53 bits of a hash of each row.
 */
export function repeatedRows(table: Table): number {
  const alike = rowsThatMayRepeat(table)
  if (alike.length === 0) return 0
  const seen = new Set<number>()
  for (const row of alike) seen.add(hashOfRow(table, row))
  return alike.length - seen.size
}

/** A second hash, that tells rows apart where the first one does not. */
function hashOfRow({ columns, unread }: Table, row: number): number {
  let high = 0x2c1b3c6d
  let low = 0x297a2d39
  const take = (a: number, b: number) => {
    high = mix(high, a, b)
    low = mix(low ^ 0x5bd1e995, b, a + 1)
  }
  for (const column of columns) {
    if (column === undefined) continue
    const word = column.word(row)
    const value = word >= 0 ? word : column.number(row)
    const [low32, high32] = halvesOf(value)
    take(low32! ^ (word >= 0 ? 1 : 0), high32!)
  }
  if (unread !== undefined) take(unread[row]!, 0)
  return (high >>> 0) * 2 ** 21 + (low >>> 11)
}

const MISSING_BITS = 0x5851f42d

/** Share of the rows up to which they are looked at one by one. */
const MIN_SHARE = 1 / 32

/**
 * Rows that may repeat others, by sums of hashed cells: column by column as these are stored, a few columns from all over the
 * table first, since those of most tables tell nearly all rows apart, and twice as many each time that they do not. Zeros, of
 * which some tables mostly consist, add nothing.
 */
function rowsThatMayRepeat({ columns, rows, unread }: Table): number[] {
  const read = spreadOut(columns.flatMap((column, position) => (column === undefined ? [] : [position])))
  const sums = unread?.slice(0, rows) ?? new Int32Array(rows)
  let repeated: ReadonlySet<number> = new Set<number>()
  for (let done = 0, batch = 4; done < read.length; done += batch, batch *= 2) {
    for (const position of read.slice(done, done + batch)) {
      // Of its own for each column, so that equal cells in other columns are other summands.
      addBits(sums, columns[position]!, mix(0x2545f491, position, 0x9e3779b1) | 1)
    }
    const { found, hits } = met(sums, rows)
    repeated = found
    if (hits <= MIN_SHARE * rows) break
  }
  const found: number[] = []
  if (repeated.size === 0) return found
  for (let row = 0; row < rows; row++) if (repeated.has(sums[row]!)) found.push(row)
  return found
}

/** Bits a row of the table in which sums are looked up: one sum in so many is taken for one that was met. */
const BITS_PER_ROW = 64

/** The sums that were met before, and a few that were not; `hits` are the rows that have them, the first of each aside. */
function met(sums: Int32Array, rows: number): { found: Set<number>; hits: number } {
  let power = 12
  while (1 << power < BITS_PER_ROW * rows && power < 30) power++
  const seen = new Int32Array(1 << (power - 5))
  const found = new Set<number>()
  let hits = 0
  for (let row = 0; row < rows; row++) {
    const sum = sums[row]!
    // The high bits of a product depend on all bits of the sum.
    const at = Math.imul(sum, 0x9e3779b1) >>> (32 - power)
    const bit = 1 << (at & 31)
    if ((seen[at >> 5]! & bit) !== 0) {
      found.add(sum)
      hits++
    }
    seen[at >> 5]! |= bit
  }
  return { found, hits }
}

/** Puts entries in an order in which those that followed each other are far apart. */
function spreadOut(entries: readonly number[]): number[] {
  const count = entries.length
  let step = Math.max(1, Math.round(0.618 * count))
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  while (divisor(step, count) > 1) step++
  return entries.map((_, i) => entries[(i * step) % count]!)
}

function addBits(sums: Int32Array, column: Column, factor: number): void {
  const texts = column.words.map(bitsOfText)
  const missing = Math.imul(MISSING_BITS, factor)
  for (let chunk = 0; chunk < column.chunkCount; chunk++) {
    const values = column.chunkValues(chunk)
    const codes = column.chunkCodes(chunk)
    const base = chunk * CHUNK
    const length = values?.length ?? codes?.length ?? Math.min(CHUNK, sums.length - base)
    for (let i = 0; i < length; i++) {
      const code = codes === undefined ? 0 : codes[i]!
      if (code > 0) {
        sums[base + i]! += Math.imul(texts[code - 1]!, factor)
        continue
      }
      const value = values === undefined ? Number.NaN : values[i]!
      if (value === 0) continue
      sums[base + i]! += Number.isNaN(value) ? missing : Math.imul(bitsOf(value), factor)
    }
  }
}
