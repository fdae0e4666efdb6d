/** The trials CSV: one row a trial. */
import type { Choice } from './choice.ts'
import { type Columns, columnList, integer, measure, number, oneOf, type RowOf, text } from './columns.ts'
import type { TrialOutputs } from './outputs.ts'
import { scores } from './scores.ts'
import { METRICS, trialId } from './trialId.ts'
import { KINDS } from './yardsticks.ts'

export const TRIAL_STATUSES = ['ok', 'diverged', 'failed'] as const
export type TrialStatus = (typeof TRIAL_STATUSES)[number]

/** The order is public: scripts and `--resume` rely on it. */
export const trial = {
  ...trialId,
  seed: integer('seed of splits, initial weights, batches and masks'),
  status: oneOf(TRIAL_STATUSES, 'ok, diverged (the loss was not finite) or failed'),
  trainRows: integer('rows trained on'),
  validationRows: integer('rows held out of the training rows, for early stopping'),
  testRows: integer('rows scored, never trained on'),
  epochs: integer('epochs run'),
  /** The last epoch, unless early stopping restored an earlier one. */
  bestEpoch: integer('epoch whose weights were kept, from 1'),
  steps: integer('parameter updates'),
  trainLossNoisy: measure('mean data loss while training, masks on, over the last epoch'),
  trainLoss: measure('data loss of the training rows in prediction mode'),
  /** Never inside a loss. */
  penalty: measure('penalty added to the loss, at the final weights'),
  validationLoss: measure('data loss of the validation rows in prediction mode'),
  testLoss: measure('data loss of the test rows in prediction mode'),
  metric: oneOf(METRICS, 'what scores are: accuracy and rmse unless --metric says otherwise'),
  trainScore: measure('score of the training rows'),
  validationScore: measure('score of the validation rows'),
  testScore: measure('score of the test rows'),
  /** Positive when the training rows are fitted better, whatever the metric. */
  gap: measure('how much better the training rows are scored than the test rows'),
  /** Biases are left out, here and in the three that follow. */
  weightNorm: measure('Euclidean norm of all weights'),
  weightSparsity: measure('share of weights that are exactly 0'),
  maxUnitNorm: measure("largest norm of one unit's incoming weights"),
  keepSeen: measure('measured share of kept units; 1 without masks'),
  parameters: integer('weights and biases'),
  trainSeconds: number('wall time of training', { min: 0 }),
  predictSeconds: number('wall time of predicting the test rows', { min: 0 }),
  /** Equal fingerprints mean bit-identical runs. */
  fingerprint: text('hash of the final weights'),
  kind: oneOf(KINDS, 'method, or yardstick: constant and linear', { absent: 'method' }),
  /** 1: the test rows all get one answer, as from a method that looks at nothing. */
  testAnswers: measure('different answers among those for the test rows; 1 is a collapsed method', {
    absent: null,
  }),
  /** What the optimizer is given, loss and smooth penalties, biases included. */
  gradNorm: measure('mean norm of the gradient over the last epoch, before clipping', { absent: null }),
  ...scores,
} as const satisfies Columns

export interface TrialResult extends RowOf<typeof trial> {
  /** What was chosen for this trial, where strengths are tuned: a table of its own. */
  readonly choice?: Choice
  /** What it predicted for its test rows, where it ended well: a file of its own. */
  readonly outputs?: TrialOutputs
  /** Why it has status `failed`, in words; no column. */
  readonly failure?: string
}

export const trialColumns = columnList(trial)

/** Wall time, which no second run repeats. */
const TIMES: readonly string[] = ['trainSeconds', 'predictSeconds'] satisfies (keyof TrialResult)[]

/** Whether two rows say the same of one trial: wall time aside, and what one of them was written too early to say. */
export const isSameResult = (one: TrialResult, other: TrialResult): boolean =>
  trialColumns.every(({ key, absent }) => {
    const [a, b] = [one[key], other[key]]
    return TIMES.includes(key) || a === b || (absent !== undefined && (a === absent || b === absent))
  }) && JSON.stringify(one.choice) === JSON.stringify(other.choice)

export const trialTable = { what: 'a trials file', columns: trialColumns } as const
