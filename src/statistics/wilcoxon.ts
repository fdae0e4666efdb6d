import { normalCdf } from './distributions.ts'
import { sum } from './moments.ts'
import { ranks } from './ranks.ts'

export interface WilcoxonTest {
  /** Rank sums of the positive and of the negative differences. */
  readonly positive: number
  readonly negative: number
  /** The smaller of them. */
  readonly statistic: number
  /** Normal approximation; `null` where the exact distribution was used. */
  readonly z: number | null
  /** Two-sided. */
  readonly pValue: number
}

/** Up to here 2^n sign patterns are counted exactly, unless ties forbid it. */
const EXACT_LIMIT = 25

/**
 * Wilcoxon's signed-rank test, as Demsar (2006) gives it: ranks of the absolute differences, zeros split evenly between the
 * two sums (one is dropped if their number is odd), and z = (T - n(n+1)/4) / sqrt(n(n+1)(2n+1)/24) without
 * correction for ties or continuity.
 *
 * @param differences one a dataset.
 * @param method `exact` counts the sign patterns and needs n <= 25 without zeros or ties; `auto` does so where it can.
 */
export function wilcoxonSignedRank(
  differences: readonly number[],
  method: 'auto' | 'exact' | 'normal' = 'auto',
): WilcoxonTest {
  const kept = dropOddZero(differences)
  const n = kept.length
  if (n === 0) return { positive: 0, negative: 0, statistic: 0, z: null, pValue: 1 }
  const ranked = ranks(kept.map(Math.abs))
  const half = (rank: number, index: number) => (kept[index] === 0 ? rank / 2 : 0)
  const positive = sum(ranked.map((rank, index) => (kept[index] > 0 ? rank : half(rank, index))))
  const negative = sum(ranked.map((rank, index) => (kept[index] < 0 ? rank : half(rank, index))))
  const statistic = Math.min(positive, negative)

  const countable = n <= EXACT_LIMIT && !kept.includes(0) && new Set(ranked).size === n
  if (method === 'exact' && !countable) {
    throw new RangeError(`the exact test needs at most ${EXACT_LIMIT} differences without zeros or ties`)
  }
  if (countable && method !== 'normal') {
    return { positive, negative, statistic, z: null, pValue: exactTail(statistic, n) }
  }
  const z = (statistic - (n * (n + 1)) / 4) / Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24)
  return { positive, negative, statistic, z, pValue: Math.min(1, 2 * normalCdf(z)) }
}

function dropOddZero(differences: readonly number[]): readonly number[] {
  const zeros = differences.filter((difference) => difference === 0).length
  return zeros % 2 === 0 ? differences : differences.toSpliced(differences.indexOf(0), 1)
}

/** 2 P(T <= statistic) over all 2^n sign patterns: how many subsets of 1..n have each sum. */
function exactTail(statistic: number, n: number): number {
  const largest = (n * (n + 1)) / 2
  const subsets = new Float64Array(largest + 1)
  subsets[0] = 1
  for (let rank = 1; rank <= n; rank++) {
    for (let total = largest; total >= rank; total--) subsets[total] += subsets[total - rank]
  }
  let below = 0
  for (let total = 0; total <= statistic; total++) below += subsets[total]
  return Math.min(1, (2 * below) / 2 ** n)
}
