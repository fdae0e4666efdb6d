import type { Scale } from '../settings/data.ts'
import { usageError } from '../util/errors.ts'
import type { Dataset, FeatureScaling, TargetScaling } from './dataset.ts'

/** standard: mean 0, population standard deviation 1. minmax: 0 to 1. none: the values as they are in the file. */

/**
 * Fits encoder, imputer and scaler on the rows in `train` and reads no other row.
 *
 * Numeric columns are scaled as `scale` says, statistics in f64; one that is constant in `train` is only shifted.
 * A missing number becomes the training mean (so 0 after standard scaling). Indicators stay 0 and 1 whatever `scale`
 * says: they are on a common scale already, and dividing a rare one by its tiny deviation would make it an outlier
 * (glmnet does divide). A missing or unseen category is 0 in all indicators of its column, which with one indicator
 * per category is a code of its own. Indicators of categories that `train` does not hold are left out.
 */
export function fitFeatures(dataset: Dataset, train: Int32Array, scale: Scale): FeatureScaling {
  const { features, offset, unit } = dataset
  const statistics = columnStatistics(dataset, train)
  const columns = Int32Array.from(features.keys()).filter(
    (j) => features[j]!.category === undefined || statistics.max[j] === 1,
  )
  const fill = new Float32Array(columns.length)
  const shift = new Float32Array(columns.length)
  const factor = new Float32Array(columns.length).fill(1)
  columns.forEach((j, k) => {
    if (features[j]!.category !== undefined) return
    const { count, mean, deviation, min, max } = statistics
    if (count[j] === 0) {
      // Nothing was learnt about this column, so it may say nothing about test rows either.
      factor[k] = 0
      return
    }
    if (scale === 'standard') {
      shift[k] = mean[j]!
      factor[k] = deviation[j]! > 0 ? 1 / deviation[j]! : 1
    } else if (scale === 'minmax') {
      shift[k] = min[j]!
      factor[k] = max[j]! > min[j]! ? 1 / (max[j]! - min[j]!) : 1
    } else {
      shift[k] = -offset[j]! / unit[j]!
      factor[k] = unit[j]!
    }
    if (!Number.isFinite(shift[k]! * factor[k]!)) {
      throw usageError(
        `column ${JSON.stringify(features[j]!.name)} holds values that 32-bit numbers cannot; use --scale standard`,
      )
    }
    fill[k] = mean[j]! - shift[k]!
  })
  return { columns, fill, shift, scale: factor }
}

/** Mean and population standard deviation of the training rows' targets; a deviation of 0 counts as 1. Classes stay what they are. */
export function fitTarget({ task, targets }: Dataset, train: Int32Array): TargetScaling {
  if (task === 'classification') return { mean: 0, deviation: 1 }
  const first = targets[train[0]!]!
  let sum = 0
  for (const row of train) sum += targets[row]! - first
  const mean = first + sum / train.length
  let squares = 0
  for (const row of train) squares += (targets[row]! - mean) ** 2
  const deviation = Math.sqrt(squares / train.length)
  return { mean, deviation: deviation > 0 ? deviation : 1 }
}

interface Statistics {
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
function columnStatistics(dataset: Dataset, train: Int32Array): Statistics {
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
