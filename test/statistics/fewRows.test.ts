import { tCdf, tQuantile } from '../../src/statistics/distributions.ts'
import { adjustedDifference, differingUnits } from '../../src/statistics/fewRows.ts'
import { assert, suite } from '../harness.ts'
import { agrees, closeTo } from './closeTo.ts'
import { fixtures } from './rowFixtures.ts'

/** b rows in which the one is right alone, c in which the other is. */
const rowsOf = (n: number, b: number, c: number): Float64Array =>
  Float64Array.from({ length: n }, (_, row) => (row < b ? 1 : row < b + c ? -1 : 0))

suite('a difference on few rows', (test) => {
  test('is that of Bonett and Price (2012), with p-values close to the exact McNemar test', () => {
    for (const { n, b, c, exact, centre, se } of fixtures.mcnemar) {
      const found = adjustedDifference(rowsOf(n, b, c))
      closeTo(found.centre, centre, 1e-15)
      closeTo(Math.sqrt(found.variance), se, 1e-15)
      const p = 2 * tCdf(-Math.abs(found.centre) / Math.sqrt(found.variance), n + 1)
      // Two-sided exact p-values jump; the approximation stays on the same side of 5 %.
      assert.is(p < 0.05, exact < 0.05, `${b} against ${c} of ${n}: ${p}, exactly ${exact}`)
    }
  })

  test('agrees with the example of R package statpsych, ci.prop.ps(.05, 12, 4, 26, 6)', () => {
    const { centre, variance } = adjustedDifference(rowsOf(48, 26, 4))
    agrees(centre, '0.44')
    agrees(Math.sqrt(variance), '0.09448809')
    agrees(centre - 1.959963984540054 * Math.sqrt(variance), '0.2548067')
  })

  test('has an interval that covers where hardly a row differs, by counting every outcome', () => {
    // scipy's count, in fixtures/rows.py, over differences of up to 8 % of the rows.
    for (const { lowest } of fixtures.coverage) assert.ok(lowest > 0.935)
    // The same count here at its edge: one row in a hundred differs, n = 60.
    const [n, p] = [60, 0.01]
    let covered = 0
    for (let b = 0; b <= n; b++) {
      const { centre, variance } = adjustedDifference(rowsOf(n, b, 0))
      const reach = tQuantile(0.975, n + 1) * Math.sqrt(variance)
      if (Math.abs(centre - p) <= reach) covered += choose(n, b) * p ** b * (1 - p) ** (n - b)
    }
    assert.ok(covered > 0.97)
  })

  test('counts the rows that differ at all', () => {
    assert.is(differingUnits(Float64Array.of(0, 0.5, -1, -0)), 2)
  })
})

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
