/** `train --weights-image FILE`: the first layer as a picture, beside that of the same network without dropout. */
import type { Dataset, Feature } from '../data/dataset.ts'
import type { FirstLayer } from '../experiment/run/firstLayer.ts'
import type { WeightsPanel } from '../pictures/weightsImage.ts'
import { coded, texts } from '../settings/kinds.ts'
import { group, type Values } from '../settings/setting.ts'
import { usageError } from '../util/errors.ts'
import { count, percentage } from '../util/format.ts'

/** In pixels, a feature each. */
export interface PictureGrid {
  readonly width: number
  readonly height: number
}

export const weightsImage = group('Pictures', {
  weightsImage: {
    kind: texts,
    placeholder: 'file',
    default: [],
    summary: 'draw the first layer, with dropout and without: FILE.png or FILE.svg; repeatable',
  },
  grid: {
    kind: coded<PictureGrid>({
      expected: 'width and height such as 28x28',
      parse(word) {
        const [, width, height] = /^\s*(\d{1,5})\s*x\s*(\d{1,5})\s*$/i.exec(word) ?? []
        const isGrid = Number(width) > 0 && Number(height) > 0
        return isGrid ? { width: Number(width), height: Number(height) } : undefined
      },
      text: ({ width, height }) => `${width}x${height}`,
    }),
    placeholder: 'WxH',
    summary: 'how features form an image (default: a square), row by row',
  },
})

/** What can be told before the data is there. */
export function checkWeightsImage(
  { weightsImage: paths, grid }: Values<typeof weightsImage.settings>,
  models: readonly string[],
  hidden: readonly number[],
): void {
  if (paths.length === 0 && models.length === 0) {
    throw usageError(
      'train leaves nothing behind; give --save MODEL.safetensors, or --weights-image FILE.png',
    )
  }
  if (paths.length === 0 && grid !== undefined) {
    throw usageError('--grid needs --weights-image FILE')
  }
  const other = paths.find((path) => !/\.(png|svg)$/i.test(path))
  if (other !== undefined) {
    throw usageError(`--weights-image ${other}: the name of a picture ends in .png or .svg`)
  }
  if (paths.length > 0 && hidden.length === 0) {
    throw usageError(
      '--weights-image draws the weights into hidden units, and --hidden none has no such units',
    )
  }
}

/** The image that the features are the pixels of; a usage error where they are none. */
export function gridOf(features: readonly Feature[], asked?: PictureGrid): PictureGrid {
  const categorical = features.find(({ category }) => category !== undefined)
  if (categorical !== undefined) {
    throw usageError(
      `--weights-image: column ${JSON.stringify(categorical.column)} holds categories, which are no pixels; --ignore leaves columns out`,
    )
  }
  const size = count(features.length, 'feature')
  if (asked === undefined) {
    const side = Math.round(Math.sqrt(features.length))
    if (side * side === features.length) return { width: side, height: side }
    throw usageError(`--weights-image: ${size} do not form a square; give --grid WIDTHxHEIGHT`)
  }
  const { width, height } = asked
  if (width * height === features.length) return asked
  throw usageError(`--grid ${width}x${height} has ${width * height} pixels, and there are ${size}`)
}

export interface Pictured {
  readonly dataset: Dataset
  readonly grid: PictureGrid
  /** Network and training in words. */
  readonly settings: string
  readonly panels: readonly WeightsPanel[]
}

/** Writes every file, each whole or not at all. */
export async function writeWeightsImages(paths: readonly string[], pictured: Pictured): Promise<void> {
  const { weightsImage: draw } = await import('../pictures/weightsImage.ts')
  const { rasterize } = await import('../pictures/raster.ts')
  const { writeWhole } = await import('../util/wholeFile.ts')
  const { dataset, grid, settings, panels } = pictured
  const title = `${dataset.name}: ${count(dataset.features.length, 'feature')} as ${grid.width} x ${grid.height}; ${settings}`
  const svg = await draw({ title, grid, panels })
  for (const path of paths) {
    await writeWhole(path, /\.svg$/i.test(path) ? svg : Buffer.from(await rasterize(svg)))
  }
}

/** What the paper says dropout does to hidden units, measured: a sentence a network. */
export const describeActivations = (panels: readonly WeightsPanel[]): string[] =>
  panels.map(({ method, layer }) => `${method}: ${activationFigures(layer)}`)

function activationFigures({ mean, zeros, small, rows }: FirstLayer): string {
  const exact = zeros > 0 ? `, ${percentage(zeros)} exactly zero` : ''
  return `mean activation of the first hidden layer ${Number(mean.toPrecision(3))} over ${count(rows, 'row')}; ${percentage(small)} of the activations within 0.1 of zero${exact}`
}
