import { type ByRowsOptions, inferByRows, type RowsOfMethod } from '../../src/statistics/byRows.ts'
import { tCdf, tQuantile } from '../../src/statistics/distributions.ts'
import { scoreTest } from '../../src/statistics/fewRows.ts'
import { layOutRows, rowParts, type ScoredCell, varianceOfParts } from '../../src/statistics/rowParts.ts'
import { trainingSpread } from '../../src/statistics/trainingSpread.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'
import { cellsOf, fixtures, inBlocks } from './rowFixtures.ts'

const OPTIONS: ByRowsOptions = {
  higherIsBetter: true,
  isBounded: false,
  confidence: 0.95,
  rope: 0.01,
  key: [1, 2],
}

type Named = Omit<RowsOfMethod, 'baseline'>

const named = (method: string, cells: readonly ScoredCell[], isIdentical = false): Named => ({
  method,
  cells,
  isIdentical,
})

const against = (baseline: readonly ScoredCell[], methods: readonly Named[], options: ByRowsOptions) =>
  inferByRows(
    methods.map((method) => ({ ...method, baseline })),
    options,
  )

/** Right answers of 40 rows; `flips` of them are changed, from row `from` on. */
const base = Array.from({ length: 40 }, (_, row) => ((row * 7) % 10 < 7 ? 1 : 0))
const flipped = (from: number, flips: number): number[] =>
  base.map((right, row) => (row >= from && row < from + flips ? 1 - right : right))

suite('inference by rows', (test) => {
  const { bayle, repeated } = fixtures

  test("is mean -/+ t sigma / sqrt(n) with Bayle's sigma, plus the luck of training", () => {
    const [method, baseline] = [inBlocks(bayle.a, bayle.k), inBlocks(bayle.b, bayle.k)]
    const { findings, level, family, draws } = against(baseline, [named('a', method)], OPTIONS)
    const [found] = findings
    const n = bayle.a.length
    closeTo(found.difference, bayle.mean, 1e-15)
    closeTo(found.variance.rows, (bayle.sigmaOut ** 2 / n) * (n / (n - 1)), 1e-14)
    const se = Math.sqrt(found.variance.rows + found.variance.luck)
    closeTo(found.standardError, se, 1e-15)
    closeTo(found.high, bayle.mean + tQuantile(0.975, found.df) * se, 1e-12)
    closeTo(found.pValue, 2 * tCdf(-Math.abs(bayle.mean) / se, found.df), 1e-12)
    assert.equal([level, family, draws], [0.05, 1, 0])
    assert.is(found.adjusted, found.pValue)
  })

  test('turns the difference where less is better', () => {
    const [method, baseline] = [inBlocks(bayle.a, bayle.k), inBlocks(bayle.b, bayle.k)]
    const up = against(baseline, [named('a', method)], OPTIONS).findings[0]
    const down = against(baseline, [named('a', method)], { ...OPTIONS, higherIsBetter: false }).findings[0]
    closeTo(down.difference, -up.difference, 0)
    closeTo(down.low, -up.high!, 0)
    assert.is(down.pValue, up.pValue)
    closeTo(down.probabilities!.pBetter, up.probabilities!.pWorse, 1e-14)
  })

  test('sums by group where rows of a group depend on each other, with the freedom of the groups', () => {
    const { folds, a, b, weights, groups } = repeated
    const options = {
      ...OPTIONS,
      weights: Float64Array.from(weights as number[]),
      groups: Int32Array.from(groups as number[]),
    }
    const [found] = against(
      cellsOf(folds, b, weights),
      [named('a', cellsOf(folds, a, weights))],
      options,
    ).findings
    closeTo(found.difference, repeated.mean, 1e-14)
    closeTo(found.variance.rows, repeated.clustered, 1e-13)
    assert.is(found.units, repeated.groupsSeen)
    assert.ok(found.df < Math.min(repeated.groupsSeen, found.differing))
    closeTo(found.pValue, 2 * tCdf(-Math.abs(found.difference / found.standardError!), found.df), 1e-12)
  })

  test('prints intervals that leave out 0 exactly where the adjusted p is below 1 - confidence', () => {
    const baseline = inBlocks(base, 5)
    const methods = [1, 3, 6, 9, 12, 15, 18, 22].map((flips) =>
      named(`${flips}`, inBlocks(flipped(0, flips), 5)),
    )
    for (const confidence of [0.5, 0.8, 0.9, 0.95, 0.99]) {
      for (const isBounded of [true, false]) {
        const { findings } = against(baseline, methods, { ...OPTIONS, confidence, isBounded })
        for (const { low, high, adjusted, pValue } of findings) {
          if (low === null) continue
          assert.is(
            low > 0 || high! < 0,
            adjusted! < 1 - confidence,
            `${confidence}: ${low} to ${high}, ${adjusted}`,
          )
          assert.ok(adjusted! >= pValue!)
        }
      }
    }
  })

  test('leaves a method that no row tells apart out of the family, and knows the same from the alike', () => {
    const baseline = inBlocks(base, 5)
    const other = named('other', inBlocks(flipped(3, 14), 5))
    const { findings, family } = against(
      baseline,
      [named('same', inBlocks(base, 5), true), named('alike', inBlocks(base, 5)), other],
      { ...OPTIONS, isBounded: true },
    )
    assert.is(family, 1)
    const [same, alike, alone] = findings
    assert.equal([same.difference, same.low, same.high, same.pValue, same.adjusted], [0, 0, 0, 1, 1])
    assert.equal(same.probabilities, { pWorse: 0, pEquivalent: 1, pBetter: 0 })
    assert.is(alike.pValue, 1)
    // As many rows like these could have shown a difference: with none of 40, Tango's interval ends at q^2 / (n + q^2).
    const q2 = tQuantile(0.975, 39) ** 2
    closeTo(alike.high, q2 / (40 + q2), 1e-12)
    closeTo(alike.low, -alike.high!, 1e-15)
    assert.is(alone.adjusted, alone.pValue)
  })

  test('takes the form for few rows below ten that differ', () => {
    const [found] = against(inBlocks(base, 5), [named('a', inBlocks(flipped(0, 2), 5))], {
      ...OPTIONS,
      isBounded: true,
    }).findings
    assert.is(found.differing, 2)
    const whole = Float64Array.from(base, (right, row) => (row < 2 ? 1 - 2 * right : 0))
    const form = scoreTest(whole, found.variance.luck)
    const q = tQuantile(0.975, found.df)
    assert.equal([found.low, found.high], form.interval(q))
    closeTo(found.pValue, 2 * tCdf(-Math.abs(form.z), found.df), 1e-14)
    closeTo(found.standardError, (found.high! - found.low!) / 2 / q, 1e-14)
  })

  test('takes the luck half from the method and half from all, and its freedom from the trials', () => {
    const { folds, a, b } = repeated
    const baseline = cellsOf(folds, b)
    const other = cellsOf(
      folds,
      (a as number[][]).map((row) => row.map((value, i) => value + ((i * 7) % 5) / 2)),
    )
    const cells = cellsOf(folds, a)
    const layout = layOutRows(baseline)
    const parts = [cells, other].map((own) => {
      const { variance } = varianceOfParts(rowParts(layout, own, baseline, 'all'))
      return { variance, luck: trainingSpread(layout, own, baseline, variance)! }
    })
    const ratio = (parts[0].luck / parts[0].variance + parts[1].luck / parts[1].variance) / 2
    const { findings } = against(baseline, [named('a', cells), named('other', other)], OPTIONS)
    assert.ok(parts.some(({ luck, variance }) => luck + ratio * variance > 0))
    findings.forEach(({ variance, df }, i) => {
      const luck = Math.max(0, (parts[i].luck + ratio * parts[i].variance) / 2)
      closeTo(variance.luck, luck, 1e-13)
      const share = (variance.rows / (variance.rows + luck)) ** 2
      // 23 rows, 6 trials.
      assert.is(df, luck === 0 ? 22 : Math.floor(1 / (share / 22 + (1 - share) / 5)))
    })
  })

  test('has no test for a single row, nor where every row differs alike', () => {
    const [one] = against(inBlocks([1], 1), [named('a', inBlocks([0], 1))], OPTIONS).findings
    assert.equal([one.low, one.pValue, one.adjusted, one.probabilities], [null, null, null, null])
    const shifted = inBlocks([1, 2, 3, 4], 1)
    const [alike] = against(inBlocks([0, 1, 2, 3], 1), [named('a', shifted)], OPTIONS).findings
    assert.equal([alike.difference, alike.low, alike.pValue], [1, null, null])
  })

  test('calls a tie a difference of 0', () => {
    const score = (values: readonly number[]): ScoredCell[] => cellsOf([[0, 0, 1, 1, 2, 2]], [values])
    const [found] = against(
      score([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
      [named('a', score([0.6, 0.5, 0.4, 0.3, 0.2, 0.1]))],
      OPTIONS,
    ).findings
    assert.is(found.difference, 0)
  })
})
