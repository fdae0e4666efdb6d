import type { FitReport } from '../../../src/report/fit.ts'
import { blankRow } from '../../../src/results/columns.ts'
import { trial } from '../../../src/results/trial.ts'

export const report: FitReport = {
  figures: {
    ...blankRow(trial),
    dataset: 'birds',
    method: 'early-stopping:3+l2:0.001',
    seed: 4,
    trainRows: 51,
    validationRows: 9,
    epochs: 12,
    bestEpoch: 9,
    steps: 24,
    trainLossNoisy: 0.25,
    trainLoss: 0.123456,
    penalty: 0.0321,
    validationLoss: 0.4567,
    metric: 'accuracy',
    trainScore: 0.98,
    validationScore: 8 / 9,
    weightNorm: 7.25,
    weightSparsity: 0.125,
    maxUnitNorm: 1.5,
    keepSeen: 1,
    parameters: 123,
    trainSeconds: 0.0421,
    fingerprint: '0123456789abcdef',
  },
  data: { rows: 60, features: 10, target: 'kind', task: 'classification', classes: 3 },
  settings: '8 relu (he)',
  saved: ['a.onnx'],
}
