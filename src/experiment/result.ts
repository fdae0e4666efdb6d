/** Results as plain data: what a trial leaves behind, and what a comparison condenses from the trials. */

import type { Choice, Tuned } from './tuning.ts'

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
  /** What was chosen for this trial, where strengths are tuned; no column of the trials CSV. */
  choice?: Choice
  /** Why it has status `failed`, in words; no column of the trials CSV. */
  failure?: string
}

/** One row of the curves CSV: a trial after an epoch. All but `trainLossNoisy` in prediction mode, with the weights of that moment. */
export interface CurvePoint {
  dataset: string
  method: string
  repeat: number
  fold: number
  /** From 1. */
  epoch: number
  /** Mean data loss of the epoch, as training saw it: masks on, weights changing. */
  trainLossNoisy: number
  trainLoss: number
  /** Of the validation rows, which may stop the run; the test rows, which score it, are never looked at here. */
  validationLoss: number | null
  penalty: number
  trainScore: number
  validationScore: number | null
  /** Null where it overflows. */
  weightNorm: number | null
  weightSparsity: number
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
  /** Null where a saved run does not tell. */
  features: number | null
  target: string | null
  task: 'classification' | 'regression'
  /** 0 for regression; null where a saved run does not tell. */
  classes: number | null
  metric: Metric
  baseline: string
  /** How rows were divided, in words: `5 folds x 2 repeats`, `test file held-out.csv`. */
  evaluation: string
  /** The network and training settings, in words, one line; empty where a saved run does not tell. */
  settings: string
  seed: number
  /** Of every interval, e.g. 0.95; what is called a difference has p < 1 - confidence. */
  confidence: number
  /** Half-width of the region of practical equivalence, in units of the score; null without a baseline score. */
  rope: number | null
  /** How the strengths came about; absent where all are as written. */
  tuned?: Tuned
  /** In the order the methods were given. */
  methods: MethodSummary[]
  trials: TrialResult[]
  /** One sentence: what was found. */
  finding: string
  /** Warnings, one sentence each. */
  warnings: string[]
}

/** How the methods rank over several datasets; docs/statistics.md explains each number. */
export interface Ranking {
  /** Names of the datasets ranked over. */
  datasets: string[]
  baseline: string
  /** Tests and critical differences are at level 1 - confidence. */
  confidence: number
  /** In the order the methods were given. */
  methods: MethodRank[]
  /** Null with fewer than five datasets. */
  test: TestOfMany | TestOfTwo | null
  /** What two mean ranks must differ by (Nemenyi); null without Friedman's test. */
  criticalDifference: number | null
  /** The same for comparisons with the baseline alone (Bonferroni and Dunn). */
  controlDifference: number | null
  /** Maximal groups of methods whose mean ranks differ by less than the critical difference, best first. */
  groups: string[][]
  /** One sentence: what the ranks say, or why there is no test. */
  finding: string
}

export interface MethodRank {
  method: string
  /** 1 = best; ties share. */
  meanRank: number
  /** On each dataset. */
  ranks: number[]
}

/** Of three methods or more: Friedman's chi squared and, as `statistic`, Iman and Davenport's F. */
export interface TestOfMany {
  name: 'iman-davenport'
  statistic: number
  pValue: number
  degreesOfFreedom: [number, number]
  chiSquared: number
  pChiSquared: number
}

/** Of two: `statistic` is the smaller rank sum, or the smaller number of wins. */
export interface TestOfTwo {
  name: 'wilcoxon' | 'sign'
  statistic: number
  pValue: number
}

/** What one command compares: a table for each dataset and, with several, the ranks over them. */
export interface Study {
  comparisons: Comparison[]
  ranking: Ranking | null
}

/** One method in two saved runs, paired trial by trial. `null` prints as an empty cell. */
export interface PairedSummary {
  dataset: string
  method: string
  /** Trials in each run, and how many of them have bit-identical weights in both. */
  trials: number
  identical: number
  metric: Metric
  oldScoreMean: number | null
  newScoreMean: number | null
  /** Positive = the new run is better, whatever the metric. */
  difference: number | null
  differenceLow: number | null
  differenceHigh: number | null
  pValue: number | null
  pHolm: number | null
  pBetter: number | null
  pEquivalent: number | null
  pWorse: number | null
}

/** Everything the report formats may show of two saved runs. */
export interface PairedReport {
  /** Names of the files. */
  old: string
  new: string
  /** What differs between the settings of the runs, one entry each; empty where that is not known. */
  changes: string[]
  confidence: number
  methods: PairedSummary[]
  /** One sentence: what was found. */
  finding: string
  warnings: string[]
}
