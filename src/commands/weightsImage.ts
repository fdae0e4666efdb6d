/** `train --weights-image FILE`: the first layer as a picture, beside that of the same network without dropout. */
import type { Dataset, Feature } from '../data/dataset.ts'
import type { FirstLayer } from '../experiment/run/firstLayer.ts'
import type { Architecture } from '../nn/architecture.ts'
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
    summary: 'how features form the picture, width first; give --image HEIGHTxWIDTH instead',
  },
})

/** What can be told before the data is there. */
export function checkWeightsImage(
  { weightsImage: paths, grid }: Values<typeof weightsImage.settings>,
  models: readonly string[],
  layers: number,
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
  if (paths.length > 0 && layers === 0) {
    throw usageError(
      '--weights-image draws the weights into hidden units, and --hidden none has no such units',
    )
  }
}

/**
 * What a tile of the picture shows: the window of a first convolution, or the image of the features; channels one below the other.
 * A usage error where features are not pixels.
 */
export function gridOf(
  { features }: Pick<Dataset, 'features'>,
  { images, layers }: Architecture,
  asked?: PictureGrid,
): PictureGrid {
  const { convolution } = layers[0]
  if (convolution !== null) {
    const { size, channels } = convolution
    return { width: size, height: size * channels }
  }
  const [image] = images
  return image ? { width: image.width, height: image.height * image.channels } : squareOf(features, asked)
}

function squareOf(features: readonly Feature[], asked?: PictureGrid): PictureGrid {
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
    throw usageError(`--weights-image: ${size} do not form a square; give --image HEIGHTxWIDTH`)
  }
  const { width, height } = asked
  if (width * height === features.length) return asked
  throw usageError(`--grid ${width}x${height} has ${width * height} pixels, and there are ${size}`)
}

/** What to write in the place of --grid. */
export const gridNotes = (grid: PictureGrid | undefined): string[] =>
  grid === undefined
    ? []
    : [
        `--grid ${grid.width}x${grid.height} shapes the picture alone; --image ${grid.height}x${grid.width}, height first, also gives all pixels one scale`,
      ]

export interface Pictured {
  /** What was drawn, in words. */
  readonly what: string
  readonly grid: PictureGrid
  /** Network and training in words. */
  readonly settings: string
  readonly panels: readonly WeightsPanel[]
}

/** `digits: 64 features as 8 x 8`, or the filters of a first convolution. */
export function describePictured({ name, features }: Dataset, { layers }: Architecture, grid: PictureGrid) {
  const size = `${grid.width} x ${grid.height}`
  const { convolution, fanOut } = layers[0]
  return convolution === null
    ? `${name}: ${count(features.length, 'feature')} as ${size}`
    : `${name}: ${count(fanOut, 'filter')} of ${size}`
}

/** Writes every file, each whole or not at all. */
export async function writeWeightsImages(paths: readonly string[], pictured: Pictured): Promise<void> {
  const { weightsImage: draw } = await import('../pictures/weightsImage.ts')
  const { rasterize } = await import('../pictures/raster.ts')
  const { writeWhole } = await import('../util/wholeFile.ts')
  const { what, grid, settings, panels } = pictured
  const title = `${what}; ${settings}`
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
