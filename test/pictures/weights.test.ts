import { histogram, nameModels, weightsPicture } from '../../src/pictures/weights.ts'
import { assert, suite } from '../harness.ts'

suite('weight histograms', (test) => {
  test('every weight is in one bin or exactly 0, and the ends are counted', () => {
    const weights = new Float32Array([0, -0, 1, -1, 0.001, -0.001, 0.5, 1e-30])
    const { zeros, bins } = histogram(weights, 1)
    assert.is(zeros, 2 / 8)
    const total = bins.reduce((sum, { count }) => sum + count, 0)
    assert.is(total, 6)
    assert.is(bins[0].count, 1)
    assert.is(bins.at(-1)!.count, 1)
    const middle = bins.find(({ low, high }) => low < 0 && high > 0)!
    assert.is(middle.count, 3)
    for (let i = 1; i < bins.length; i++) assert.ok(bins[i].low === bins[i - 1].high)
  })

  test('models share one scale, and the share of zeros is told', () => {
    const layer = (weights: number[]) => ({
      fanIn: weights.length,
      fanOut: 1,
      weights: Float32Array.from(weights),
    })
    const picture = weightsPicture(
      [
        { name: 'l1:0.1', method: 'l1:0.1', layers: [layer([0, 0, 0, 2])] },
        { name: 'none', method: 'none', layers: [layer([0.1, -0.1, 0.2, 0.3])] },
      ],
      () => '#000000',
    )
    assert.is(picture!.alt, 'l1:0.1: 4 weights, 75.0 % exactly 0; none: 4 weights, 0 % exactly 0')
    assert.ok(picture!.drawing.kind === 'vega-lite')
    const { datasets } = picture!.drawing.spec
    const [first] = datasets.weights
    assert.is(first.panel, 'l1:0.1\nlayer 1: 4 x 1, 75.0 % zeros')
    const widths = datasets.weights.map(({ low, high }) => (high as number) - (low as number))
    for (const width of widths) assert.ok(Math.abs(width - 4 / 51) < 1e-5)
    assert.is(
      weightsPicture([], () => ''),
      null,
    )
  })

  test('models of one method are told apart by their files', () => {
    const names = nameModels([
      { method: 'none', file: 'a' },
      { method: 'l2:1', file: 'b' },
      { method: 'none', file: 'c' },
    ]).map(({ name }) => name)
    assert.equal(names, ['none (a)', 'l2:1', 'none (c)'])
  })
})
