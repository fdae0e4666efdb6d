import { chiSquaredTail, fTail } from './distributions.ts'
import { sum } from './moments.ts'
import { averageRanks } from './ranks.ts'

export interface FriedmanTest {
  /** [methods] mean rank over the datasets, 1 = best. */
  readonly ranks: readonly number[]
  /** Friedman's statistic and its p-value, k - 1 degrees of freedom. */
  readonly chiSquared: number
  readonly pChiSquared: number
  /** Iman and Davenport's less conservative F, k - 1 and (k - 1)(N - 1) degrees of freedom; infinite when all datasets rank alike. */
  readonly f: number
  readonly pF: number
}

/**
 * Friedman's test that k methods do equally well over N datasets, and Iman and Davenport's version of it:
 *
 *     chi2 = 12N / (k(k+1)) * (sum R^2 - k(k+1)^2 / 4),   F = (N-1) chi2 / (N(k-1) - chi2)
 *
 * As in Demsar (2006), ties share ranks and the statistic has no tie correction; SciPy's has one, so it differs there.
 *
 * @param scores [datasets][methods], larger = better; at least two of each.
 */
export function friedman(scores: readonly (readonly number[])[]): FriedmanTest {
  const N = scores.length
  const k = scores[0].length
  const ranks = averageRanks(scores)
  const squares = sum(ranks.map((rank) => rank * rank))
  // Rounding may leave a hair below 0 where all is tied, and above N(k - 1) where all datasets rank alike.
  const chiSquared = clamp(((12 * N) / (k * (k + 1))) * (squares - (k * (k + 1) ** 2) / 4), N * (k - 1))
  const f = ((N - 1) * chiSquared) / (N * (k - 1) - chiSquared)
  return {
    ranks,
    chiSquared,
    pChiSquared: chiSquaredTail(chiSquared, k - 1),
    f,
    pF: fTail(f, k - 1, (k - 1) * (N - 1)),
  }
}

function clamp(value: number, upper: number): number {
  const slack = 1e-12 * upper
  if (value < slack) return 0
  return value > upper - slack ? upper : value
}
