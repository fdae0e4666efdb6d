import { tCdf } from './distributions.ts'
import { type MeanInterval, meanInterval } from './interval.ts'

export interface CorrectedTTest extends MeanInterval {
  readonly t: number | null
  /** Two-sided; `null` where there is no test: below two pairs, or one and the same nonzero difference throughout. */
  readonly pValue: number | null
}

/**
 * Corrected resampled t-test of mean difference 0 (Nadeau and Bengio 2003; Bouckaert and Frank 2004 for repeated
 * folds): t = mean / standardError with n - 1 degrees of freedom. A ratio of 0 gives the ordinary paired t-test.
 *
 * Without variance: p = 1 if every difference is 0, else no p. Weka reports p = 0 there, but two folds of 36 rows that both
 * gain one row are not proof, and t has no distribution when its denominator is 0.
 *
 * @param differences one a pair, method - baseline.
 * @param testTrainRatio test rows / training rows of one split.
 * @param confidence of the interval, e.g. 0.95.
 */
export function correctedTTest(
  differences: readonly number[],
  testTrainRatio: number,
  confidence: number,
): CorrectedTTest {
  const interval = meanInterval(differences, testTrainRatio, confidence)
  if (interval.standardError === null) return { ...interval, t: null, pValue: null }
  if (interval.standardError === 0) {
    return interval.mean === 0 ? { ...interval, t: 0, pValue: 1 } : { ...interval, t: null, pValue: null }
  }
  const t = interval.mean / interval.standardError
  return { ...interval, t, pValue: 2 * tCdf(-Math.abs(t), interval.count - 1) }
}
