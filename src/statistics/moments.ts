/** Mean and variance, each in a second pass over the data. */

/** Arithmetic mean; NaN of an empty list. */
export function mean(values: readonly number[]): number {
  const first = sum(values) / values.length
  return first + sum(values.map((value) => value - first)) / values.length
}

/**
 * Variance with divisor n - 1; NaN below two values. Exactly 0 where the values differ by rounding alone: two folds'
 * differences 36/36 - 35/36 and 35/36 - 34/36 are the same number to a reader, but not in binary.
 */
export function variance(values: readonly number[]): number {
  if (values.length < 2) return Number.NaN
  const centre = mean(values)
  const deviations = values.map((value) => value - centre)
  if (Math.max(...deviations.map(Math.abs)) <= 1e-9 * Math.abs(centre)) return 0
  return sum(deviations.map((deviation) => deviation * deviation)) / (values.length - 1)
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
