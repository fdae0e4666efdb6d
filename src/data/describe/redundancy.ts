/** Rows that repeat other rows, and columns that repeat the target. */
import { parseNumber } from '../cells.ts'
import type { Column } from '../read/column.ts'
import type { Survey } from './survey.ts'

/**
 * Positions of feature columns whose values and those of the target determine each other in all rows that have both. Values
 * that are different in most rows determine everything, so there only equal numbers count.
 */
export function sameAsTarget({ table, roles, columns }: Survey): Set<number> {
  const target = table.columns[roles.target]!
  const same = new Set<number>()
  for (const { role, type, index } of columns) {
    if (role !== 'feature' || type === 'empty' || type === 'constant') continue
    if (determineEachOther(table.columns[index - 1]!, target, table.rows)) same.add(index - 1)
  }
  return same
}

function determineEachOther(column: Column, target: Column, rows: number): boolean {
  const targetOf = new Map<number | string, number>()
  const valueFor = new Map<number, number | string>()
  const numbers = target.words.map(parseNumber)
  let both = 0
  let areEqual = true
  for (let row = 0; row < rows; row++) {
    const code = target.word(row)
    const word = column.word(row)
    const value = word >= 0 ? column.words[word]! : column.number(row)
    if (code < 0 || Number.isNaN(value)) continue
    both++
    if ((targetOf.get(value) ?? code) !== code || (valueFor.get(code) ?? value) !== value) return false
    targetOf.set(value, code)
    valueFor.set(code, value)
    areEqual &&= value === numbers[code]
  }
  return valueFor.size > 1 && (areEqual || 2 * valueFor.size <= both)
}

/** How many rows hold, in all columns but the unused ones, what an earlier row holds. By 53 bits of a hash of each row. */
export function duplicateRows({ table }: Survey, unused: ReadonlySet<number>): number {
  const { rows } = table
  const high = new Int32Array(rows).fill(0x2c1b3c6d)
  const low = new Int32Array(rows).fill(0x297a2d39)
  const bits = new Int32Array(2)
  const cell = new Float64Array(bits.buffer)
  table.columns.forEach((column, position) => {
    if (column === undefined || unused.has(position)) return
    for (let row = 0; row < rows; row++) {
      const word = column.word(row)
      cell[0] = word >= 0 ? word : column.number(row)
      const kind = word >= 0 ? 1 : 0
      high[row] = mix(high[row]!, bits[0]! ^ kind, bits[1]!)
      low[row] = mix(low[row]! ^ 0x5bd1e995, bits[1]!, bits[0]! + kind)
    }
  })
  const seen = new Set<number>()
  for (let row = 0; row < rows; row++) seen.add((high[row]! >>> 0) * 2 ** 21 + (low[row]! >>> 11))
  return rows - seen.size
}

/** Two rounds of multiplying and shifting (the constants are those of MurmurHash3's finalizer). */
function mix(state: number, a: number, b: number): number {
  let x = Math.imul(state ^ a, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13) ^ b, 0xc2b2ae35)
  return x ^ (x >>> 16)
}
