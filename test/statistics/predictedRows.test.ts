import type { TrialOutputs } from '../../src/results/outputs.ts'
import type { PredictedOfClasses, PredictedOfValues } from '../../src/results/predictedRows.ts'
import { predictedRows } from '../../src/statistics/predictedRows.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'
import { trial } from './trials.ts'

/** Probabilities as an average holds them. */
const classes = (truth: readonly number[], probabilities: readonly number[], extra = {}): TrialOutputs => ({
  classes: 2,
  rows: Int32Array.from(truth, (_, row) => row),
  truth: Int32Array.from(truth),
  values: Float64Array.from(probabilities),
  mean: 0,
  deviation: 1,
  ...extra,
})

suite('statistics/predictedRows', (test) => {
  test('rows of all trials are counted together', () => {
    const found = predictedRows([
      trial({ outputs: classes([0, 1], [0.9, 0.1, 0.6, 0.4]) }),
      trial({ fold: 1, outputs: classes([1, 1], [0.2, 0.8, 0.45, 0.55]) }),
      trial({ fold: 2 }),
    ]) as PredictedOfClasses
    assert.equal(found.counts, [1, 0, 1, 2])
    assert.equal(found.recall, [1, 2 / 3])
    // Confidences 0.9, 0.6, 0.8, 0.55: bins (0.5, 0.6], (0.7, 0.8], (0.8, 0.9].
    assert.equal(
      found.bins.map(({ low, rows, accuracy }) => [low, rows, accuracy]),
      [
        [0.5, 2, 0.5],
        [0.7, 1, 1],
        [0.8, 1, 1],
      ],
    )
    near(found.bins[0].confidence, 0.575, 'mean confidence', { absolute: 1e-12, relative: 0 })
  })

  test('weights count, and a class without rows has no recall', () => {
    const weights = Float64Array.of(3, 1)
    const found = predictedRows([
      trial({ outputs: classes([1, 1], [0.9, 0.1, 0.3, 0.7], { weights }) }),
    ]) as PredictedOfClasses
    assert.equal(found.counts, [0, 0, 3, 1])
    assert.equal(found.recall, [null, 0.25])
  })

  test('residuals are taken by fifths of the rows in the order of their predictions', () => {
    const values = Float32Array.from({ length: 10 }, (_, i) => 9 - i)
    const truth = Float64Array.from({ length: 10 }, (_, i) => 10 + 2 * (9 - i) - (i % 2 === 0 ? 1 : -3))
    const outputs = { classes: 0, rows: new Int32Array(10), truth, values, mean: 10, deviation: 2 }
    const found = predictedRows([trial({ metric: 'rmse', outputs })]) as PredictedOfValues
    assert.equal(
      found.parts.map(({ low, high, rows, mean }) => [low, high, rows, mean]),
      [0, 1, 2, 3, 4].map((part) => [10 + 4 * part, 12 + 4 * part, 2, -1]),
    )
    assert.is(found.points.length, 10)
  })

  test('trials that kept nothing tell nothing', () => {
    assert.is(predictedRows([trial({}), trial({ fold: 1 })]), null)
  })
})
