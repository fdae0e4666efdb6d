/** Where two methods differ on a handful of rows, a variance estimated from those rows is not to be trusted. */

/** Below so many rows (or groups) that differ, the normal approximation of a mean fails. */
export const MIN_DIFFERING = 10

/** How many rows, or groups, have a part in the difference at all. @param sums [q] each unit's part, 0 for a unit without. */
export const differingUnits = (sums: Float64Array): number =>
  sums.reduce((n, sum) => n + (sum === 0 ? 0 : 1), 0)

export interface ScoreTest {
  /** Variance of the difference where no difference is real. */
  readonly variance: number
  /** The difference in its standard errors; 0 where no row differs. */
  readonly z: number
  /** The differences that a test of size `q` does not reject. */
  interval(q: number): readonly [low: number, high: number]
}

/** Halvings of an interval that is not long: an end is found to the last bit. */
const HALVINGS = 60

/**
 * Tango's score test and interval of a difference of paired proportions (Statistics in Medicine 17, 1998): a difference is
 * rejected by the variance that the rows would have if it were true, so that the interval covers even where no row differs.
 * Of no difference it is McNemar's test without continuity correction, whose size is close to what it is said to be where the
 * exact one's is far below (Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13, 2013).
 *
 * A row's difference lies in [-1, 1]. Averaged over repeats it need not be a whole number: rows then count in units of
 * m = sum(h^2) / sum(|h|), so that the variance of no difference is the sum of squares, as it is for whole ones.
 *
 * @param sums [q] the difference of each row (of a group, its mean difference); their mean is the difference. @param luck
 *   variance by the luck of training, added to that by the rows.
 */
export function scoreTest(sums: Float64Array, luck: number): ScoreTest {
  const n = sums.length
  let better = 0
  let worse = 0
  let squares = 0
  for (const sum of sums) {
    better += Math.max(sum, 0)
    worse += Math.max(-sum, 0)
    squares += sum * sum
  }
  const unit = squares === 0 ? 1 : squares / (better + worse)
  const [b, c] = [better / unit, worse / unit]
  const own = luck / unit ** 2
  // How far the difference lies above a supposed one, in standard errors: it falls as the supposed one rises.
  const sizeAt = (supposed: number): number => {
    const byRows = supposed < 0 ? varianceAt(c, b, n, -supposed) : varianceAt(b, c, n, supposed)
    const distance = (b - c) / n - supposed
    return distance === 0 ? 0 : distance / Math.sqrt(byRows + own)
  }
  return {
    variance: squares / n ** 2 + luck,
    z: sizeAt(0),
    interval(q) {
      const middle = (b - c) / n
      const low = -edge(-middle, 1 / unit, (supposed) => -sizeAt(-supposed), q)
      return [low * unit, edge(middle, 1 / unit, sizeAt, q) * unit]
    },
  }
}

/** The largest supposed difference from `from` up to `to` whose size is at least -q. */
function edge(from: number, to: number, sizeAt: (supposed: number) => number, q: number): number {
  if (sizeAt(to) >= -q) return to
  let [inside, outside] = [from, to]
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (inside + outside) / 2
    if (sizeAt(middle) >= -q) inside = middle
    else outside = middle
  }
  return inside
}

/**
 * Variance of (b - c) / n where the true difference is d >= 0: the share of rows in which the second is right alone is then
 * most likely the larger root x of 2 n x^2 + (-b - c + (2 n - b + c) d) x - c d (1 - d) = 0, that of the first x + d.
 */
function varianceAt(b: number, c: number, n: number, d: number): number {
  const linear = -b - c + (2 * n - b + c) * d
  const constant = -c * d * (1 - d)
  const x = (Math.sqrt(Math.max(0, linear ** 2 - 8 * n * constant)) - linear) / (4 * n)
  return Math.max(0, 2 * x + d * (1 - d)) / n
}
