import { tied } from '../util/ties.ts'
import { mean, sum } from './moments.ts'

export interface OneStandardErrorChoice {
  /** [candidates] mean error over the folds. */
  readonly means: readonly number[]
  /** [candidates] standard error of that mean: sqrt(mean squared deviation / (folds - 1)), as glmnet's cvsd. */
  readonly standardErrors: readonly number[]
  /** Index of the least mean error; of ties, the most regularized. */
  readonly best: number
  /** Index of the most regularized candidate whose mean error is within one standard error of the least. */
  readonly withinOneStandardError: number
}

/**
 * The one-standard-error rule (Breiman et al. 1984; glmnet's lambda.min and lambda.1se): prefer the simplest candidate that
 * cannot be told from the best.
 *
 * @param errors [candidates][folds], at least two folds, smaller = better (negate an accuracy); the candidates from the
 *   most to the least regularized: larger strengths first, smaller bounds first, smaller keep first.
 */
export function oneStandardErrorRule(errors: readonly (readonly number[])[]): OneStandardErrorChoice {
  const means = errors.map(mean)
  const standardErrors = errors.map(standardError)
  const least = Math.min(...means)
  const best = means.findIndex((error) => tied(error, least))
  const bound = means[best] + standardErrors[best]
  const withinOneStandardError = means.findIndex((error) => error <= bound || tied(error, bound))
  return { means, standardErrors, best, withinOneStandardError }
}

/** Standard error of a mean over folds: sqrt(mean squared deviation / (folds - 1)). At least two folds. */
export function standardError(folds: readonly number[]): number {
  const centre = mean(folds)
  const squared = folds.map((value) => (value - centre) ** 2)
  return Math.sqrt(sum(squared) / folds.length / (folds.length - 1))
}
