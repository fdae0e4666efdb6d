import { normalCdf } from '../../src/statistics/distributions.ts'
import { choleskyOf, correlationOf, maxT } from '../../src/statistics/maxT.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'
import { fixtures } from './rowFixtures.ts'

const identity = (m: number) => Float64Array.from({ length: m * m }, (_, i) => (i % (m + 1) === 0 ? 1 : 0))
const KEY: [number, number] = [11, 12]

suite('max-t adjustment', (test) => {
  const { parts, p, adjusted, critical } = fixtures.maxT
  const correlation = correlationOf(parts.map((part: number[]) => Float64Array.from(part)))

  test('agrees with four million draws of numpy within its own Monte-Carlo error', () => {
    const found = maxT(p, correlation, 0.05, KEY)
    assert.is(found.draws, 50000)
    found.adjusted.forEach((value, i) => {
      const error = Math.sqrt((adjusted[i] * (1 - adjusted[i])) / found.draws) + 1e-4
      assert.ok(Math.abs(value - adjusted[i]) < 4 * error, `${value} against ${adjusted[i]}`)
    })
    // The density of the maximum at its 95 % quantile is about 0.12.
    const level = 2 * normalCdf(-critical)
    assert.ok(Math.abs(found.level - level) < 0.001, `${found.level} against ${level}`)
  })

  test('is that of Sidak for independent tests', () => {
    const found = maxT([0.02, 0.5, 0.01], identity(3), 0.05, KEY)
    ;[0.02, 0.5, 0.01].forEach((value, i) => {
      assert.ok(Math.abs(found.adjusted[i] - (1 - (1 - value) ** 3)) < 0.01)
    })
  })

  test('leaves one test, and two that are one, as they are', () => {
    assert.equal(maxT([0.03], identity(1), 0.05, KEY), { adjusted: [0.03], level: 0.05, draws: 0 })
    const found = maxT([0.03, 0.03], Float64Array.of(1, 1, 1, 1), 0.05, KEY)
    for (const value of found.adjusted) assert.ok(value >= 0.03 && value < 0.034)
    assert.equal(maxT([], new Float64Array(0), 0.05, KEY).adjusted, [])
  })

  test('never exceeds Bonferroni nor falls below the p-value, however small', () => {
    const found = maxT([1e-12, 0.9, 1], identity(3), 0.05, KEY)
    closeTo(found.adjusted[0], 3e-12, 1e-15)
    assert.ok(found.adjusted[1] >= 0.9)
    assert.is(found.adjusted[2], 1)
  })

  test('calls below alpha exactly what the level calls', () => {
    for (const alpha of [0.001, 0.05, 0.1, 0.32]) {
      const { level } = maxT([0.5, 0.5, 0.5, 0.5], correlation, alpha, KEY)
      for (const factor of [0.2, 0.9, 0.999999, 1.000001, 1.1, 3]) {
        const value = Math.min(1, level * factor)
        const [own] = maxT([value, 0.5, 0.5, 0.5], correlation, alpha, KEY).adjusted
        assert.is(own < alpha, value < level, `alpha ${alpha}, ${factor} of the level`)
      }
    }
  })

  test('takes the same draws for the same key, and others for another', () => {
    const once = maxT(p, correlation, 0.05, KEY)
    assert.equal(maxT(p, correlation, 0.05, KEY), once)
    assert.not.equal(maxT(p, correlation, 0.05, [11, 13]).adjusted, once.adjusted)
  })

  test('has a Cholesky factor that gives the correlation back, singular or not', () => {
    const singular = Float64Array.of(1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 1)
    for (const [matrix, m] of [
      [correlation, 4],
      [singular, 3],
    ] as const) {
      const L = choleskyOf(matrix, m)
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) {
          let value = 0
          for (let k = 0; k < m; k++) value += L[i * m + k] * L[j * m + k]
          closeTo(value, matrix[i * m + j], 1e-12)
        }
      }
    }
  })
})
