import { compareWithTies, differenceOf, tied } from '../../src/util/ties.ts'
import { assert, suite } from '../harness.ts'

suite('ties', (test) => {
  const thirds = [10 / 20, 11 / 20, 10 / 20].reduce((sum, x) => sum + x, 0) / 3
  const others = [9 / 20, 10 / 20, 12 / 20].reduce((sum, x) => sum + x, 0) / 3

  test('are means of equal scores that were summed in another order', () => {
    assert.is.not(thirds, others)
    assert.ok(tied(thirds, others))
    assert.is(differenceOf(thirds, others), 0)
    assert.is(compareWithTies(thirds, others), 0)
  })

  test('are not scores that differ by a row of a billion', () => {
    assert.not.ok(tied(0.5, 0.5 + 1e-9))
    assert.is(compareWithTies(0.5, 0.5 + 1e-9), -1)
    assert.is(compareWithTies(2e6, 1e6), 1)
    assert.not.ok(tied(0, 1e-300))
  })

  test('are judged by size, and hold for infinities', () => {
    assert.ok(tied(1e9, 1e9 + 1e-4))
    assert.not.ok(tied(1e-9, 1.001e-9))
    assert.ok(tied(Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY))
    assert.not.ok(tied(Number.NEGATIVE_INFINITY, 0))
  })
})
