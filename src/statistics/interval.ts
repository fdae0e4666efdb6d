import { tQuantile } from './distributions.ts'
import { mean, variance } from './moments.ts'

export interface MeanInterval {
  /** Values averaged. */
  readonly count: number
  readonly mean: number
  /** Standard deviation of the values, divisor n - 1; `null` below two values. */
  readonly sd: number | null
  /** Corrected standard error of the mean; `null` below two values. */
  readonly standardError: number | null
  /** The interval; `null` below two values and without variance, where a t interval says nothing. */
  readonly low: number | null
  readonly high: number | null
}

/**
 * Student's t interval of the mean over resampled splits, with the variance of Nadeau and Bengio (2003):
 *
 *     standardError^2 = (1/n + testTrainRatio) * s^2,   interval = mean -/+ t(n - 1) * standardError
 *
 * Two splits of the same rows share most of their training rows, so their scores are correlated and s^2/n is too
 * small: for a mean score as much as for a mean difference, hence the same correction for both.
 *
 * @param testTrainRatio test rows / training rows of one split: 1/(k - 1) for k folds, 0 for independent values.
 * @param confidence between 0 and 1, e.g. 0.95.
 */
export function meanInterval(
  values: readonly number[],
  testTrainRatio: number,
  confidence: number,
): MeanInterval {
  const count = values.length
  const average = mean(values)
  if (count < 2) return { count, mean: average, sd: null, standardError: null, low: null, high: null }
  const s2 = variance(values)
  const standardError = Math.sqrt((1 / count + testTrainRatio) * s2)
  if (s2 === 0) return { count, mean: average, sd: 0, standardError, low: null, high: null }
  const reach = tQuantile(0.5 + confidence / 2, count - 1) * standardError
  return {
    count,
    mean: average,
    sd: Math.sqrt(s2),
    standardError,
    low: average - reach,
    high: average + reach,
  }
}
