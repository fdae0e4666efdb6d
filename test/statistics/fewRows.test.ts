import { tCdf, tQuantile } from '../../src/statistics/distributions.ts'
import { differingUnits, scoreTest } from '../../src/statistics/fewRows.ts'
import { assert, suite } from '../harness.ts'
import { agrees, closeTo } from './closeTo.ts'
import { fixtures } from './rowFixtures.ts'

/** b rows in which the one is right alone, c in which the other is. */
const rowsOf = (n: number, b: number, c: number, size = 1): Float64Array =>
  Float64Array.from({ length: n }, (_, row) => (row < b ? size : row < b + c ? -size : 0))

const NORMAL = 1.959963984540054

suite('a difference on few rows', (test) => {
  test("is tested by McNemar's z and has Tango's interval, as scipy's optimiser finds it", () => {
    for (const { n, b, c, mid, z, low, high } of fixtures.mcnemar) {
      const found = scoreTest(rowsOf(n, b, c), 0)
      closeTo(found.z, z, 1e-15)
      const ends = found.interval(NORMAL)
      closeTo(ends[0], low, 1e-6)
      closeTo(ends[1], high, 1e-6)
      // On the same side of 5 % as the mid-p test, which Fagerland et al. recommend.
      assert.is(2 * tCdf(-Math.abs(found.z), n - 1) < 0.05, mid < 0.05, `${b} against ${c} of ${n}`)
      assert.is(ends[0] > 0, found.z > NORMAL)
    }
  })

  test('agrees with R package contingencytables: Cavo et al. (2012), 6 against 16 of 161', () => {
    const found = scoreTest(rowsOf(161, 6, 16), 0)
    const [low, high] = found.interval(NORMAL)
    agrees(-10 / 161, '-0.0621')
    agrees(low, '-0.1240')
    agrees(high, '-0.0054')
  })

  test('covers where hardly a row differs, and calls hardly more than it may, by counting every outcome', () => {
    // scipy's count, in fixtures/rows.py, over differences of up to 8 % of the rows.
    for (const { lowest, size } of fixtures.coverage) assert.ok(lowest > 0.93 && size < 0.055)
    // The same count here at its edge: one row in a hundred differs, n = 60.
    const [n, p] = [60, 0.01]
    const q = tQuantile(0.975, n - 1)
    let covered = 0
    for (let b = 0; b <= n; b++) {
      const [low, high] = scoreTest(rowsOf(n, b, 0), 0).interval(q)
      if (low <= p && p <= high) covered += choose(n, b) * p ** b * (1 - p) ** (n - b)
    }
    assert.ok(covered > 0.95)
  })

  test('turns with the sign, and counts halves in units of their size', () => {
    const [low, high] = scoreTest(rowsOf(50, 5, 2), 0).interval(2)
    const turned = scoreTest(rowsOf(50, 2, 5), 0).interval(2)
    closeTo(turned[0], -high, 1e-15)
    closeTo(turned[1], -low, 1e-15)
    const halves = scoreTest(rowsOf(50, 5, 2, 0.5), 0)
    closeTo(halves.z, 3 / Math.sqrt(7), 1e-15)
    closeTo(halves.interval(2)[1], high / 2, 1e-15)
    closeTo(halves.variance, (7 * 0.25) / 2500, 1e-15)
    assert.equal(scoreTest(new Float64Array(9), 0).z, 0)
  })

  test('adds the luck of training to the variance', () => {
    const rows = rowsOf(80, 6, 1)
    closeTo(scoreTest(rows, 0.001).z, 5 / 80 / Math.sqrt(7 / 6400 + 0.001), 1e-14)
    const [narrow, wide] = [scoreTest(rows, 0).interval(2), scoreTest(rows, 0.001).interval(2)]
    assert.ok(wide[0] < narrow[0] && wide[1] > narrow[1])
    assert.equal(scoreTest(rows, 1e9).interval(2), [-1, 1])
  })

  test('counts the rows that differ at all', () => {
    assert.is(differingUnits(Float64Array.of(0, 0.5, -1, -0)), 2)
  })
})

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k)
