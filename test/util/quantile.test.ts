import { median, quantile } from '../../src/util/quantile.ts'
import { assert, suite } from '../harness.ts'

suite('median', (test) => {
  test('the middle value, or the mean of the middle two', () => {
    assert.is(median([5, 1, 3]), 3)
    assert.is(median([4, 1, 3, 10]), 3.5)
    assert.ok(Number.isNaN(median([])))
  })

  test('numbers are ordered as numbers', () => {
    assert.is(median([10, 9, 100]), 10)
  })
})

suite('quantiles', (test) => {
  test('lie linearly between the two nearest values', () => {
    // numpy.quantile([7, 1, 3, 10], [0, 0.25, 0.5, 0.6, 1]) of NumPy
    const found = [0, 0.25, 0.5, 0.6, 1].map((share) => quantile([7, 1, 3, 10], share))
    assert.equal(
      found.map((value) => Number(value.toFixed(12))),
      [1, 2.5, 5, 6.2, 10],
    )
  })

  test('of one value are that value, of none NaN', () => {
    assert.is(quantile([5], 0.3), 5)
    assert.ok(Number.isNaN(quantile([], 0.5)))
  })

  test('leave the list as it was', () => {
    const values = [3, 1, 2]
    quantile(values, 0.5)
    median(values)
    assert.equal(values, [3, 1, 2])
  })
})
