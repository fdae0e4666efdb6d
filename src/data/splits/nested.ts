/** Fewer training rows of one split, each set within the next larger one: what learning curves by rows are made of. */
import { usageError } from '../../util/errors.ts'
import type { Dataset, Split } from '../dataset.ts'
import type { Design, Draw } from './parts.ts'
import { shuffle } from './shuffle.ts'
import { strataOf } from './strata.ts'

/**
 * The split with `rows` of its training rows. Validation and test rows stay. Rows with a time keep the last ones, as a
 * forecaster who began later would have them; others are drawn, so that every kind of row has its share at every size.
 * Throws a usage error where there are fewer.
 *
 * @param draw words for the order in which rows are taken: the same at every size.
 */
export function withTrainRows(
  dataset: Dataset,
  split: Split,
  rows: number,
  design: Design,
  draw: Draw,
): Split {
  const { train } = split
  if (rows > train.length) {
    throw usageError(
      `--train-rows ${rows}: a split of ${dataset.name} has ${train.length} rows to train on; give sizes up to that`,
    )
  }
  const order =
    dataset.times === undefined ? drawnOrder(dataset, train, design, draw) : latestFirst(dataset.times, train)
  return { ...split, train: order.slice(0, rows).sort() }
}

function latestFirst(times: Float64Array, ids: Int32Array): Int32Array {
  return Int32Array.from([...ids].sort((a, b) => times[b] - times[a] || b - a))
}

/**
 * Shuffled, then by (place within its kind + 1/2) / rows of its kind: in each beginning of the list every kind has its share
 * to within a row.
 */
function drawnOrder(dataset: Dataset, train: Int32Array, design: Design, draw: Draw): Int32Array {
  const ids = train.slice()
  shuffle(ids, draw(ids.length))
  const { of, count } = strataOf(dataset, ids, design.stratify !== false, 1)
  const sizes = new Int32Array(count)
  for (const kind of of) sizes[kind]++
  const met = new Int32Array(count)
  const place = Float64Array.from(ids, (_, i) => (met[of[i]]++ + 0.5) / sizes[of[i]])
  const order = ids.map((_, i) => i).sort((a, b) => place[a] - place[b] || a - b)
  return order.map((i) => ids[i])
}
