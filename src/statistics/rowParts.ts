/** How much each row contributes to the difference of two printed scores. */

/**
 * What one trial gives its test rows. A score that is a mean over rows has the rows' own scores for values; any other has its
 * score plus each row's influence on it, so that the (weighted) mean of the values is the score.
 */
export interface ScoredCell {
  readonly repeat: number
  readonly fold: number
  /** The trial's printed score. */
  readonly score: number
  /** [rows] 0-based ids of the test rows, ascending. */
  readonly rows: Int32Array
  /** [rows] */
  readonly values: Float64Array
}

/** Rows in one order for all methods, and the share each has in a printed score. */
export interface RowLayout {
  /** [n] ids of all rows that are tested, ascending. */
  readonly ids: Int32Array
  readonly cells: readonly CellLayout[]
}

interface CellLayout {
  readonly repeat: number
  readonly fold: number
  /** [rows of the cell] position in `ids`. */
  readonly positions: Int32Array
  /** [rows of the cell] share of a row's value in the printed score, times n. */
  readonly shares: Float64Array
}

/**
 * The printed score is the mean over cells of the cell's weighted mean, so a row of a cell of total weight W has the share
 * w / (W J), J cells in all.
 *
 * @param cells of any one method; the others' have the same rows.
 * @param weights [rows of the dataset] of the rows, 1 where absent.
 */
export function layOutRows(cells: readonly ScoredCell[], weights?: Float64Array): RowLayout {
  const ids = Int32Array.from(new Set(cells.flatMap(({ rows }) => [...rows]))).sort()
  const place = new Map(Array.from(ids, (id, position) => [id, position]))
  return {
    ids,
    cells: cells.map(({ repeat, fold, rows }) => {
      let total = 0
      for (const row of rows) total += weights?.[row] ?? 1
      return {
        repeat,
        fold,
        positions: rows.map((row) => place.get(row)!),
        shares: Float64Array.from(
          rows,
          (row) => ((weights?.[row] ?? 1) * ids.length) / (total * cells.length),
        ),
      }
    }),
  }
}

/**
 * [n] each row's part in the difference of two methods, about the difference: their sum is 0, and the row's part in it is
 * their value / n. `centre` takes each row's part about the mean difference of all rows ("all pairs" in Bayle et al. 2020) or
 * of its own fold ("within fold").
 */
export function rowParts(
  layout: RowLayout,
  method: readonly ScoredCell[],
  baseline: readonly ScoredCell[],
  centre: 'all' | 'fold',
): Float64Array {
  const parts = new Float64Array(layout.ids.length)
  const folds = method.map(({ score }, c) => score - baseline[c].score)
  const mean = folds.reduce((sum, fold) => sum + fold, 0) / folds.length
  layout.cells.forEach(({ positions, shares }, c) => {
    const middle = centre === 'all' ? mean : folds[c]
    const a = method[c].values
    const b = baseline[c].values
    for (let i = 0; i < positions.length; i++) parts[positions[i]] += shares[i] * (a[i] - b[i] - middle)
  })
  return parts
}

/**
 * Variance of the mean difference from the rows' parts, or from their sums by group where rows of a group depend on each
 * other (Liang and Zeger 1986): q / (q - 1) * sum of squares / n^2 over q rows or groups.
 *
 * @param groups [n] 0-based group of each row of the layout.
 */
export function varianceOfParts(
  parts: Float64Array,
  groups?: Int32Array,
): { variance: number; units: number } {
  const units = groups === undefined ? parts : sumsByGroup(parts, groups)
  let squares = 0
  for (const unit of units) squares += unit * unit
  const q = units.length
  return { variance: ((q / (q - 1)) * squares) / parts.length ** 2, units: q }
}

/** Sums of the parts of each group that occurs, in the order in which groups first occur. */
export function sumsByGroup(parts: Float64Array, groups: Int32Array): Float64Array {
  const place = new Map<number, number>()
  for (const group of groups) if (!place.has(group)) place.set(group, place.size)
  const sums = new Float64Array(place.size)
  for (let i = 0; i < parts.length; i++) sums[place.get(groups[i])!] += parts[i]
  return sums
}
