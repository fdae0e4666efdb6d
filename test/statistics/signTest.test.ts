import { signTest } from '../../src/statistics/signTest.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'

const p = (differences: readonly number[]): number => signTest(differences).pValue

suite('sign test', (test) => {
  test('counts the sign patterns at least as uneven', () => {
    // 2 (1 + 8) / 2^8
    closeTo(p([1, 2, 3, 4, 5, 6, 7, -1]), 0.0703125, 1e-15)
    closeTo(p([1, 1, 1, 1, 1]), 0.0625, 1e-15)
    assert.is(p([1, -1]), 1)
  })

  test('ties are split evenly, an odd one left out', () => {
    const { wins, losses } = signTest([1, 1, 1, 0, 0, 0, -1])
    assert.equal([wins, losses], [4, 2])
  })

  test('does not look at sizes', () => {
    assert.equal(signTest([0.001, 5, -1e9]), signTest([1, 1, -1]))
  })

  test('nothing to compare is no evidence', () => {
    assert.is(p([]), 1)
    assert.is(p([0]), 1)
  })
})
