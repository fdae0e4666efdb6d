import { holm } from '../../src/statistics/holm.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'

suite("Holm's adjustment", (test) => {
  test('agrees with the worked example, in the order given', () => {
    const expected = [0.03, 0.06, 0.06, 0.02]
    holm([0.01, 0.04, 0.03, 0.005]).forEach((p, i) => {
      closeTo(p, expected[i], 1e-15)
    })
  })

  test('stays at most 1 and keeps ties equal', () => {
    assert.equal(holm([0.6, 0.6, 1]), [1, 1, 1])
  })

  test('leaves a single p-value and an empty list alone', () => {
    assert.equal(holm([0.04]), [0.04])
    assert.equal(holm([]), [])
  })
})
