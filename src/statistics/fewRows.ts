/** Where two methods differ on a handful of rows, a variance estimated from those rows is not to be trusted. */

/** Below so many rows (or groups) that differ, the normal approximation of a mean fails. */
export const MIN_DIFFERING = 10

/** How many rows, or groups, have a part in the difference at all. @param sums [q] each unit's part, 0 for a unit without. */
export const differingUnits = (sums: Float64Array): number =>
  sums.reduce((n, sum) => n + (sum === 0 ? 0 : 1), 0)

export interface AdjustedDifference {
  readonly centre: number
  readonly variance: number
}

/**
 * Bonett and Price's adjusted interval of a difference of paired proportions (Journal of Educational and Behavioral Statistics 37, 2012): a row in
 * which only the one method is right and a row in which only the other is right are added, and the normal interval is taken
 * of the q + 2 rows. It covers where no row or one row differs, and its p-values are close to those of the exact McNemar
 * test. The difference of a row must lie in [-1, 1]; scores averaged over repeats do.
 *
 * @param sums [q] the difference of each row (of a group, its mean difference); their mean is the difference.
 */
export function adjustedDifference(sums: Float64Array): AdjustedDifference {
  const q = sums.length + 2
  let total = 0
  let squares = 2
  for (const sum of sums) {
    total += sum
    squares += sum * sum
  }
  const centre = total / q
  return { centre, variance: (squares / q - centre * centre) / q }
}
