import { barsOf, barsSpec } from '../../src/pictures/activationBars.ts'
import { drawSpec } from '../../src/pictures/svg.ts'
import { assert, suite } from '../harness.ts'
import { layerOf } from './layers.ts'

const few = layerOf([1, 1], 2)
const wide = layerOf([1, 1], 2, {
  unitMeans: Float64Array.of(0.5, 3.5),
  histogram: { width: 2, first: -1, counts: [1, 6, 1] },
})

suite('pictures/activationBars', (test) => {
  test('bars of both panels have one width, and lose nothing', () => {
    const [a, b] = barsOf([few, wide])
    assert.equal(a.activations, [{ from: 0, to: 2, share: 100 }])
    assert.equal(b.activations, [
      { from: -2, to: 0, share: 12.5 },
      { from: 0, to: 2, share: 75 },
      { from: 2, to: 4, share: 12.5 },
    ])
    const total = (bars: readonly { share: number }[]) => bars.reduce((sum, { share }) => sum + share, 0)
    for (const bars of [a, b]) {
      assert.is(total(bars.means), 100)
      assert.is(total(bars.activations), 100)
    }
  })

  test('alone, a histogram keeps its own bins', () => {
    const [{ activations }] = barsOf([few])
    assert.equal(
      activations.map(({ from, share }) => [from, share]),
      [
        [0, (100 * 4) / 6],
        [1, 100 / 6],
        [1.5, 100 / 6],
      ],
    )
  })

  test('both panels are drawn on the same axes', async () => {
    const all = barsOf([few, wide])
    const axes = (svg: string) => svg.match(/>-?[\d.]+</g)
    for (const kind of ['means', 'activations'] as const) {
      const [left, right] = await Promise.all(all.map((bars) => drawSpec(barsSpec(bars, all, kind, 200))))
      assert.equal(axes(left), axes(right), kind)
      assert.match(left, /^<svg[^>]* width="200"/)
    }
  })
})
