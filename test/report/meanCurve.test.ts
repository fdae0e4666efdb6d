import { meanCurve } from '../../src/report/meanCurve.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'
import { curvePoint } from './sample.ts'

suite('report/meanCurve', (test) => {
  test('mean and the middle 80 % over the trials, by epoch', () => {
    const losses = [5, 1, 4, 2, 3, 6, 9, 7, 8, 10, 11]
    const [only] = meanCurve(
      losses.map((loss, fold) => curvePoint(fold, 1, loss)),
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
      Array.from({ length: fold + 1 }, (_, i) => curvePoint(fold, i + 1, fold === 3 && i === 0 ? null : 1)),
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
    const points = [curvePoint(0, 1, 1), curvePoint(1, 1, 2), curvePoint(0, 2, 3)]
    assert.equal(
      meanCurve(points, 'validationLoss').map(({ epoch, isWhole, mean }) => [epoch, isWhole, mean]),
      [
        [1, true, 1.5],
        [2, false, 3],
      ],
    )
  })

  test('a trial without validation rows is none of those that still run', () => {
    const points = [curvePoint(0, 1, 1), curvePoint(1, 1, null), curvePoint(0, 2, 3), curvePoint(1, 2, null)]
    assert.equal(
      meanCurve(points, 'validationLoss').map(({ trials, isWhole }) => [trials, isWhole]),
      [
        [1, true],
        [1, true],
      ],
    )
  })
})
