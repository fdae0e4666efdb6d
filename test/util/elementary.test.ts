import { exp, log, sineAndCosine } from '../../src/util/elementary.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const CLOSE = { absolute: 0, relative: 1e-15 }

/** Numbers that fill a range without a pattern that the functions could share. */
const between = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, i) => low + (high - low) * ((i * 0.6180339887498949) % 1))

suite('elementary functions', (test) => {
  test('exp is that of the engine to 1e-15', () => {
    for (const x of [...between(-700, 700, 20_000), ...between(-1, 1, 5_000), 709.7, -708.3]) {
      near(exp(x), Math.exp(x), `exp ${x}`, CLOSE)
    }
  })

  test('log is that of the engine to 1e-15, near 1 and for subnormal numbers too', () => {
    for (const x of between(-740, 709, 20_000).map(Math.exp)) near(log(x), Math.log(x), `log ${x}`, CLOSE)
    for (const x of between(0.5, 2, 20_000)) near(log(x), Math.log(x), `log ${x}`, CLOSE)
    near(log(5e-324), -744.4400719213812, 'the smallest number', CLOSE)
  })

  test('sine and cosine are those of the engine to 1e-15', () => {
    const tolerance = { absolute: 1e-15, relative: 0 }
    for (const x of [...between(-4, 4, 20_000), ...between(-1000, 1000, 5_000)]) {
      const { sine, cosine } = sineAndCosine(x)
      near(sine, Math.sin(x), `sine of ${x}`, tolerance)
      near(cosine, Math.cos(x), `cosine of ${x}`, tolerance)
    }
    assert.equal(sineAndCosine(0), { sine: 0, cosine: 1 })
  })

  test('worked values', () => {
    near(exp(1), Math.E, 'e', CLOSE)
    near(exp(-10), 4.5399929762484854e-5, 'e^-10', CLOSE)
    near(log(10), Math.LN10, 'log 10', CLOSE)
    assert.is(exp(0), 1)
    assert.is(log(1), 0)
  })

  test('the ends of the range', () => {
    assert.equal([exp(-Infinity), exp(-800), exp(Infinity), exp(800)], [0, 0, Infinity, Infinity])
    assert.equal([log(0), log(Infinity)], [-Infinity, Infinity])
    assert.ok([exp(Number.NaN), log(-1), log(Number.NaN)].every(Number.isNaN))
  })
})
