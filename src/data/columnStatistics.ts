/** What scalers are fitted to, by matrix column, from the training rows alone. */
import type { Dataset } from './dataset.ts'

/** What is read of a dataset. */
export type Entries = Pick<Dataset, 'matrix' | 'features'>

export interface ColumnStatistics {
  /** Values that are not missing. */
  readonly count: Int32Array
  readonly mean: Float64Array
  readonly deviation: Float64Array
  readonly min: Float64Array
  readonly max: Float64Array
}

/**
 * Per matrix column, over `train`, missing values left out, in two passes. Sums are of differences to the column's
 * first value, so that a constant column has a deviation of exactly 0 and not of a rounding error.
 */
export function columnStatistics(dataset: Entries, train: Int32Array): ColumnStatistics {
  const { matrix } = dataset
  const width = dataset.features.length
  const count = new Int32Array(width)
  const first = new Float64Array(width)
  const mean = new Float64Array(width)
  const deviation = new Float64Array(width)
  const min = new Float64Array(width).fill(Infinity)
  const max = new Float64Array(width).fill(-Infinity)
  for (const row of train) {
    for (let j = 0, at = row * width; j < width; j++, at++) {
      const value = matrix[at]!
      if (Number.isNaN(value)) continue
      if (count[j]!++ === 0) first[j] = value
      mean[j]! += value - first[j]!
      if (value < min[j]!) min[j] = value
      if (value > max[j]!) max[j] = value
    }
  }
  for (let j = 0; j < width; j++) mean[j] = count[j]! > 0 ? first[j]! + mean[j]! / count[j]! : 0
  for (const row of train) {
    for (let j = 0, at = row * width; j < width; j++, at++) {
      const value = matrix[at]!
      if (Number.isNaN(value)) continue
      const difference = value - mean[j]!
      deviation[j]! += difference * difference
    }
  }
  for (let j = 0; j < width; j++) deviation[j] = count[j]! > 0 ? Math.sqrt(deviation[j]! / count[j]!) : 0
  return { count, mean, deviation, min, max }
}

/** Least and largest values by matrix column, missing ones left out; infinities the wrong way round where there is none. */
export function columnRanges(
  { matrix, features }: Entries,
  rows: Int32Array,
): Pick<ColumnStatistics, 'min' | 'max'> {
  const width = features.length
  const min = new Float64Array(width).fill(Infinity)
  const max = new Float64Array(width).fill(-Infinity)
  for (const row of rows) {
    for (let j = 0, at = row * width; j < width; j++, at++) {
      const value = matrix[at]!
      if (value < min[j]!) min[j] = value
      if (value > max[j]!) max[j] = value
    }
  }
  return { min, max }
}

/** Quarters of column j over `train`, missing values left out: linear between neighbours, as numpy and R (type 7) have it. */
export function quartiles(
  { matrix, features }: Entries,
  train: Int32Array,
  j: number,
): { lower: number; median: number; upper: number } {
  const sorted = new Float64Array(train.length)
  let count = 0
  for (const row of train) {
    const value = matrix[row * features.length + j]!
    if (!Number.isNaN(value)) sorted[count++] = value
  }
  const values = sorted.subarray(0, count).sort()
  const at = (share: number): number => {
    const place = share * (count - 1)
    const below = Math.floor(place)
    const value = values[below]!
    return below + 1 < count ? value + (place - below) * (values[below + 1]! - value) : value
  }
  return { lower: at(0.25), median: at(0.5), upper: at(0.75) }
}
