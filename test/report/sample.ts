/** A hand-made comparison: round figures, a significant method, a worse one, a diverged one, and awkward names. */
import type { Choice } from '../../src/results/choice.ts'
import { blankRow } from '../../src/results/columns.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import type { CurvePoint } from '../../src/results/curve.ts'
import type { Ranking } from '../../src/results/ranking.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import { type TrialResult, trial as table } from '../../src/results/trial.ts'

export const trial: TrialResult = {
  ...blankRow(table),
  dataset: 'digits',
  method: 'inverted-dropout:keep=0.5,input-keep=0.8+max-norm:3',
  repeat: 1,
  fold: 4,
  seed: 0,
  status: 'ok',
  trainRows: 1437,
  validationRows: 0,
  testRows: 360,
  epochs: 30,
  bestEpoch: 30,
  steps: 1350,
  trainLossNoisy: 0.1 + 0.2,
  trainLoss: 1e-7,
  penalty: 0,
  validationLoss: null,
  testLoss: 0.0625,
  metric: 'accuracy',
  trainScore: 1,
  validationScore: null,
  testScore: 353 / 360,
  gap: 0.0195,
  weightNorm: 21.5,
  weightSparsity: 0,
  maxUnitNorm: 3,
  keepSeen: 0.5003,
  parameters: 17226,
  trainSeconds: 1.25,
  predictSeconds: 0.0015,
  fingerprint: '00e5d41c9b7a3f62',
}

export const divergedTrial: TrialResult = {
  ...trial,
  method: 'l1:10',
  status: 'diverged',
  trainLossNoisy: null,
  trainLoss: null,
  penalty: null,
  testLoss: null,
  trainScore: null,
  testScore: null,
  gap: null,
  weightNorm: null,
  weightSparsity: null,
  maxUnitNorm: null,
  keepSeen: null,
  fingerprint: '',
}

const baseline: MethodSummary = {
  method: 'none',
  kind: 'method',
  trials: 10,
  ok: 10,
  metric: 'accuracy',
  testScoreMean: 0.9705,
  testScoreSd: 0.007,
  testScoreLow: 0.96,
  testScoreHigh: 0.981,
  trainScoreMean: 1,
  gapMean: 0.0295,
  testLossMean: 0.125,
  difference: null,
  differenceLow: null,
  differenceHigh: null,
  pValue: null,
  pHolm: null,
  pBetter: null,
  pEquivalent: null,
  pWorse: null,
  weightNormMean: 23.25,
  weightSparsityMean: 0,
  maxUnitNormMean: 4.125,
  trainSecondsMean: 1.5,
  predictSecondsMean: 0.00125,
  inference: '',
  tuningEpochsMean: 0,
}

const dropout: MethodSummary = {
  ...baseline,
  method: 'inverted-dropout:keep=0.5+max-norm:3',
  testScoreMean: 0.9825,
  testScoreLow: 0.976,
  testScoreHigh: 0.989,
  gapMean: 0.0125,
  testLossMean: 0.0625,
  difference: 0.012,
  differenceLow: 0.005,
  differenceHigh: 0.019,
  pValue: 0.001,
  pHolm: 0.003,
  pBetter: 0.75,
  pEquivalent: 0.25,
  pWorse: 0,
  weightNormMean: 21.5,
  maxUnitNormMean: 3,
  trainSecondsMean: 12.25,
}

const l1: MethodSummary = {
  ...baseline,
  method: 'l1:0.01',
  testScoreMean: 0.9125,
  testScoreLow: 0.9,
  testScoreHigh: 0.925,
  gapMean: -0.0025,
  difference: -0.058,
  differenceLow: -0.07,
  differenceHigh: -0.046,
  pValue: 1e-5,
  pHolm: 5e-5,
  pBetter: 0,
  pEquivalent: 0,
  pWorse: 1,
  weightNormMean: 8.75,
  weightSparsityMean: 0.934,
  maxUnitNormMean: 1.5,
}

const l2: MethodSummary = {
  ...baseline,
  method: 'l2:0.0001',
  testScoreMean: 0.971,
  testScoreLow: 0.9605,
  testScoreHigh: 0.9815,
  difference: 0.0005,
  differenceLow: -0.0015,
  differenceHigh: 0.0025,
  pValue: 0.6,
  pHolm: 0.6,
  pBetter: 0,
  pEquivalent: 1,
  pWorse: 0,
}

const diverged: MethodSummary = {
  ...baseline,
  method: 'l1:10',
  ok: 0,
  testScoreMean: null,
  testScoreSd: null,
  testScoreLow: null,
  testScoreHigh: null,
  trainScoreMean: null,
  gapMean: null,
  testLossMean: null,
  weightNormMean: null,
  weightSparsityMean: null,
  maxUnitNormMean: null,
}

export const comparison: Comparison = {
  dataset: 'digits',
  rows: 1797,
  features: 64,
  target: 'digit',
  task: 'classification',
  classes: 10,
  metric: 'accuracy',
  baseline: 'none',
  evaluation: '5 folds x 2 repeats',
  settings: 'hidden 128,64, relu, he; 30 epochs of batches of 32, momentum 0.9, learning rate 0.05',
  seed: 0,
  confidence: 0.95,
  rope: 0.01,
  methods: [baseline, l2, l1, diverged, dropout],
  trials: [trial, divergedTrial],
  warnings: [
    { kind: 'unfinished', method: 'l1:10', status: 'diverged', count: 10, trials: 10, isPartly: false },
  ],
}

/** The same shape in regression: an error in the target's unit, smaller is better. */
export const regression: Comparison = {
  ...comparison,
  dataset: 'diabetes',
  rows: 442,
  features: 10,
  target: 'progression',
  task: 'regression',
  classes: 0,
  metric: 'rmse',
  rope: 0.6125,
  methods: [
    {
      ...baseline,
      metric: 'rmse',
      testScoreMean: 61.25,
      testScoreLow: 56.5,
      testScoreHigh: 66,
      trainScoreMean: 40,
      gapMean: 21.25,
    },
    {
      ...l2,
      metric: 'rmse',
      testScoreMean: 55.5,
      testScoreLow: 51.25,
      testScoreHigh: 59.75,
      gapMean: 4.5,
      difference: 5.75,
      differenceLow: 1.5,
      differenceHigh: 10,
      pHolm: 0.0125,
      pEquivalent: 0.0005,
    },
  ],
  trials: [],
  warnings: [],
}

/** Five datasets, two groups that overlap, and names that want escaping. */
export const ranking: Ranking = {
  datasets: ['digits', 'wine', 'iris', 'a & b', 'diabetes'],
  baseline: 'none',
  confidence: 0.95,
  methods: [
    { method: 'none', meanRank: 3.2, ranks: [4, 3, 3, 2, 4] },
    { method: 'l2:0.0001', meanRank: 1.4, ranks: [1, 1, 2, 1, 2] },
    { method: 'l1:<10>', meanRank: 3.6, ranks: [3, 4, 4, 4, 3] },
    { method: 'inverted-dropout:keep=0.5+max-norm:3', meanRank: 1.8, ranks: [2, 2, 1, 3, 1] },
  ],
  test: {
    name: 'iman-davenport',
    statistic: 7.5,
    pValue: 0.0044,
    degreesOfFreedom: [3, 12],
    chiSquared: 9.78,
    pChiSquared: 0.0205,
  },
  criticalDifference: 2.1,
  controlDifference: 1.95,
  groups: [
    ['l2:0.0001', 'inverted-dropout:keep=0.5+max-norm:3', 'none'],
    ['inverted-dropout:keep=0.5+max-norm:3', 'none', 'l1:<10>'],
  ],
}

const choice = (chosen: string): Choice => ({
  chosen,
  candidates: 12,
  innerFolds: 3,
  criterion: 'loss',
  lossMean: 0.1 + 0.2,
  scoreMean: 0.97,
  epochsSpent: 1440,
})

/** With what was chosen for it. */
export const tunedTrial = (method: string, fold: number, chosen: string): TrialResult => ({
  ...trial,
  method,
  fold,
  choice: choice(chosen),
})

export const curvePoint = (
  fold: number,
  epoch: number,
  loss: number | null,
  method = 'none',
): CurvePoint => ({
  dataset: 'd',
  method,
  repeat: 0,
  fold,
  epoch,
  trainLossNoisy: 1,
  trainLoss: loss ?? Number.NaN,
  validationLoss: loss,
  penalty: 0,
  trainScore: 0.5,
  validationScore: loss === null ? null : 0.25,
  weightNorm: 1,
  weightSparsity: 0,
})
