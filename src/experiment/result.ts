/** Results as plain data: what a trial leaves behind, and what a comparison condenses from the trials. */

export type Metric = 'accuracy' | 'rmse'
export type TrialStatus = 'ok' | 'diverged' | 'failed'

/** One row of the trials CSV (CONTRACT section 5), in camel case. `null` prints as an empty cell. */
export interface TrialResult {
  dataset: string
  method: string
  repeat: number
  fold: number
  seed: number
  status: TrialStatus
  trainRows: number
  validationRows: number
  testRows: number
  /** Epochs run. */
  epochs: number
  /** The epoch, 1-based, whose weights were kept: the last, unless early stopping restored an earlier one. */
  bestEpoch: number
  /** Parameter updates. */
  steps: number
  /** Mean data loss while training, masks on, over the last epoch run. */
  trainLossNoisy: number | null
  /** Data loss of the same rows in prediction mode, with the final weights. */
  trainLoss: number | null
  /** The penalty added to the loss, at the final weights; never inside a loss. */
  penalty: number | null
  validationLoss: number | null
  testLoss: number | null
  metric: Metric
  trainScore: number | null
  validationScore: number | null
  testScore: number | null
  /** Positive when the training rows are fitted better than the test rows, whatever the metric. */
  gap: number | null
  /** Euclidean norm of all weights, biases left out. */
  weightNorm: number | null
  /** Share of weights, biases left out, that are exactly 0. */
  weightSparsity: number | null
  /** Largest norm of one unit's incoming weights. */
  maxUnitNorm: number | null
  /** Share of kept units among those a mask was drawn for; 1 without masks. */
  keepSeen: number | null
  parameters: number
  trainSeconds: number
  predictSeconds: number
  /** Hash of the final weights: equal fingerprints mean bit-identical runs. */
  fingerprint: string
}

/** One row of the summary (CONTRACT section 6), in camel case. `null` prints as an empty cell. */
export interface MethodSummary {
  method: string
  /** Trials run and trials that ended `ok`. */
  trials: number
  ok: number
  metric: Metric
  testScoreMean: number | null
  testScoreSd: number | null
  testScoreLow: number | null
  testScoreHigh: number | null
  trainScoreMean: number | null
  gapMean: number | null
  testLossMean: number | null
  /** Against the baseline, paired on (repeat, fold); positive = better than the baseline. `null` for the baseline. */
  difference: number | null
  differenceLow: number | null
  differenceHigh: number | null
  pValue: number | null
  pHolm: number | null
  pBetter: number | null
  pEquivalent: number | null
  pWorse: number | null
  weightNormMean: number | null
  weightSparsityMean: number | null
  maxUnitNormMean: number | null
  trainSecondsMean: number
  predictSecondsMean: number
}

/** Everything the report formats may show of one comparison. */
export interface Comparison {
  dataset: string
  /** Rows, features and outputs as the network sees them. */
  rows: number
  features: number
  target: string
  task: 'classification' | 'regression'
  /** 0 for regression. */
  classes: number
  metric: Metric
  baseline: string
  /** How rows were divided, in words: `5 folds x 2 repeats`, `test file held-out.csv`. */
  evaluation: string
  /** The network and training settings, in words, one line. */
  settings: string
  seed: number
  /** In the order the methods were given. */
  methods: MethodSummary[]
  trials: TrialResult[]
  /** One sentence: what was found. */
  finding: string
  /** Warnings, one sentence each. */
  warnings: string[]
}
