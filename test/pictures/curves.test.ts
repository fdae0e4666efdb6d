import { curvePictures, summarizeCurve } from '../../src/pictures/curves.ts'
import type { CurvePoint } from '../../src/results/curve.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from '../report/sample.ts'
import { near } from '../tolerance.ts'

const point = (fold: number, epoch: number, loss: number | null, method = 'none'): CurvePoint => ({
  dataset: 'd',
  method,
  repeat: 0,
  fold,
  epoch,
  trainLossNoisy: 1,
  trainLoss: loss ?? Number.NaN,
  validationLoss: loss,
  penalty: 0,
  trainScore: 0.5,
  validationScore: loss === null ? null : 0.25,
  weightNorm: 1,
  weightSparsity: 0,
})

suite('learning curves', (test) => {
  test('mean and the middle 80 % over the trials, by epoch', () => {
    const losses = [5, 1, 4, 2, 3, 6, 9, 7, 8, 10, 11]
    const [only] = summarizeCurve(
      losses.map((loss, fold) => point(fold, 1, loss)),
      'validationLoss',
    )
    assert.is(only.trials, 11)
    assert.is(only.mean, 6)
    // The second of eleven from either end: 0.1 and 0.9 of the way.
    near(only.low, 2, 'low')
    near(only.high, 10, 'high')
  })

  test('ends where fewer than half of the trials still run, and leaves out what is missing', () => {
    const points = [0, 1, 2, 3].flatMap((fold) =>
      Array.from({ length: fold + 1 }, (_, i) => point(fold, i + 1, fold === 3 && i === 0 ? null : 1)),
    )
    assert.equal(
      summarizeCurve(points, 'validationLoss').map(({ epoch, trials }) => [epoch, trials]),
      [
        [1, 3],
        [2, 3],
        [3, 2],
      ],
    )
  })

  test('panels stand in the order of the table; the baseline is in each', () => {
    const methods = ['none', 'l2:0.0001', 'l1:0.01']
    const points = methods.flatMap((method) =>
      [0, 1].flatMap((fold) => [1, 2].map((epoch) => point(fold, epoch, 1 / epoch, method))),
    )
    const [loss, score] = curvePictures(points, comparison, () => '#000000')
    assert.equal([loss.name, score.name], ['curves-loss', 'curves-score'])
    assert.ok(loss.drawing.kind === 'vega-lite')
    const spec = loss.drawing.spec as unknown as { facet: { sort: string[] } } & typeof loss.drawing.spec
    assert.equal(spec.facet.sort, ['l2:0.0001', 'none', 'l1:0.01'])
    const rows = spec.datasets.curves
    assert.equal(
      rows
        .filter(({ series }) => series === 'baseline')
        .map(({ method, epoch, mean }) => [method, epoch, mean]),
      [
        ['l2:0.0001', 1, 1],
        ['l2:0.0001', 2, 0.5],
        ['l1:0.01', 1, 1],
        ['l1:0.01', 2, 0.5],
      ],
    )
    assert.ok(score.drawing.kind === 'vega-lite')
    const means = score.drawing.spec.datasets.curves.map(({ series, mean }) => [series, mean])
    assert.equal(means.at(-1), ['validation', 25])
  })

  test('curves without their trials do not say what a score is', () => {
    const [, score] = curvePictures(
      [point(0, 1, 1)],
      { methods: [], metric: null, baseline: 'none' },
      () => '',
    )
    assert.is(score.title, 'Learning curves: score')
    assert.ok(score.drawing.kind === 'vega-lite')
    assert.is(score.drawing.spec.datasets.curves[0].mean, 0.5)
  })

  test('without validation rows the caption says so', () => {
    const [loss] = curvePictures([{ ...point(0, 1, 1), validationLoss: null }], comparison, () => '#000000')
    assert.match(loss.caption, /No rows were set aside for validation/)
  })
})
