import { allPictures } from '../../src/pictures/index.ts'
import { colorsOf } from '../../src/pictures/methods.ts'
import { rasterize } from '../../src/pictures/raster.ts'
import { drawSpec } from '../../src/pictures/svg.ts'
import { NEUTRAL } from '../../src/pictures/theme.ts'
import { assert, suite } from '../harness.ts'
import { gallery } from '../page/sample.ts'

suite('pictures of a report', (test) => {
  test('names are file names, and no two are alike', () => {
    const names = allPictures(gallery).map(({ name }) => name)
    assert.is(new Set(names.map((name) => name.toLowerCase())).size, names.length)
    for (const name of names) assert.match(name, /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u)
    assert.ok(
      ['score-diabetes', 'ranks', 'weights', 'tuning-l2.strength'].every((name) => names.includes(name)),
      `${names}`,
    )
  })

  test('every specification compiles and becomes an SVG whose names are text', async () => {
    for (const { name, drawing } of allPictures(gallery)) {
      const svg = drawing.kind === 'svg' ? drawing.svg : await drawSpec(drawing.spec)
      assert.match(svg, /^<svg [\s\S]*<\/svg>\s*$/, name)
      assert.not.match(svg, /<script|<img|NaN|undefined/, name)
    }
  })

  test('and a PNG of twice its size', async () => {
    const { drawing } = allPictures(gallery).find(({ name }) => name === 'weights')!
    assert.ok(drawing.kind === 'vega-lite')
    const svg = await drawSpec(drawing.spec)
    const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!
    const png = Buffer.from(await rasterize(svg))
    assert.is(png.toString('latin1', 1, 4), 'PNG')
    assert.equal([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * Number(width), 2 * Number(height)])
  })
})

suite('colours of methods', (test) => {
  test('are those of the family, the baseline neutral', () => {
    const color = colorsOf(['none', 'l2:0.1', 'l1:0.1', 'l2:1'], 'none')
    assert.is(color('none'), NEUTRAL)
    assert.is(color('l2:0.1'), color('l2:1'))
    assert.is.not(color('l1:0.1'), color('l2:1'))
    assert.is(color('l2:3'), color('l2:1'))
  })
})
