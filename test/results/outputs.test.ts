import type { PredictedClasses, PredictedValues } from '../../src/metrics/predicted.ts'
import { csvRow, csvText } from '../../src/results/csv.ts'
import {
  answersOf,
  outputsRows,
  outputsTable,
  packOutputs,
  predictedOf,
  type TrialOutputs,
  unpackOutputs,
  withOutputs,
} from '../../src/results/outputs.ts'
import { readCsv } from '../../src/results/readCsv.ts'
import { assert, suite } from '../harness.ts'
import { trial } from '../report/sample.ts'
import { near } from '../tolerance.ts'

const classes: TrialOutputs = {
  classes: 3,
  rows: Int32Array.of(1, 4),
  truth: Int32Array.of(2, 0),
  values: Float32Array.of(0, 1, 3, 2, 2, -1),
  mean: 0,
  deviation: 1,
  weights: Float64Array.of(1, 2.5),
  groups: Int32Array.of(7, 0),
}
const values: TrialOutputs = {
  classes: 0,
  rows: Int32Array.of(0, 2, 3),
  truth: Float64Array.of(1.5, -2, 1e9),
  values: Float32Array.of(-1, 0.5, 0),
  mean: 10,
  deviation: 4,
}
const average: TrialOutputs = { ...classes, values: Float64Array.of(0.2, 0.3, 0.5, 0.1, 0.45, 0.45) }
const id = { dataset: 'd,"ata', method: 'l2:1', repeat: 1, fold: 2 }

suite('results/outputs', (test) => {
  test('a file gives back what was written, to the bit', () => {
    for (const outputs of [classes, values, average]) {
      const row = packOutputs(id, outputs)
      const text = csvText(outputsTable.columns, [row])
      const [read] = readCsv(outputsTable, text, 't.rows').rows
      assert.equal(unpackOutputs(read!), outputs)
    }
  })

  test('whatever does not hold together is no record', () => {
    const row = packOutputs(id, classes)
    for (const change of [
      { rows: '' },
      { truth: packOutputs(id, { ...classes, truth: Int32Array.of(3, 0) }).truth },
      { logits: row.rows },
      { weights: row.rows },
      { groups: 'AAAA' },
      { logits: '*' },
      { classes: 2 },
    ]) {
      assert.is(unpackOutputs({ ...row, ...change }), null, JSON.stringify(change))
    }
    assert.is(withOutputs(trial, { ...row, rows: '' }), trial)
    assert.equal(withOutputs(trial, row).outputs, classes)
    assert.equal(outputsRows(trial), [])
    assert.is(
      csvRow(outputsTable.columns, outputsRows({ ...trial, ...id, outputs: classes })[0]!),
      csvRow(outputsTable.columns, row),
    )
  })

  test('probabilities are the softmax of logits, in float64', () => {
    const { probabilities, predicted, labels, weights, positive } = predictedOf({
      ...classes,
      positive: 1,
    }) as PredictedClasses
    const [a, b, c] = [0, 1, 3].map(Math.exp) as [number, number, number]
    const expected = [a, b, c].map((e) => e / (a + b + c))
    expected.forEach((p, i) => {
      near(probabilities[i]!, p, `${i}`, { absolute: 1e-15, relative: 1e-14 })
    })
    assert.equal([...(predicted as Int32Array)], [2, 0], 'the first of equals')
    assert.equal(
      [[...(labels as Int32Array)], [...(weights as Float64Array)], positive],
      [[2, 0], [1, 2.5], 1],
    )
  })

  test('logits that f32 probabilities could not tell apart stay apart', () => {
    // 1 / (1 + e^-20) and 1 / (1 + e^-25) both round to 1 in f32.
    const sure = { ...classes, classes: 2, values: Float32Array.of(0, 20, 0, 25), truth: Int32Array.of(1, 1) }
    const { probabilities } = predictedOf(sure) as PredictedClasses
    assert.ok(probabilities[1]! < probabilities[3]! && Math.fround(probabilities[1]!) === 1)
  })

  test('an average holds probabilities already, and a NaN is no answer', () => {
    const of = predictedOf(average) as PredictedClasses
    assert.equal([...(of.probabilities as Float64Array)], [...average.values])
    const broken = predictedOf({
      ...classes,
      values: Float32Array.of(0, NaN, 3, 2, 1, -1),
    }) as PredictedClasses
    assert.equal([...(broken.predicted as Int32Array)], [-1, 0])
  })

  test('predictions are in the units of the target, and equal weights are none', () => {
    const of = predictedOf({ ...values, weights: Float64Array.of(3, 3, 3) }) as PredictedValues
    assert.equal([...(of.values as Float64Array)], [6, 12, 10])
    assert.is(of.weights, undefined)
  })

  test('answers are counted: classes, or values that differ', () => {
    const rows = Int32Array.of(0, 1, 2)
    const common = { rows, mean: 10, deviation: 2 }
    const classes = (values: number[]) =>
      answersOf({ ...common, classes: 2, truth: Int32Array.of(0, 1, 1), values: Float32Array.from(values) })
    assert.is(classes([1, 0, 3, 2, 5, 4]), 1)
    assert.is(classes([1, 0, 3, 4, 5, 4]), 2)
    const values = (outputs: number[]) =>
      answersOf({
        ...common,
        classes: 0,
        truth: Float64Array.of(8, 10, 12),
        values: Float64Array.from(outputs),
      })
    assert.is(values([0.5, 0.5, 0.5]), 1)
    assert.is(values([0.5, 0.5, 0.5 + 1e-8]), 1)
    assert.is(values([0.1, 0.5, 0.5]), 2)
  })
})
