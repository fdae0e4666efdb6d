import { meanInterval } from '../../src/statistics/interval.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'

suite('interval of a mean', (test) => {
  test('independent values give the textbook t interval', () => {
    // 3 -/+ t(0.975; 4) sqrt(2.5 / 5), with scipy's t.
    const { low, high } = meanInterval([1, 2, 3, 4, 5], 0, 0.95)
    agrees(low, '1.0367568385')
    agrees(high, '4.9632431615')
  })

  test('other confidences give the intervals scikit-learn publishes', () => {
    const spread = Math.sqrt((0.001466645 * 99) / 100)
    const values = Array.from({ length: 100 }, (_, i) => 0.01 + (i % 2 === 0 ? spread : -spread))
    const half = meanInterval(values, 1 / 9, 0.5)
    agrees(half.low, '0.000977')
    agrees(half.high, '0.019023')
    const most = meanInterval(values, 1 / 9, 0.75)
    agrees(most.low, '-0.005422')
    agrees(most.high, '0.025422')
  })

  test('overlapping training rows widen it by sqrt(1 + n ratio)', () => {
    const values = [0.9, 0.92, 0.95, 0.91, 0.97]
    const naive = meanInterval(values, 0, 0.95)
    const corrected = meanInterval(values, 1 / 4, 0.95)
    agrees(corrected.standardError! / naive.standardError!, '1.5000000')
  })

  test('equal values have a deviation of 0 and no interval', () => {
    assert.equal(meanInterval([1, 1, 1], 0.25, 0.95), {
      count: 3,
      mean: 1,
      sd: 0,
      standardError: 0,
      low: null,
      high: null,
    })
  })
})
