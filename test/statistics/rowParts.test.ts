import { layOutRows, rowParts, varianceOfParts } from '../../src/statistics/rowParts.ts'
import { trainingSpread } from '../../src/statistics/trainingSpread.ts'
import { assert, suite } from '../harness.ts'
import { closeTo } from './closeTo.ts'
import { cellsOf, fixtures, inBlocks } from './rowFixtures.ts'

suite("rows' parts in a difference", (test) => {
  const { bayle, repeated } = fixtures

  test('give the variances of Bayle et al. (2020), all pairs and within folds, as numpy computes them', () => {
    const { a, b, k, sigmaIn, sigmaOut } = bayle
    const n = a.length
    const [method, baseline] = [inBlocks(a, k), inBlocks(b, k)]
    const layout = layOutRows(method)
    // Their "all pairs" has the divisor n, and "within" n - k.
    const all = varianceOfParts(rowParts(layout, method, baseline, 'all')).variance
    closeTo(Math.sqrt(all), Math.sqrt(n / (n - 1)) * (sigmaOut / Math.sqrt(n)), 1e-14)
    const within = varianceOfParts(rowParts(layout, method, baseline, 'fold')).variance
    closeTo(Math.sqrt((within * (n - 1)) / (n - k)), sigmaIn / Math.sqrt(n), 1e-14)
  })

  test('add up over repeats, unequal folds, weights and groups', () => {
    const { folds, a, b, weights, groups } = repeated
    const [method, baseline] = [cellsOf(folds, a, weights), cellsOf(folds, b, weights)]
    const layout = layOutRows(method, Float64Array.from(weights))
    const parts = rowParts(layout, method, baseline, 'all')
    closeTo(
      parts.reduce((sum, part) => sum + part, 0),
      0,
      1e-13,
    )
    const { variance } = varianceOfParts(parts)
    closeTo(variance, repeated.variance, 1e-13)
    closeTo(varianceOfParts(rowParts(layout, method, baseline, 'fold')).variance, repeated.within, 1e-13)
    const clustered = varianceOfParts(parts, Int32Array.from(groups))
    closeTo(clustered.variance, repeated.clustered, 1e-13)
    assert.is(clustered.units, repeated.groupsSeen)
    closeTo(trainingSpread(layout, method, baseline, variance)! * 6, repeated.luck, 1e-13)
  })

  test('know no luck of training in a single cell, and less than none where cells differ less than their rows explain', () => {
    const one = cellsOf([[0, 0, 0, 0]], [[1, 0, 1, 1]])
    const other = cellsOf([[0, 0, 0, 0]], [[0, 0, 1, 1]])
    const layout = layOutRows(one)
    assert.is(trainingSpread(layout, one, other, 0.1), null)
    const folds = [[0, 0, 1, 1]]
    const [method, baseline] = [cellsOf(folds, [[1, 0, 0, 1]]), cellsOf(folds, [[0, 1, 1, 0]])]
    const spread = layOutRows(method)
    const { variance } = varianceOfParts(rowParts(spread, method, baseline, 'all'))
    assert.ok(trainingSpread(spread, method, baseline, variance)! < 0)
  })

  test('find the luck of seeds where the same rows are tested in every repeat', () => {
    // Three seeds on one test file: each seed shifts every row alike, so rows explain nothing of the spread.
    const shifts = [0.1, 0.4, -0.2]
    const rows = [3, 1, 4, 1, 5]
    const folds = shifts.map(() => rows.map(() => 0))
    const method = cellsOf(
      folds,
      shifts.map((shift) => rows.map((row) => row + shift)),
    )
    const baseline = cellsOf(
      folds,
      shifts.map(() => rows.map(() => 0)),
    )
    const layout = layOutRows(method)
    const { variance } = varianceOfParts(rowParts(layout, method, baseline, 'all'))
    // Of 0.1, 0.4, -0.2: 0.09.
    closeTo(trainingSpread(layout, method, baseline, variance)! * 3, 0.09, 1e-12)
  })
})
