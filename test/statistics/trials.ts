import { blankRow } from '../../src/results/columns.ts'
import { trial as columns, type TrialResult } from '../../src/results/trial.ts'

/** A trial that ended well, with round figures; tests name what matters to them. */
export function trial(fields: Partial<TrialResult>): TrialResult {
  return {
    ...blankRow(columns),
    dataset: 'sample',
    method: 'none',
    repeat: 0,
    fold: 0,
    seed: 0,
    status: 'ok',
    trainRows: 90,
    validationRows: 0,
    testRows: 10,
    epochs: 20,
    bestEpoch: 20,
    steps: 100,
    trainLossNoisy: 0.25,
    trainLoss: 0.125,
    penalty: 0,
    validationLoss: null,
    testLoss: 0.5,
    metric: 'accuracy',
    trainScore: 1,
    validationScore: null,
    testScore: 0.9,
    gap: 0.1,
    weightNorm: 4,
    weightSparsity: 0,
    maxUnitNorm: 2,
    keepSeen: 1,
    parameters: 50,
    trainSeconds: 1,
    predictSeconds: 0.001,
    fingerprint: `${fields.method ?? 'none'}/${fields.fold ?? 0}/${fields.repeat ?? 0}`,
    ...fields,
  }
}

/** One trial a fold, with these test scores. */
export const folds = (
  method: string,
  testScores: readonly number[],
  fields: Partial<TrialResult> = {},
): TrialResult[] => testScores.map((testScore, fold) => trial({ method, fold, testScore, ...fields }))
