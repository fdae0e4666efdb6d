import { decode } from 'fast-png'
import { greyOf, PANEL_WIDTH, reachOf, tilesPng, tilingOf } from '../../src/pictures/tiles.ts'
import { assert, suite } from '../harness.ts'
import { layerOf } from './layers.ts'

suite('pictures/tiles', (test) => {
  test('a tile is a whole number of pixels a weight, and the tiles fit a panel', () => {
    for (const [width, height] of [
      [8, 8],
      [28, 28],
      [4, 3],
      [1, 100],
      [300, 2],
    ]) {
      const tiling = tilingOf({ width, height }, 256)
      assert.ok(Number.isInteger(2 * tiling.side) && tiling.side > 0, `${width}x${height}`)
      assert.ok(tiling.columns * tiling.rows >= tiling.units)
      assert.ok(tiling.width <= PANEL_WIDTH, `${width}x${height} takes ${tiling.width}`)
    }
    assert.is(tilingOf({ width: 8, height: 8 }, 256).units, 100)
    assert.is(tilingOf({ width: 8, height: 8 }, 7).columns, 7)
  })

  test('every weight is where its feature and its unit are, in its shade', () => {
    // Two units of a 2 x 2 image: the first bright at the upper left, the second dark at the lower right.
    const layer = layerOf([1, 0, 0, 0, 0.5, 0, 0, -1], 2)
    const tiling = tilingOf({ width: 2, height: 2 }, 2)
    const { width, height, data } = decode(tilesPng(layer, tiling, 1))
    assert.equal([width, height], [2 * tiling.width, 2 * tiling.height])
    const pixels = 2 * tiling.side
    const shade = (unit: number, column: number, row: number) => {
      const left = unit * (2 * pixels + 4)
      return data[(row * pixels + 1) * width + left + column * pixels + 1]
    }
    assert.equal([shade(0, 0, 0), shade(0, 1, 0), shade(0, 0, 1), shade(0, 1, 1)], [255, 128, 192, 128])
    assert.equal([shade(1, 0, 0), shade(1, 1, 0), shade(1, 0, 1), shade(1, 1, 1)], [128, 128, 128, 1])
    assert.is(data[2 * pixels + 1], 255, 'white between tiles')
  })

  test('a feature that is silent shows as zero, and does not stretch the scale', () => {
    const layer = layerOf([9, 0.1, 0.2, 0.3], 1, { silent: Uint8Array.of(1, 0, 0, 0) })
    const tiling = tilingOf({ width: 2, height: 2 }, 1)
    assert.ok(reachOf([layer], tiling) <= Math.fround(0.3))
    assert.is(decode(tilesPng(layer, tiling, 0.3)).data[0], 128)
  })

  test('the scale is symmetric and the same for both panels', () => {
    assert.equal(
      [-2, -1, 0, 1, 2].map((weight) => greyOf(weight, 1)),
      [1, 1, 128, 255, 255],
    )
    const [weak, strong] = [layerOf(Array(400).fill(0.1), 1), layerOf(Array(400).fill(-0.7), 1)]
    const tiling = tilingOf({ width: 20, height: 20 }, 1)
    assert.is(reachOf([weak, strong], tiling), Math.fround(0.7))
    assert.is(reachOf([layerOf([0, 0, 0, 0], 1)], tiling), 1)
  })
})
