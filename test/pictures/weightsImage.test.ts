import { decode } from 'fast-png'
import { rasterize } from '../../src/pictures/raster.ts'
import { weightsImage } from '../../src/pictures/weightsImage.ts'
import { assert, suite } from '../harness.ts'
import { layerOf } from './layers.ts'

const grid = { width: 2, height: 2 }
const layer = layerOf([1, 0, 0, 0, 0.5, 0, 0, -1], 2)
const panels = [
  { method: 'none', layer },
  { method: 'inverted-dropout:keep=0.5', layer },
]

suite('pictures/weightsImage', (test) => {
  test('two panels with their names, or one', async () => {
    const both = await weightsImage({ title: 'spots', grid, panels })
    assert.is(both.split('<image ').length, 3)
    assert.match(both, '>none</text>')
    assert.match(both, '>inverted-dropout:keep=0.5</text>')
    assert.match(both, 'one scale for both')
    const one = await weightsImage({ title: 'spots', grid, panels: [panels[0]] })
    assert.is(one.split('<image ').length, 2)
    assert.not.match(one, 'one scale for both')
  })

  test('a long method takes more lines, broken between its terms', async () => {
    const method = 'vanilla-dropout:keep=0.5,input-keep=0.8+max-norm:3+l2:1e-4+early-stopping:5'
    const svg = await weightsImage({ title: 'spots', grid, panels: [panels[0], { method, layer }] })
    const names = [...svg.matchAll(/class="name"[^>]*>([^<]*)</g)].map(([, name]) => name.trim())
    assert.ok(names.length > 2)
    assert.is(names.slice(1).join(''), method)
    assert.ok(names.slice(1).every((name) => /^\+|^vanilla/.test(name)))
  })

  test('refers to nothing outside itself', async () => {
    const svg = await weightsImage({ title: 'spots', grid, panels })
    const references = svg.match(/(?:href|src)="[^"]*"/g) ?? []
    assert.ok(references.every((text) => text.startsWith('href="data:image/png;base64,')))
    assert.is(references.length, 2)
  })

  test('names of data and methods are text', async () => {
    const svg = await weightsImage({ title: '<script>&"\n', grid, panels })
    assert.not.match(svg, '<script>')
    assert.match(svg, '&#60;script&#62;&#38;&#34;')
  })

  test('rasterised, the panels are where the tiles say, pixel by pixel', async () => {
    const svg = await weightsImage({ title: 'spots', grid, panels: [panels[0]] })
    const [, x, y] = /<image x="([\d.]+)" y="([\d.]+)"/.exec(svg)!.map(Number)
    const { width, height, data, channels } = decode(await rasterize(svg))
    assert.is(height, 2 * Math.ceil(Number(/ height="([\d.]+)"/.exec(svg)![1])))
    const at = 2 * y * width + 2 * x
    // The first unit's first weight is the largest: white; the feature beside it has none.
    assert.is(data[channels * (at + 2 * width + 2)], 255)
    assert.is(data[channels * (at + 2 * width + 2 * 25)], 128)
  })
})
