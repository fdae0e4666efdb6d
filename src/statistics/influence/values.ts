/** Rows' parts in scores of a regression. */
import { meanOver, type PredictedValues } from '../../metrics/predicted.ts'

type RowValues = (record: PredictedValues) => Float64Array

/** Weighted mean; NaN where no row has a weight. */
const average = (record: PredictedValues, values: ArrayLike<number>): number =>
  meanOver(record, (row) => values[row]) ?? Number.NaN

const squares = ({ targets, values }: PredictedValues): Float64Array =>
  Float64Array.from(targets, (target, row) => (values[row] - target) ** 2)

const mae: RowValues = ({ targets, values }) =>
  Float64Array.from(targets, (target, row) => Math.abs(values[row] - target))

/** Delta method: the root of a mean m moves by (square - m) / (2 root). A root of 0 cannot move. */
const rmse: RowValues = (record) => {
  const errors = squares(record)
  const mean = average(record, errors)
  const root = Math.sqrt(mean)
  return errors.map((error) => (root === 0 ? 0 : root + (error - mean) / (2 * root)))
}

/** Delta method of 1 - m / v, m the mean squared error and v the variance of the targets, which the rows move as well. */
const r2: RowValues = (record) => {
  const { mean, spread, errors, deviations } = parts(record)
  return errors.map(
    (error, row) =>
      1 - mean / spread - (error - mean) / spread + (mean * (deviations[row] - spread)) / spread ** 2,
  )
}

/** Delta method of the root of m / v, as in `r2`. */
const relativeRmse: RowValues = (record) => {
  const { mean, spread, errors, deviations } = parts(record)
  const root = Math.sqrt(mean / spread)
  return errors.map((error, row) =>
    root === 0
      ? 0
      : root + ((error - mean) / spread - (mean * (deviations[row] - spread)) / spread ** 2) / (2 * root),
  )
}

function parts(record: PredictedValues) {
  const { targets } = record
  const errors = squares(record)
  const centre = average(record, targets)
  const deviations = Float64Array.from(targets, (target) => (target - centre) ** 2)
  return {
    errors,
    deviations,
    mean: average(record, errors),
    spread: average(record, deviations),
  }
}

export const valueInfluences = {
  rmse,
  mae,
  r2,
  'relative-rmse': relativeRmse,
} as const satisfies Record<string, RowValues>
