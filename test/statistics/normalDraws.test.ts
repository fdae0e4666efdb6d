import { normalQuantile } from '../../src/statistics/distributions.ts'
import { normalDeviate, normalDraws } from '../../src/statistics/normalDraws.ts'
import { philoxBlock } from '../../src/statistics/philox.ts'
import { assert, suite } from '../harness.ts'
import { philox4x32 } from '../reference/philox.ts'
import { closeTo } from './closeTo.ts'

suite('draws of the normal distribution', (test) => {
  test('come from Philox, block for block', () => {
    const out = new Uint32Array(4)
    const cases: [number, number, number, number][] = [
      [0, 0, 0, 0],
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xa4093822, 0x299f31d0, 0x243f6a88, 0x85a308d3],
      [123456789, 987654321, 7, 0],
    ]
    for (const [k0, k1, counter, stream] of cases) {
      philoxBlock([k0, k1], counter, stream, out)
      assert.equal([...out], philox4x32([counter, stream, 0, 0], [k0, k1]))
    }
  })

  test('have the quantiles that Wichura prints, and those of Cephes', () => {
    // AS 241, section 4.
    closeTo(normalDeviate(0.25), -0.6744897501960817, 1e-15)
    closeTo(normalDeviate(0.001), -3.090232306167814, 1e-15)
    closeTo(normalDeviate(1e-20), -9.262340089798409, 1e-15)
    for (const p of [1e-300, 1e-9, 0.02425, 0.0749, 0.0751, 0.3, 0.5, 0.925, 0.99, 1 - 1e-9]) {
      closeTo(normalDeviate(p), normalQuantile(p), 2e-14)
    }
  })

  test('have mean 0 and variance 1 within five standard errors, and no memory', () => {
    const n = 20001
    const draws = new Float64Array(n)
    normalDraws([3, 5], 0, draws)
    const mean = draws.reduce((sum, x) => sum + x, 0) / n
    const variance = draws.reduce((sum, x) => sum + x * x, 0) / n
    const lag = draws.reduce((sum, x, i) => sum + (i === 0 ? 0 : x * draws[i - 1]), 0) / n
    assert.ok(Math.abs(mean) < 5 / Math.sqrt(n))
    assert.ok(Math.abs(variance - 1) < 5 * Math.sqrt(2 / n))
    assert.ok(Math.abs(lag) < 5 / Math.sqrt(n))
  })

  test('of a shorter list are the beginning of a longer one', () => {
    const [short, long] = [new Float64Array(7), new Float64Array(12)]
    normalDraws([1, 2], 9, short)
    normalDraws([1, 2], 9, long)
    assert.equal([...short], [...long.subarray(0, 7)])
  })
})
