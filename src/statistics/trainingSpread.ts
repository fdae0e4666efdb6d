import { type RowLayout, type ScoredCell, sumsByGroup } from './rowParts.ts'

/**
 * The part of the spread between trials that rows do not explain: initial weights, the order of minibatches, masks, and the
 * rows trained on. It is what more repeats reduce, and what the rows' own variance is blind to.
 *
 * J cells (repeat, fold) have the differences d, mean D. If cells differed by their rows alone, the expected sum of squares
 * about D would be sum(W) - J V, with W the variance of each cell's d by its own rows and V that of D by all rows; V is
 * smaller than sum(W) / J^2 where the same rows are tested in several cells. What is seen above that, per degree of freedom,
 * is the variance of one trial's luck, and its J-th part that of the mean over the trials:
 *
 *     luck of D = (sum((d - D)^2) - (sum(W) - J V)) / (J - 1) / J
 *
 * As an estimate of few degrees of freedom it is often below 0 where there is little luck; the caller decides what that means.
 *
 * @param variance V. @param groups of the rows of the layout, where they depend on each other.
 * @returns null for a single cell, which tells nothing of it, and where a cell is a single group: what the groups differ by has
 *   the luck in it then.
 */
export function trainingSpread(
  layout: RowLayout,
  method: readonly ScoredCell[],
  baseline: readonly ScoredCell[],
  variance: number,
  groups?: Int32Array,
): number | null {
  const J = layout.cells.length
  if (J < 2) return null
  const differences = method.map(({ score }, c) => score - baseline[c].score)
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / J
  let squares = 0
  let byRows = 0
  let isKnown = true
  layout.cells.forEach(({ positions, shares }, c) => {
    squares += (differences[c] - mean) ** 2
    // A share is n w / (W J): J / n times it is the row's share in its own cell.
    const parts = Float64Array.from(
      shares,
      (share, i) =>
        ((share * J) / layout.ids.length) * (method[c].values[i] - baseline[c].values[i] - differences[c]),
    )
    const units =
      groups === undefined
        ? parts
        : sumsByGroup(
            parts,
            positions.map((position) => groups[position]),
          )
    if (units.length < 2) {
      isKnown = false
      return
    }
    let own = 0
    for (const unit of units) own += unit * unit
    byRows += (own * units.length) / (units.length - 1)
  })
  return isKnown ? (squares - (byRows - J * variance)) / (J - 1) / J : null
}

/**
 * The part of the rows' variance that more repeats reduce: how a row's own difference varies from one repeat to the next,
 * sum(s_i^2) / (R n^2) with s_i^2 the variance of row i's part over its R repeats. Null where no row is tested twice.
 */
export function repeatVariance(
  layout: RowLayout,
  method: readonly ScoredCell[],
  baseline: readonly ScoredCell[],
): number | null {
  const n = layout.ids.length
  const times = new Int32Array(n)
  const sums = new Float64Array(n)
  const squares = new Float64Array(n)
  const mean = method.reduce((sum, { score }, c) => sum + score - baseline[c].score, 0) / layout.cells.length
  layout.cells.forEach(({ positions, shares }, c) => {
    for (let i = 0; i < positions.length; i++) {
      const part = shares[i] * (method[c].values[i] - baseline[c].values[i] - mean)
      times[positions[i]]++
      sums[positions[i]] += part
      squares[positions[i]] += part * part
    }
  })
  let total = 0
  for (let i = 0; i < n; i++) {
    if (times[i] < 2) return null
    // A part is one repeat's share of the row's whole, 1 / R of it: the variance of their sum is R times that of one.
    total += (times[i] * Math.max(0, squares[i] - sums[i] ** 2 / times[i])) / (times[i] - 1)
  }
  return total / n ** 2
}
