import { curvePictures } from '../../src/pictures/curves.ts'
import { assert, suite } from '../harness.ts'
import { comparison, curvePoint } from '../report/sample.ts'

suite('learning curves', (test) => {
  test('panels stand in the order of the table; the baseline is in each', () => {
    const methods = ['none', 'l2:0.0001', 'l1:0.01']
    const points = methods.flatMap((method) =>
      [0, 1].flatMap((fold) => [1, 2].map((epoch) => curvePoint(fold, epoch, 1 / epoch, method))),
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
      [curvePoint(0, 1, 1)],
      { methods: [], metric: null, baseline: 'none' },
      () => '',
    )
    assert.is(score.title, 'Learning curves: score')
    assert.ok(score.drawing.kind === 'vega-lite')
    assert.is(score.drawing.spec.datasets.curves[0].mean, 0.5)
  })

  test('the part of a line that is a mean of some trials is told apart, and starts where the other ends', () => {
    const points = [3, 5].flatMap((last, fold) =>
      Array.from({ length: last }, (_, i) => curvePoint(fold, i + 1, 1 / (i + 1))),
    )
    const [loss] = curvePictures(points, comparison, () => '#000000')
    assert.match(loss.caption, /Where a line turns faint some trials have stopped/)
    assert.ok(loss.drawing.kind === 'vega-lite')
    const rows = loss.drawing.spec.datasets.curves.filter(({ series }) => series === 'validation')
    assert.equal(
      rows.map(({ epoch, runs, trials }) => [epoch, runs, trials]),
      [
        [1, 'all', 2],
        [2, 'all', 2],
        [3, 'all', 2],
        [3, 'some', 2],
        [4, 'some', 1],
        [5, 'some', 1],
      ],
    )
    const [steady] = curvePictures([curvePoint(0, 1, 1)], comparison, () => '#000000')
    assert.not.match(steady.caption, /faint/)
  })

  test('without validation rows the caption says so', () => {
    const [loss] = curvePictures(
      [{ ...curvePoint(0, 1, 1), validationLoss: null }],
      comparison,
      () => '#000000',
    )
    assert.match(loss.caption, /No rows were set aside for validation/)
  })
})
