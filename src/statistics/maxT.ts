import { normalCdf, normalQuantile } from './distributions.ts'
import { normalDraws } from './normalDraws.ts'

export interface MaxT {
  /** [m] adjusted p-values. */
  readonly adjusted: readonly number[]
  /** A method's p-value is below this exactly if its adjusted one is below alpha: the level of simultaneous intervals. */
  readonly level: number
  readonly draws: number
}

/** Normal numbers drawn in all: a tenth of a second. */
const NUMBERS = 500_000
const MIN_DRAWS = 10_000
const MAX_DRAWS = 50_000

/**
 * Single-step max-t adjustment for m correlated tests (Westfall and Young 1993; Hothorn, Bretz and Westfall 2008): the chance
 * that the largest of m statistics is as large as this one where no difference is real. A multiplier bootstrap of rows with
 * Gaussian multipliers draws exactly a normal vector with the sample correlation of the rows' parts, so m numbers a draw do.
 *
 * Draws are counted by (draw, method) under `key`: the same data and seed give the same p-values. With B draws an adjusted p
 * has the standard error sqrt(p (1 - p) / B), 0.001 at 0.05, and never exceeds m times the p-value (Bonferroni), which is what
 * is left of it where fewer than one draw in B is as large.
 *
 * @param pValues [m] two-sided, each from its own distribution. @param correlation [m x m] of the statistics.
 */
export function maxT(
  pValues: readonly number[],
  correlation: Float64Array,
  alpha: number,
  key: readonly [number, number],
): MaxT {
  const m = pValues.length
  if (m <= 1) return { adjusted: [...pValues], level: alpha, draws: 0 }
  const draws = Math.min(MAX_DRAWS, Math.max(MIN_DRAWS, Math.floor(NUMBERS / m)))
  const maxima = largest(choleskyOf(correlation, m), m, draws, key)
  const exceeding = (p: number): number => {
    // Two-sided p to the size of a standard normal.
    const size = p >= 1 ? 0 : p <= 0 ? Infinity : -normalQuantile(p / 2)
    return countFrom(maxima, size)
  }
  const adjusted = pValues.map((p) => Math.max(p, Math.min(1, m * p, (1 + exceeding(p)) / (draws + 1))))
  return { adjusted, level: levelOf(maxima, alpha, m), draws }
}

/** Ascending largest sizes of `draws` vectors with this Cholesky factor. */
function largest(
  factor: Float64Array,
  m: number,
  draws: number,
  key: readonly [number, number],
): Float64Array {
  const numbers = new Float64Array(m * draws)
  normalDraws(key, 0, numbers)
  const maxima = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    let most = 0
    for (let i = 0; i < m; i++) {
      let value = 0
      for (let j = 0; j <= i; j++) value += factor[i * m + j] * numbers[draw * m + j]
      most = Math.max(most, Math.abs(value))
    }
    maxima[draw] = most
  }
  return maxima.sort()
}

/** How many of the ascending values are at least `size`. */
function countFrom(ascending: Float64Array, size: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ascending[middle] >= size) high = middle
    else low = middle + 1
  }
  return ascending.length - low
}

/** The p-value at which the adjusted one reaches alpha. */
function levelOf(ascending: Float64Array, alpha: number, m: number): number {
  const draws = ascending.length
  // The largest number of draws beyond a statistic with (1 + number) / (draws + 1) < alpha.
  const allowed = Math.ceil(alpha * (draws + 1) - 1) - 1
  if (allowed < 0) return alpha / m
  const size = ascending[draws - 1 - allowed]
  return Math.min(alpha, Math.max(alpha / m, 2 * normalCdf(-size)))
}

/**
 * Lower triangle L with L L' = the correlation, which may be singular (two methods that differ from the baseline in the same
 * way on every row): a pivot that is 0 up to rounding has a column of zeros.
 */
export function choleskyOf(correlation: Float64Array, m: number): Float64Array {
  const L = new Float64Array(m * m)
  for (let j = 0; j < m; j++) {
    let pivot = correlation[j * m + j]
    for (let k = 0; k < j; k++) pivot -= L[j * m + k] ** 2
    if (pivot <= 1e-10) continue
    const root = Math.sqrt(pivot)
    L[j * m + j] = root
    for (let i = j + 1; i < m; i++) {
      let value = correlation[i * m + j]
      for (let k = 0; k < j; k++) value -= L[i * m + k] * L[j * m + k]
      L[i * m + j] = value / root
    }
  }
  return L
}

/** [m x m] sample correlation of the rows' parts (or their sums by group), each of which adds up to 0. */
export function correlationOf(parts: readonly Float64Array[]): Float64Array {
  const m = parts.length
  const sizes = parts.map((part) => Math.sqrt(dot(part, part)))
  const result = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    result[i * m + i] = 1
    for (let j = 0; j < i; j++) {
      const value = Math.max(-1, Math.min(1, dot(parts[i], parts[j]) / (sizes[i] * sizes[j])))
      result[i * m + j] = value
      result[j * m + i] = value
    }
  }
  return result
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
