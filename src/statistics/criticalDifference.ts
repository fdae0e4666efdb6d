import { normalQuantile } from './distributions.ts'
import { studentizedRangeQuantile } from './studentizedRange.ts'

/**
 * Nemenyi's critical difference: two of k mean ranks over N datasets differ significantly if they are this far apart
 * (Demsar 2006). CD = q sqrt(k(k+1) / 6N), q the studentized range quantile (infinite df) / sqrt 2. The R package scmamp uses
 * k(N - 1) degrees of freedom instead, and so a larger CD.
 */
export const nemenyiCriticalDifference = (k: number, N: number, alpha: number): number =>
  (studentizedRangeQuantile(1 - alpha, k) / Math.SQRT2) * rankError(k, N)

/** Bonferroni and Dunn's critical difference for k - 1 comparisons with one control: q is the normal quantile at alpha / 2(k - 1). */
export const bonferroniDunnCriticalDifference = (k: number, N: number, alpha: number): number =>
  normalQuantile(1 - alpha / (2 * (k - 1))) * rankError(k, N)

const rankError = (k: number, N: number): number => Math.sqrt((k * (k + 1)) / (6 * N))

/**
 * The bars of a critical-difference diagram: largest groups of methods, two or more, whose mean ranks span less than the
 * critical difference. None lies inside another.
 *
 * @param ranks [methods] mean ranks.
 * @returns groups of method indices, best first.
 */
export function rankGroups(ranks: readonly number[], criticalDifference: number): number[][] {
  const order = ranks.map((_, method) => method).sort((i, j) => ranks[i] - ranks[j])
  const groups: number[][] = []
  let covered = 0
  order.forEach((first, start) => {
    const end = order.findLastIndex((last) => ranks[last] - ranks[first] < criticalDifference) + 1
    if (end - start < 2 || end <= covered) return
    groups.push(order.slice(start, end))
    covered = end
  })
  return groups
}
