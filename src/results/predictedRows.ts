/** What was predicted for all test rows of a method, condensed: plain data for tables and pictures. */
import type { CalibrationBin } from '../metrics/calibration.ts'

export interface PredictedOfClasses {
  readonly task: 'classification'
  readonly classes: number
  /** [classes x classes] weight of the rows of class i that were taken for class j, over all trials. */
  readonly counts: readonly number[]
  /** Share of each class's rows that were taken for it; null of a class without rows. */
  readonly recall: readonly (number | null)[]
  /** Bins that hold any rows. */
  readonly bins: readonly CalibrationBin[]
}

/** Rows whose prediction lies between these, and how far off they are: prediction - target. */
export interface ResidualPart {
  readonly low: number
  readonly high: number
  readonly rows: number
  readonly mean: number
  /** Half of the rows lie between these. */
  readonly quartiles: readonly [low: number, median: number, high: number]
}

export interface PredictedOfValues {
  readonly task: 'regression'
  readonly parts: readonly ResidualPart[]
  /** [prediction, residual] of every row, in the order of trials. */
  readonly points: readonly (readonly [prediction: number, residual: number])[]
}

export type PredictedRows = PredictedOfClasses | PredictedOfValues

/** In the order in which they are shown. */
export interface PredictedBy {
  readonly method: string
  readonly rows: PredictedRows
}
