import { robustDeviation } from '../../src/statistics/robust.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'

suite('median absolute deviation', (test) => {
  test('the deviation is that of a normal sample, and one wild value hardly moves it', () => {
    closeTo(robustDeviation([1, 2, 3, 4, 5]), 1.4826, 1e-12)
    closeTo(robustDeviation([1, 2, 3, 4, 1000]), 1.4826, 1e-12)
    assert.is(robustDeviation([2, 2, 2, 9]), 0)
  })
})
