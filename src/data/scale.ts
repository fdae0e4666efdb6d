import type { Scale } from '../settings/data.ts'
import { usageError } from '../util/errors.ts'
import { recodedColumns, recodedEntry } from './coding.ts'
import { type ColumnStatistics, columnStatistics, type Entries, quartiles } from './columnStatistics.ts'
import type { Coding, Dataset, FeatureScaling, TargetScaling } from './dataset.ts'
import { NO_BOUND as MAX_F32 } from './inputs.ts'

/**
 * What scaled values are held within, by standard and minmax: a column that is nearly constant in the training rows has
 * a tiny deviation, and its few other values, or those of new rows, would drown every other feature and train nothing
 * else. Values that are nearer keep their bits.
 */
export const BOUND = 20

/**
 * robust: x / sqrt(1 + (x / 3)^2), which is x near 0 and never beyond 3 (Holzmüller, Grinsztajn & Steinwart 2024, "Better
 * by default", section 3: the smooth clipping of RealMLP).
 */
const BEND = 1 / 3
/** Squares of larger distances would overflow before the root is taken; at this distance the curve has long been flat in f32. */
const BOUND_OF_BEND = 1e6

/** Deviations beyond the training rows' smallest and largest value from which a value is told of. */
export const FAR = 10

/**
 * Fits encoder, imputer and scaler on the rows in `train` and reads no other row.
 *
 * Numeric columns are scaled as `scale` says, statistics in f64. standard: mean 0, population standard deviation 1. minmax:
 * 0 to 1. robust: median 0, interquartile range 1, and what is far away drawn in. none: the values as they are in the file.
 * A missing number becomes the training mean, under
 * `robust` the median (so 0 after either scaling). Indicators stay 0 and 1 whatever `scale` says: they are on a common
 * scale already, and dividing a rare one by its tiny deviation would make it an outlier (glmnet does divide). A missing
 * or unseen category is 0 in all indicators of its column, which with one indicator per category is a code of its own.
 *
 * A column that is constant in `train` is 0 in every row, under `none` too: no gradient ever reaches its weights, so they
 * are what they were drawn as, and a new value would be answered by chance. Indicators of categories that `train` does
 * not hold are left out; the one of a category that all of its rows hold is such a constant.
 */
export function fitFeatures(dataset: Dataset, train: Int32Array, scale: Scale): FeatureScaling {
  const { features } = dataset
  const statistics = columnStatistics(dataset, train)
  const recoded = recode(dataset, train)
  const columns = Int32Array.from(features.keys()).filter(
    (j) => features[j]!.category === undefined || statistics.max[j] === 1,
  )
  const width = columns.length
  const scaling = {
    columns,
    fill: new Float32Array(width),
    shift: new Float32Array(width),
    scale: new Float32Array(width),
    low: new Float32Array(width),
    high: new Float32Array(width),
    ...(recoded.columns.length > 0 && { recoded: recoded.columns }),
  }
  columns.forEach((j, k) => {
    const at = recoded.columns.findIndex(({ column }) => column === j)
    const isRecoded = at >= 0
    const column: ColumnToFit = isRecoded
      ? { ...recoded, j: at, coding: recoded.columns[at]! }
      : { entries: dataset, train, statistics, j, coding: PLAIN }
    const fit = fitColumn(column, scale)
    scaling.fill[k] = fit.fill
    scaling.shift[k] = fit.shift
    scaling.scale[k] = fit.scale
    const isNumeric = features[j]!.category === undefined
    ;[scaling.low[k], scaling.high[k]] = nearby(isNumeric, column.statistics, column.j)
  })
  if (scale === 'none') return scaling
  const isNumeric = (j: number) => features[j]!.category === undefined
  if (!columns.some(isNumeric)) return scaling
  const ofNumbers = (value: number, neutral: number) =>
    Float32Array.from(columns, (j) => (isNumeric(j) ? value : neutral))
  if (scale !== 'robust') return { ...scaling, bound: ofNumbers(BOUND, Infinity) }
  return { ...scaling, bound: ofNumbers(BOUND_OF_BEND, Infinity), bend: ofNumbers(BEND, 0) }
}

/** Within what a value is near those of training, in f32 and, of numbers, finite, so that a file can hold it. */
function nearby(
  isNumeric: boolean,
  { count, deviation, min, max }: ColumnStatistics,
  j: number,
): [number, number] {
  if (!isNumeric) return [-Infinity, Infinity]
  // Of a column without training values nothing is known that could be far.
  if (count[j] === 0) return [-MAX_F32, MAX_F32]
  const reach = FAR * deviation[j]!
  return [Math.max(-MAX_F32, min[j]! - reach), Math.min(MAX_F32, max[j]! + reach)]
}

interface ColumnFit {
  readonly fill: number
  readonly shift: number
  readonly scale: number
}

/** A column of entries that a scaler is fitted to, over the rows in `train`. */
interface ColumnToFit {
  readonly entries: Entries
  readonly train: Int32Array
  readonly statistics: ColumnStatistics
  readonly j: number
  readonly coding: Coding
}

const PLAIN: Coding = { offset: 0, unit: 1 }

/** The columns that need a coding of their own, as entries [train.length x columns] with what there is to know about them. */
function recode(dataset: Dataset, train: Int32Array) {
  const columns = recodedColumns(dataset, train)
  const matrix = new Float32Array(train.length * columns.length)
  let at = 0
  for (const row of train) for (const column of columns) matrix[at++] = recodedEntry(dataset, column, row)
  const entries: Entries = { matrix, features: columns.map(({ column }) => dataset.features[column]!) }
  const rows = Int32Array.from({ length: columns.length > 0 ? train.length : 0 }, (_, row) => row)
  return { columns, entries, train: rows, statistics: columnStatistics(entries, rows) }
}

function fitColumn({ entries, train, statistics, j, coding }: ColumnToFit, scale: Scale): ColumnFit {
  const { count, mean, deviation, min, max } = statistics
  const feature = entries.features[j]!
  const isConstant = count[j] === 0 || max[j] === min[j]
  if (feature.category !== undefined) return { fill: 0, shift: 0, scale: isConstant ? 0 : 1 }
  if (isConstant) return { fill: 0, shift: count[j] === 0 ? 0 : min[j]!, scale: 0 }
  const { shift, factor, middle } = ((): { shift: number; factor: number; middle: number } => {
    if (scale === 'standard') return { shift: mean[j]!, factor: 1 / deviation[j]!, middle: mean[j]! }
    if (scale === 'minmax') return { shift: min[j]!, factor: 1 / (max[j]! - min[j]!), middle: mean[j]! }
    if (scale === 'none') {
      return { shift: 0 - coding.offset / coding.unit, factor: coding.unit, middle: mean[j]! }
    }
    const { lower, median, upper } = quartiles(entries, train, j)
    // Half of the rows or more have one value: as far as the others go, they shall reach from 0 to 2 (RealMLP).
    const factor = upper > lower ? 1 / (upper - lower) : 2 / (max[j]! - min[j]!)
    return { shift: median, factor, middle: median }
  })()
  const rounded = Math.fround(shift)
  if (!Number.isFinite(rounded * Math.fround(factor))) {
    throw usageError(
      `column ${JSON.stringify(feature.name)} holds values that 32-bit numbers cannot; use --scale standard`,
    )
  }
  return { fill: middle - rounded, shift: rounded, scale: factor }
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
