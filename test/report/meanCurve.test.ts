import { meanCurve } from '../../src/report/meanCurve.ts'
import type { CurvePoint } from '../../src/results/curve.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const point = (fold: number, epoch: number, loss: number | null): CurvePoint => ({
  dataset: 'd',
  method: 'none',
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

suite('report/meanCurve', (test) => {
  test('mean and the middle 80 % over the trials, by epoch', () => {
    const losses = [5, 1, 4, 2, 3, 6, 9, 7, 8, 10, 11]
    const [only] = meanCurve(
      losses.map((loss, fold) => point(fold, 1, loss)),
      'validationLoss',
    )
    assert.is(only.trials, 11)
    assert.is(only.mean, 6)
    // The second of eleven from either end: 0.1 and 0.9 of the way.
    near(only.low, 2, 'low')
    near(only.high, 10, 'high')
  })

  test('ends where fewer than half of the trials still run, and leaves out an epoch in which one overflowed', () => {
    const points = [0, 1, 2, 3].flatMap((fold) =>
      Array.from({ length: fold + 1 }, (_, i) => point(fold, i + 1, fold === 3 && i === 0 ? null : 1)),
    )
    assert.equal(
      meanCurve(points, 'validationLoss').map(({ epoch, trials }) => [epoch, trials]),
      // Of the trial whose loss overflowed in epoch 1 that epoch is unknown; beyond epoch 3 one of four runs.
      [
        [2, 3],
        [3, 2],
      ],
    )
  })

  test('says from where on some trials have stopped', () => {
    const points = [point(0, 1, 1), point(1, 1, 2), point(0, 2, 3)]
    assert.equal(
      meanCurve(points, 'validationLoss').map(({ epoch, isWhole, mean }) => [epoch, isWhole, mean]),
      [
        [1, true, 1.5],
        [2, false, 3],
      ],
    )
  })

  test('a trial without validation rows is none of those that still run', () => {
    const points = [point(0, 1, 1), point(1, 1, null), point(0, 2, 3), point(1, 2, null)]
    assert.equal(
      meanCurve(points, 'validationLoss').map(({ trials, isWhole }) => [trials, isWhole]),
      [
        [1, true],
        [1, true],
      ],
    )
  })
})
