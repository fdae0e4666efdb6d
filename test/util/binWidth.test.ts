import { binWidth } from '../../src/util/binWidth.ts'
import { assert, suite } from '../harness.ts'

suite('util/binWidth', (test) => {
  test('is the least power of two that covers the range with so many bins', () => {
    assert.is(binWidth(0, 7.9, 8), 1)
    assert.is(binWidth(0, 8, 8), 2)
    assert.is(binWidth(0, 0.9, 8), 0.125)
    assert.is(binWidth(-1, 1, 4), 1)
    assert.is(binWidth(0, 1000, 10), 128)
  })

  test('ends where all values are one', () => {
    assert.is(binWidth(0, 0, 8), 2 ** -30)
    assert.ok(binWidth(5, 5, 8) > 0)
  })
})
