import {
  chiSquaredTail,
  fTail,
  normalCdf,
  normalQuantile,
  tCdf,
  tQuantile,
} from '../../src/statistics/distributions.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'

suite('distribution functions', (test) => {
  test('t quantiles agree with the table', () => {
    agrees(tQuantile(0.975, 4), '2.77644511')
    agrees(tQuantile(0.975, 9), '2.26215716')
    agrees(tQuantile(0.975, 29), '2.04522964')
    agrees(tQuantile(0.975, 99), '1.98421695')
  })

  test('t with one degree of freedom is the Cauchy distribution', () => {
    for (const t of [-40, -2, -0.1, 0, 0.3, 1, 25]) {
      assert.ok(Math.abs(tCdf(t, 1) - (0.5 + Math.atan(t) / Math.PI)) < 1e-14)
    }
  })

  test('t with two degrees of freedom has its closed form', () => {
    for (const t of [-30, -1, 0, 0.7, 8]) {
      assert.ok(Math.abs(tCdf(t, 2) - (0.5 + t / (2 * Math.sqrt(2 + t * t)))) < 1e-14)
    }
  })

  test('the quantile inverts the distribution to 1e-10', () => {
    for (const df of [1, 4, 9, 49, 999]) {
      for (const p of [1e-6, 0.01, 0.3, 0.5, 0.9, 0.9999]) {
        assert.ok(Math.abs(tCdf(tQuantile(p, df), df) / p - 1) < 1e-10, `df ${df}, p ${p}`)
      }
    }
  })

  test('far tails keep their relative precision', () => {
    // t with one degree of freedom: P(T < -x) = 1/(pi x) to first order.
    assert.ok(Math.abs(tCdf(-1e12, 1) * Math.PI * 1e12 - 1) < 1e-12)
    assert.is(tCdf(Number.NEGATIVE_INFINITY, 9), 0)
  })

  test('F and chi-squared tails agree with their closed forms', () => {
    // Two degrees of freedom: exp(-x/2). F(2, m): (1 + 2x/m)^(-m/2).
    for (const x of [0, 0.5, 3, 40]) {
      assert.ok(Math.abs(chiSquaredTail(x, 2) / Math.exp(-x / 2) - 1) < 1e-12)
      assert.ok(Math.abs(fTail(x, 2, 12) / (1 + x / 6) ** -6 - 1) < 1e-12)
    }
    assert.is(fTail(Number.POSITIVE_INFINITY, 3, 39), 0)
  })

  test('the normal distribution agrees with the table', () => {
    agrees(normalCdf(-1.959963984540054), '0.025000000000000')
    agrees(normalQuantile(0.975), '1.959963984540054')
    assert.is(normalCdf(Number.NEGATIVE_INFINITY), 0)
    assert.is(normalCdf(Number.POSITIVE_INFINITY), 1)
  })
})
