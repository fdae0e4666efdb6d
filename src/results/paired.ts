/** One method in two saved runs, paired trial by trial: one row a dataset and method. */
import { INFERENCES } from '../settings/analysis.ts'
import {
  type Columns,
  columnList,
  integer,
  measure,
  oneOf,
  type RowOf,
  specification,
  text,
} from './columns.ts'
import { METRICS } from './trialId.ts'
import type { Warning } from './warning.ts'

export const paired = {
  dataset: text('name of the dataset'),
  method: specification('method specification'),
  trials: integer('trials in each run'),
  identical: integer('trials whose weights are bit-identical in both'),
  metric: oneOf(METRICS, 'what scores are: accuracy and rmse unless --metric says otherwise'),
  oldScoreMean: measure('mean test score in the old run'),
  newScoreMean: measure('mean test score in the new run'),
  difference: measure('mean paired difference, positive = the new run is better'),
  differenceLow: measure('lower end of its interval'),
  differenceHigh: measure('upper end of it'),
  pValue: measure('two-sided p-value of no difference, this method taken alone'),
  pHolm: measure('p-value adjusted for all methods of the dataset: max-t (by rows) or Holm (resampled)'),
  pBetter: measure('posterior probability that the new run is better by more than the rope'),
  pEquivalent: measure('posterior probability of a difference within the rope'),
  pWorse: measure('posterior probability that the new run is worse by more than the rope'),
  inference: oneOf(['', ...INFERENCES], 'what interval and p-values come from: rows or resampled', {
    absent: '',
  }),
} as const satisfies Columns

export type PairedSummary = RowOf<typeof paired>

export const pairedColumns = columnList(paired)

/** Everything the report formats may show of two saved runs. */
export interface PairedReport {
  /** Names of the files. */
  old: string
  new: string
  /** What differs between the settings of the runs, one entry each; empty where that is not known. */
  changes: string[]
  confidence: number
  methods: PairedSummary[]
  warnings: Warning[]
}
