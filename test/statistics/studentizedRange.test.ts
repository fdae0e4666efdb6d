import { studentizedRangeCdf, studentizedRangeQuantile } from '../../src/statistics/studentizedRange.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'

/** Quantiles / sqrt 2 for k = 2..20, from scipy.stats.studentized_range with infinite df. */
const table: Record<string, string> = {
  '0.05':
    '1.9600 2.3437 2.5690 2.7278 2.8497 2.9483 3.0309 3.1017 3.1637 3.2187 3.2680 3.3127 3.3536 3.3912 3.4260 3.4584 3.4887 3.5171 3.5438',
  '0.1':
    '1.6449 2.0523 2.2913 2.4595 2.5885 2.6927 2.7799 2.8546 2.9199 2.9778 3.0297 3.0767 3.1197 3.1592 3.1957 3.2297 3.2615 3.2912 3.3192',
}

suite('studentized range', (test) => {
  for (const [alpha, quantiles] of Object.entries(table)) {
    test(`quantiles at ${alpha} agree with scipy for 2 to 20 groups`, () => {
      quantiles.split(' ').forEach((printed, i) => {
        agrees(studentizedRangeQuantile(1 - Number(alpha), i + 2) / Math.SQRT2, printed)
      })
    })
  }

  test('two groups are the absolute difference of two normals', () => {
    // |z1 - z2| / sqrt 2 is half-normal: the 95 % point is 1.95996... sqrt 2.
    agrees(studentizedRangeCdf(1.959963984540054 * Math.SQRT2, 2), '0.950000000000')
  })

  test('a range is never negative', () => {
    assert.is(studentizedRangeCdf(0, 3), 0)
    assert.is(studentizedRangeCdf(-1, 3), 0)
  })
})
