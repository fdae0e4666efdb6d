/** The summary CSV: one row a method, then one a yardstick. */
import { INFERENCES } from '../settings/analysis.ts'
import {
  type Columns,
  columnList,
  integer,
  measure,
  number,
  oneOf,
  type RowOf,
  specification,
} from './columns.ts'
import { METRICS } from './trialId.ts'
import { KINDS } from './yardsticks.ts'

export const summary = {
  method: specification('method specification'),
  trials: integer('trials run'),
  ok: integer('trials that ended well; all means are over these'),
  metric: oneOf(METRICS, 'what scores are: accuracy and rmse unless --metric says otherwise'),
  testScoreMean: measure('mean test score'),
  testScoreSd: measure('standard deviation of the test score over the splits'),
  testScoreLow: measure('lower end of the interval of the mean (95 %, or --confidence)'),
  testScoreHigh: measure('upper end of it'),
  trainScoreMean: measure('mean score of the training rows'),
  gapMean: measure('mean gap between training and test score, positive = training better'),
  testLossMean: measure('mean data loss of the test rows'),
  /** Null for the baseline; the sign does not depend on the metric. */
  difference: measure('mean paired difference to the baseline, positive = better'),
  differenceLow: measure(
    'lower end of its interval: simultaneous for all methods by rows, of this method alone resampled',
  ),
  differenceHigh: measure('upper end of it'),
  pValue: measure('two-sided p-value of no difference, this method taken alone'),
  pHolm: measure('p-value adjusted for all methods compared: max-t (by rows) or Holm (resampled)'),
  pBetter: measure('posterior probability of being better by more than the rope'),
  pEquivalent: measure('posterior probability of a difference within the rope'),
  pWorse: measure('posterior probability of being worse by more than the rope'),
  weightNormMean: measure('mean Euclidean norm of all weights'),
  weightSparsityMean: measure('mean share of weights that are exactly 0'),
  maxUnitNormMean: measure("mean of the largest norm of one unit's incoming weights"),
  trainSecondsMean: number('mean wall time of training', { min: 0 }),
  predictSecondsMean: number('mean wall time of predicting the test rows', { min: 0 }),
  kind: oneOf(KINDS, 'method, or yardstick: constant and linear, which have no p-values', {
    absent: 'method',
  }),
  inference: oneOf(
    ['', ...INFERENCES],
    'what interval and p-values come from: rows or resampled; empty for the baseline and yardsticks',
    {
      absent: '',
    },
  ),
  tuningEpochsMean: measure(
    'mean epochs that tuning spent inside each training part, the last training left out; 0 for strengths as written',
    { absent: null },
  ),
} as const satisfies Columns

export type MethodSummary = RowOf<typeof summary>

export const summaryColumns = columnList(summary)
