/**
 * What the hidden units of a first layer have learnt to look for, after figures 7 and 8 of Srivastava et al. (2014): their
 * incoming weights as images, with dropout and without it on one scale, and how often they respond how strongly.
 */
import type { FirstLayer } from '../experiment/run/firstLayer.ts'
import { escapeXml, printable } from '../report/escape.ts'
import { nameTokens, wrapName, wrapWords } from '../report/wrap.ts'
import { barsOf, barsSpec } from './activationBars.ts'
import { FONT_FAMILY } from './font.ts'
import { drawSpec } from './svg.ts'
import { type Grid, PANEL_WIDTH, reachOf, tilesPng, tilingOf } from './tiles.ts'

export interface WeightsPanel {
  /** Specification of the method. */
  readonly method: string
  readonly layer: FirstLayer
}

export interface WeightsPicture {
  /** What was trained on what, in a line or two. */
  readonly title: string
  readonly grid: Grid
  /** Networks of one shape, left to right. */
  readonly panels: readonly WeightsPanel[]
}

const MARGIN = 24
const BETWEEN_PANELS = 36
const BETWEEN_BARS = 16
const LINE = 18
const FONT = 13
/** What a letter takes on average, a little more than it does. */
const BOLD_LETTER = 8.8
const LETTER = 7.2
/** The gap is that to the legend beside it. */
const SCALE = { width: 160, height: 10, gap: 32 }

/** The picture as an SVG text that refers to nothing outside itself. */
export async function weightsImage({ title, grid, panels }: WeightsPicture): Promise<string> {
  const layers = panels.map(({ layer }) => layer)
  const tiling = tilingOf(grid, layers[0].fanOut)
  const reach = reachOf(layers, tiling)
  const bars = barsOf(layers)
  const panelWidth = Math.max(PANEL_WIDTH, tiling.width)
  const width = 2 * MARGIN + panels.length * (panelWidth + BETWEEN_PANELS) - BETWEEN_PANELS

  const lines = (words: string, across: number) =>
    wrapWords(printable(words), Math.floor(across / LETTER)).split('\n')
  const titles = lines(title, width - 2 * MARGIN)
  const names = panels.map(({ method }) =>
    wrapName(nameTokens(printable(method)), Math.floor(panelWidth / BOLD_LETTER)).split('\n'),
  )
  const legend = lines(legendOf(layers, tiling.units, reach), width - 2 * MARGIN - SCALE.width - SCALE.gap)

  const namesY = MARGIN + LINE * (titles.length + 0.4)
  const tilesY = namesY + LINE * (Math.max(...names.map(({ length }) => length)) - 0.4)
  const scaleY = tilesY + tiling.height + LINE
  const barsY = scaleY + LINE * Math.max(2, legend.length)
  const barsWidth = (PANEL_WIDTH - BETWEEN_BARS) / 2
  const histograms = await Promise.all(
    bars.flatMap((own) =>
      (['means', 'activations'] as const).map((kind) => drawSpec(barsSpec(own, bars, kind, barsWidth))),
    ),
  )
  const height = barsY + Math.max(...histograms.map(heightOf)) + MARGIN

  const parts = panels.flatMap(({ layer }, i) => {
    const x = MARGIN + i * (panelWidth + BETWEEN_PANELS)
    const png = Buffer.from(tilesPng(layer, tiling, reach)).toString('base64')
    return [
      ...names[i].map((line, k) => text(x, namesY + LINE * k, line, 'name')),
      `<image x="${x}" y="${tilesY}" width="${tiling.width}" height="${tiling.height}" style="image-rendering:pixelated" href="data:image/png;base64,${png}"/>`,
      nested(histograms[2 * i], x, barsY),
      nested(histograms[2 * i + 1], x + barsWidth + BETWEEN_BARS, barsY),
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    '<defs><linearGradient id="greys"><stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/></linearGradient></defs>',
    `<style>text{font-family:"${FONT_FAMILY}",sans-serif}.line{font-size:${FONT - 1}px;fill:#333}.name{font-size:${FONT}px;font-weight:700;fill:#111}</style>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...titles.map((line, k) => text(MARGIN, MARGIN + LINE * k, line, 'line')),
    ...parts,
    ...greyScale(MARGIN, scaleY, reach),
    ...legend.map((line, k) => text(MARGIN + SCALE.width + SCALE.gap, scaleY + 4 + LINE * k, line, 'line')),
    '</svg>',
    '',
  ].join('\n')
}

function legendOf(layers: readonly FirstLayer[], units: number, reach: number): string {
  const [{ fanOut, rows, silent }] = layers
  const constant = silent.reduce((sum, flag) => sum + flag, 0)
  return [
    `weights into ${units < fanOut ? `the first ${units} of ${fanOut}` : `all ${fanOut}`} hidden units`,
    `beyond ±${short(reach)} as at the ends${layers.length > 1 ? ', one scale for both' : ''}`,
    ...(constant > 0 ? [`${constant} features that never vary are left grey`] : []),
    `activations of ${rows} training rows, in prediction mode`,
  ].join('; ')
}

function greyScale(x: number, y: number, reach: number): string[] {
  const { width, height } = SCALE
  const label = (share: number, content: string) =>
    text(x + share * width, y + height + 14, content, 'line', ['start', 'middle', 'end'][2 * share])
  return [
    `<rect x="${x}" y="${y - 5}" width="${width}" height="${height}" fill="url(#greys)" stroke="#999" stroke-width="0.5"/>`,
    label(0, `-${short(reach)}`),
    label(0.5, '0'),
    label(1, short(reach)),
  ]
}

const short = (value: number): string => `${Number(value.toPrecision(2))}`

/** A picture of its own, put in a place. */
const nested = (svg: string, x: number, y: number): string =>
  svg.slice(svg.indexOf('<svg')).replace('<svg', `<svg x="${x}" y="${y}"`)

const heightOf = (svg: string): number => Math.ceil(Number(/<svg[^>]* height="([\d.]+)"/.exec(svg)?.[1]))

const text = (x: number, y: number, content: string, name: string, anchor = 'start'): string =>
  `<text x="${x}" y="${y}" class="${name}" text-anchor="${anchor}" xml:space="preserve">${escapeXml(content)}</text>`
