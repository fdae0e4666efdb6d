import { median, robustDeviation } from '../../src/statistics/robust.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'

suite('median and median absolute deviation', (test) => {
  test('the middle value, or the mean of the middle two', () => {
    assert.is(median([5, 1, 3]), 3)
    assert.is(median([4, 1, 3, 10]), 3.5)
    assert.ok(Number.isNaN(median([])))
  })

  test('numbers are ordered as numbers', () => {
    assert.is(median([10, 9, 100]), 10)
  })

  test('the deviation is that of a normal sample, and one wild value hardly moves it', () => {
    closeTo(robustDeviation([1, 2, 3, 4, 5]), 1.4826, 1e-12)
    closeTo(robustDeviation([1, 2, 3, 4, 1000]), 1.4826, 1e-12)
    assert.is(robustDeviation([2, 2, 2, 9]), 0)
  })
})
