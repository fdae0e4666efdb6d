import { count, decimalsFor, decimalsWithin, fixed, pEquals, pText } from '../../src/util/format.ts'
import { assert, suite } from '../harness.ts'

suite('numbers in words', (test) => {
  test('p-values stop at a thousandth', () => {
    assert.is(pText(0.0042), '0.004')
    assert.is(pText(0.00099), '<0.001')
    assert.is(pEquals(0.05), 'p = 0.050')
    assert.is(pEquals(0), 'p < 0.001')
  })

  test('decimals show so many significant digits of the largest value', () => {
    assert.is(decimalsFor([61.25, 55.5], 4), 2)
    assert.is(decimalsFor([0.00123, -0.0456], 3), 4)
    assert.is(decimalsFor([123456], 4), 0)
    assert.is(decimalsFor([0], 3), 2)
    assert.is(decimalsFor([], 3), 2)
  })

  test('fixed decimals know their sign', () => {
    assert.is(fixed(1.25, 1, 'always'), '+1.3')
    assert.is(fixed(-1.25, 2, 'always'), '-1.25')
    assert.is(fixed(-0.001, 2), '0.00')
    assert.is(fixed(0.001, 2, 'always'), '0.00')
    assert.is(fixed(1e21, 2), '1.000e+21')
  })

  test('numbers are rounded to their error, whole numbers too', () => {
    const decimals = decimalsWithin([89948100], [17400001, 21000000], 4)
    assert.is(decimals, -5)
    assert.is(fixed(89948100, decimals), '89900000')
    assert.is(fixed(17400001, decimals), '17400000')
    assert.is(fixed(-89948100, decimals, 'always'), '-89900000')
    assert.is(fixed(40_000, decimals), '0')
    assert.is(decimalsWithin([61.25], [4.25], 4), 2)
    assert.is(decimalsWithin([0.092], [0.0115], 4), 4)
    // No error, or one that is exact, rounds nothing.
    assert.is(decimalsWithin([89948100], [], 4), 0)
    assert.is(decimalsWithin([61.25], [0], 4), 2)
  })

  test('nouns follow their number', () => {
    assert.is(count(1, 'trial'), '1 trial')
    assert.is(count(0, 'trial'), '0 trials')
  })
})
