import { oneStandardErrorRule } from '../../src/statistics/oneStandardError.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'

suite('one-standard-error rule', (test) => {
  test('takes the most regularized candidate within one standard error of the best', () => {
    const errors = [
      [0.3, 0.32, 0.34],
      [0.2, 0.22, 0.24],
      [0.18, 0.21, 0.24],
      [0.25, 0.26, 0.27],
    ]
    const choice = oneStandardErrorRule(errors)
    assert.is(choice.best, 2)
    assert.is(choice.withinOneStandardError, 1)
    // Three equal folds: sd / sqrt(3), sd = 0.03.
    closeTo(choice.standardErrors[2], 0.03 / Math.sqrt(3), 1e-14)
    closeTo(choice.means[2], 0.21, 1e-14)
  })

  test('of equal means the more regularized is the best', () => {
    const choice = oneStandardErrorRule([
      [0.2, 0.4],
      [0.4, 0.2],
    ])
    assert.is(choice.best, 0)
  })

  test('means that rounding alone tells apart are equal', () => {
    // 31/60 over three folds, added in two orders.
    const errors = [
      [9 / 20, 10 / 20, 12 / 20],
      [10 / 20, 12 / 20, 9 / 20],
      [12 / 20, 10 / 20, 9 / 20],
    ]
    assert.is(oneStandardErrorRule(errors).best, 0)
    assert.is(oneStandardErrorRule(errors.toReversed()).best, 0)
  })
})
