import { tCdf } from './distributions.ts'
import { mean, variance } from './moments.ts'

/** Where the true mean difference lies, given the data: three probabilities that add to 1. */
export interface RopeProbabilities {
  readonly pWorse: number
  readonly pEquivalent: number
  readonly pBetter: number
}

/** Student t posterior of the true mean difference. */
export interface Posterior {
  readonly location: number
  /** Squared scale; the variance is df / (df - 2) times this. */
  readonly scale2: number
  readonly df: number
}

/**
 * Bayesian correlated t-test (Corani and Benavoli 2015, and baycomp): with a flat prior and correlation
 * rho = test / (test + training rows) between the differences, the posterior is a t with n - 1 degrees of freedom about
 * their mean and scale^2 = (1/n + rho / (1 - rho)) * s^2. rho / (1 - rho) is the test/train ratio: the frequentist
 * corrected test's standard error.
 *
 * @param differences at least two, positive = better.
 */
export function correlatedPosterior(differences: readonly number[], testTrainRatio: number): Posterior {
  const count = differences.length
  return {
    location: mean(differences),
    scale2: (1 / count + testTrainRatio) * variance(differences),
    df: count - 1,
  }
}

/**
 * The posterior's mass below, inside and above the region of practical equivalence [-rope, rope]. Without variance all
 * mass sits on the mean, as in baycomp; a mean of 0 with rope 0 is split in halves.
 */
export function ropeProbabilities({ location, scale2, df }: Posterior, rope: number): RopeProbabilities {
  if (scale2 === 0) {
    if (rope === 0 && location === 0) return { pWorse: 0.5, pEquivalent: 0, pBetter: 0.5 }
    const pWorse = location < -rope ? 1 : 0
    const pBetter = location > rope ? 1 : 0
    return { pWorse, pEquivalent: 1 - pWorse - pBetter, pBetter }
  }
  const scale = Math.sqrt(scale2)
  const pWorse = tCdf((-rope - location) / scale, df)
  const pBetter = tCdf((location - rope) / scale, df)
  // Rounding must not push the remainder below 0.
  return { pWorse, pEquivalent: Math.max(0, 1 - pWorse - pBetter), pBetter }
}
