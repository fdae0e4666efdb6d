/** Kinds of rows of which every part of a split is to have its share. */
import type { Dataset } from '../dataset.ts'

/** Parts of the range of a target, each with as many rows: deciles where there are rows enough. */
const MAX_BINS = 10

/** `of[i]` is the kind of row `ids[i]`, 0 .. count - 1; a kind may be empty. */
export interface Strata {
  readonly of: Int32Array
  readonly count: number
}

/** Classes, always; of a regression the quantiles of its target among the rows, `members` or more in each, unless it is not to be. */
export function strataOf(dataset: Dataset, ids: Int32Array, stratify: boolean, members: number): Strata {
  if (!stratify) return { of: new Int32Array(ids.length), count: 1 }
  if (dataset.task === 'classification') {
    return { of: ids.map((row) => dataset.labels[row]!), count: dataset.classes.length }
  }
  return quantiles(
    Float64Array.from(ids, (row) => dataset.targets[row]!),
    Math.min(MAX_BINS, Math.floor(ids.length / members)),
  )
}

/** Equal targets are of one kind: that of the first of them, in order of size. */
function quantiles(targets: Float64Array, wanted: number): Strata {
  const count = Math.max(1, wanted)
  const sorted = targets.slice().sort()
  const lowest = Array.from({ length: count }, (_, bin) => sorted[Math.ceil((bin * sorted.length) / count)]!)
  const of = Int32Array.from(targets, (target) => {
    let bin = count - 1
    while (bin > 0 && target < lowest[bin]!) bin--
    // Of bins that begin with the same target the first has all of it.
    while (bin > 0 && lowest[bin - 1] === lowest[bin]) bin--
    return bin
  })
  return { of, count }
}
