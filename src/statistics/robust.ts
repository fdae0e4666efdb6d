import { median } from '../util/quantile.ts'

/** 1.4826 times the median absolute deviation from the median: the standard deviation, where the values are normal. */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values)
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)))
}
