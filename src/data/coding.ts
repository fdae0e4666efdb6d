/**
 * How numbers that f32 cannot tell apart, or cannot hold, are stored in it: a value is offset + unit * entry, with offset and
 * unit from the training rows of a split alone. A row that is tested on changes nothing of what training sees.
 */
import type { Coding, Dataset, FeatureScaling, Recoded } from './dataset.ts'

const PLAIN: Coding = { offset: 0, unit: 1 }

/** Beyond these, squares and reciprocals leave the range of f32. */
const MAX_PLAIN = 2 ** 96
const MIN_PLAIN = 2 ** -96

/**
 * The coding of values between `min` and `max`: offset 0 and unit 1, unless rounding to f32 would cost more than a millionth of
 * their spread (timestamps) or f32 is too small; then the middle of the range and a power of two near its half-width.
 */
export function codingOf(min: number, max: number): Coding {
  const largest = Math.max(Math.abs(min), Math.abs(max))
  if (!Number.isFinite(largest)) return PLAIN
  // Halves first: the whole spread may overflow a double.
  const halfSpread = max / 2 - min / 2
  const fits = largest <= MAX_PLAIN && (largest >= MIN_PLAIN || largest === 0)
  if (fits && (halfSpread === 0 || largest * 2 ** -24 <= 2e-6 * halfSpread)) return PLAIN
  const offset = max / 2 + min / 2
  return { offset, unit: halfSpread > 0 ? powerOfTwo(halfSpread) : 1 }
}

/** The largest power of two that does not exceed a positive number; by doubling, since Math.log2 may round differently. */
function powerOfTwo(bound: number): number {
  let power = 1
  while (2 * power <= bound) power *= 2
  while (power > bound) power /= 2
  return power
}

/** Half-spread of values that need an offset, as a share of the largest of them. */
const NARROW = 2 ** -24 / 2e-6

/**
 * Columns are kept in 64 bits where so many of their values are that near to each other. So every training set of that share of
 * the rows or more, which those of cross-validation are, finds all that its own coding needs, whatever the other rows hold.
 */
const MIN_SHARE = 0.45

/** What storing a column in f32 would do to it. */
export interface Rounding {
  /** The column's values must be kept in 64 bits besides: f32 rounds some, and many are close to each other, or one is beyond it. */
  readonly mustBeExact: boolean
  /** Some are so large or so small that f32 may not hold them. */
  readonly hasExtremes: boolean
}

/** Looks at the values of a column, given chunk by chunk and NaN where missing. */
export function roundingOf(chunks: readonly (Float32Array | Float64Array)[]): Rounding {
  if (!chunks.some((chunk) => chunk instanceof Float64Array)) {
    return { mustBeExact: false, hasExtremes: false }
  }
  const count = countBins(chunks)
  const { hasExtremes, densest } = lookAtBins()
  // Most columns are as wide as that, and a look at their bins is enough.
  const mayBeNarrow = densest >= MIN_SHARE * count
  const mustBeExact = hasExtremes || (mayBeNarrow && densestOf(chunks, count) >= MIN_SHARE * count)
  return { mustBeExact, hasExtremes }
}

/** By sign, exponent and four bits of the mantissa: bins of 3 to 6 % of a value. */
const BINS = 1 << 16
const counted = new Int32Array(BINS)
/** Bins of values that need an offset: these differ by less than 7 %. */
const NEIGHBOURS = 4

const double = new Float64Array(1)
const halves = new Uint32Array(double.buffer)
/** Which half of a double holds sign and exponent. */
const HIGH = new Uint32Array(new Float64Array([1]).buffer)[1] === 0 ? 0 : 1

/** Returns how many values there are, zeros left out, which every format holds. */
function countBins(chunks: readonly (Float32Array | Float64Array)[]): number {
  counted.fill(0)
  let count = 0
  for (const chunk of chunks) {
    for (let i = 0; i < chunk.length; i++) {
      const value = chunk[i]!
      if (value === 0 || Number.isNaN(value)) continue
      double[0] = value
      counted[halves[HIGH]! >>> 16]!++
      count++
    }
  }
  return count
}

const binOf = (power: number): number => (1023 + power) << 4
const FIRST_PLAIN = binOf(-96)
const LAST_PLAIN = binOf(96) - 1

/** Whether values lie beyond the plain ones, and the most values in neighbouring bins. */
function lookAtBins(): { hasExtremes: boolean; densest: number } {
  let hasExtremes = false
  let most = 0
  let sum = 0
  for (let bin = 0; bin < BINS; bin++) {
    const own = counted[bin]!
    const size = bin & 0x7fff
    if (own > 0 && (size < FIRST_PLAIN || size > LAST_PLAIN)) hasExtremes = true
    sum += own - (bin >= NEIGHBOURS ? counted[bin - NEIGHBOURS]! : 0)
    if (sum > most) most = sum
  }
  return { hasExtremes, densest: most }
}

/** The most values, zeros left out, that are as near to each other as those that need an offset. */
function densestOf(chunks: readonly (Float32Array | Float64Array)[], count: number): number {
  const sorted = new Float64Array(count)
  let at = 0
  for (const chunk of chunks)
    for (const value of chunk) if (value !== 0 && !Number.isNaN(value)) sorted[at++] = value
  sorted.sort()
  let most = 0
  let first = 0
  for (let last = 0; last < count; last++) {
    const isWide = () => {
      const [low, high] = [sorted[first]!, sorted[last]!]
      return (high - low) / 2 > NARROW * Math.max(Math.abs(low), Math.abs(high))
    }
    while (isWide()) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

/** An entry of the matrix for a value beyond f32, as rows may hold that no coding is made for. */
const MAX_ENTRY = 2 ** 100

export const clampedEntry = (entry: number): number => Math.max(-MAX_ENTRY, Math.min(MAX_ENTRY, entry))

/** The columns that the rows in `train` need in a coding of their own. */
export function recodedColumns(dataset: Dataset, train: Int32Array): Recoded[] {
  const { exactColumns, exactValues } = dataset
  if (exactColumns === undefined || exactValues === undefined) return []
  const width = exactColumns.length
  return Array.from(exactColumns).flatMap((column, exact): Recoded[] => {
    let [min, max] = [Infinity, -Infinity]
    for (const row of train) {
      const own = exactValues[row * width + exact]!
      if (own < min) min = own
      if (own > max) max = own
    }
    const coding = codingOf(min, max)
    return coding.unit === 1 && coding.offset === 0 ? [] : [{ column, exact, ...coding }]
  })
}

/** The entry of a row in a recoded column; NaN where the value is missing. */
export const recodedEntry = (
  { exactColumns, exactValues }: Dataset,
  { exact, offset, unit }: Recoded,
  row: number,
): number => Math.fround((exactValues![row * exactColumns!.length + exact]! - offset) / unit)

/** Reads entries as the scaling of a split wants them. */
export function entryReader(dataset: Dataset, { recoded = [] }: FeatureScaling) {
  const own = new Map(recoded.map((column) => [column.column, column]))
  const { matrix, features } = dataset
  return (row: number, column: number): number => {
    const coded = own.get(column)
    return coded === undefined ? matrix[row * features.length + column]! : recodedEntry(dataset, coded, row)
  }
}
