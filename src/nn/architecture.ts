/**
 * The shape of a network: what lies at each site, and what each layer makes of it. Site 0 is the features, site l what comes out of
 * layer l after its activation and the poolings behind it, and what layer l + 1 reads; the last is the outputs.
 */
import { outputLength, type PoolShape, type WindowShape } from '../core/images.ts'
import { usageError } from '../util/errors.ts'
import type { ActivationName } from './activation.ts'
import { denseSpecs, type LayerSpec, layerText, type PoolSpec } from './layerSpec.ts'
import { fractionalCount, fractionalWindows, MIDDLE, regularWindows, type Windows } from './windows.ts'

/** Values of a row as an image: row by row of pixels, the channels of a pixel next to each other. */
export interface ImageShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

export interface ConvolutionShape extends WindowShape {
  readonly outHeight: number
  readonly outWidth: number
}

/** A pooling layer; what comes in and goes out is that of `PoolShape`. */
export interface PoolingShape extends PoolShape {
  readonly text: string
  readonly kind: 'max' | 'average'
  /** Where it looks unless a method draws windows; the same for all images. */
  readonly rows: Windows
  readonly columns: Windows
  /** That of fractional windows, which a method may draw; null for regular ones. */
  readonly ratio: number | null
}

/** A layer with weights [fanIn x fanOut], its activation, and the poolings behind it. */
export interface LayerShape {
  readonly text: string
  readonly fanIn: number
  readonly fanOut: number
  /** Values of a row that the layer reads, and that its weights make of them; poolings leave fewer of these. */
  readonly inputs: number
  readonly outputs: number
  /** Null for a dense layer, whose fanIn and fanOut are its inputs and outputs. */
  readonly convolution: ConvolutionShape | null
  readonly poolings: readonly PoolingShape[]
}

export interface Architecture {
  /** By site: how many values a row has there. */
  readonly sizes: readonly number[]
  /** By site: the image that the values form; null where they form none. images[0] is there for dense networks too, if known. */
  readonly images: readonly (ImageShape | null)[]
  /** Layer l leads from site l to site l + 1. */
  readonly layers: readonly LayerShape[]
  readonly activation: ActivationName
}

export const imageText = ({ height, width, channels }: ImageShape): string => `${height}x${width}x${channels}`

export const imageSize = ({ height, width, channels }: ImageShape): number => height * width * channels

/** A network of dense layers alone: `sizes` are features, hidden widths, outputs. */
export const denseArchitecture = (
  sizes: readonly number[],
  activation: ActivationName,
  image: ImageShape | null = null,
): Architecture =>
  architectureOfLayers(image ?? sizes[0], denseSpecs(sizes.slice(1, -1)), sizes[sizes.length - 1], activation)

export const isConvolutional = ({ layers }: Architecture): boolean =>
  layers.some(({ convolution }) => convolution !== null)

/** The hidden layers as `--network` writes them; empty for a linear model. */
export const networkText = ({ layers }: Architecture): string =>
  layers
    .slice(0, -1)
    .flatMap(({ text, poolings }) => [text, ...poolings.map((pooling) => pooling.text)])
    .join(',')

/** All pooling layers, first to last. */
export const poolingsOf = ({ layers }: Architecture): PoolingShape[] =>
  layers.flatMap(({ poolings }) => poolings)

/**
 * The network of these layers and a dense one of `outputs` behind them, over images or so many features.
 * @throws a usage error that shows the sizes up to a layer which cannot be
 */
export function architectureOfLayers(
  input: ImageShape | number,
  specs: readonly LayerSpec[],
  outputs: number,
  activation: ActivationName,
): Architecture {
  const chain = new Chain(input)
  for (const spec of specs) chain.add(spec)
  chain.add({ kind: 'dense', units: outputs }, 'outputs')
  return { sizes: chain.sizes, images: chain.images, layers: chain.layers, activation }
}

/** Layers as they are added, and the sizes on the way for the message where one cannot be. */
class Chain {
  readonly sizes: number[] = []
  readonly images: (ImageShape | null)[] = []
  readonly layers: LayerShape[] = []
  #image: ImageShape | null
  #size: number
  #walked: string

  constructor(input: ImageShape | number) {
    this.#image = typeof input === 'number' ? null : input
    this.#size = typeof input === 'number' ? input : imageSize(input)
    this.#walked = typeof input === 'number' ? `${input} features` : imageText(input)
    this.sizes.push(this.#size)
    this.images.push(this.#image)
  }

  add(spec: LayerSpec, text = layerText(spec)): void {
    if (spec.kind === 'conv') this.#convolve(spec, text)
    else if (spec.kind === 'dense') this.#layer(spec.units, null, null, text)
    else this.#pool(spec, text)
  }

  #refuse(text: string, why: string): Error {
    return usageError(`--network: ${text} after ${this.#walked}: ${why}`)
  }

  /** The image that a layer reads. */
  #imageFor(text: string, what: string): ImageShape {
    if (this.#image !== null) return this.#image
    if (this.layers.length > 0) {
      throw this.#refuse(text, `${what} reads an image, and a dense layer leaves none; put it before dense`)
    }
    throw this.#refuse(text, `${what} reads an image; say which with --image HEIGHTxWIDTH[xCHANNELS]`)
  }

  #convolve(spec: LayerSpec & { readonly kind: 'conv' }, text: string): void {
    const { height, width, channels } = this.#imageFor(text, 'a convolution')
    const { filters, size, stride, pad } = spec
    const outHeight = outputLength(height, size, stride, pad)
    const outWidth = outputLength(width, size, stride, pad)
    if (outHeight === 0 || outWidth === 0) {
      throw this.#refuse(
        text,
        `a window of ${size}x${size} is larger than the image of ${height}x${width} with ${pad} around it; take a smaller one, or leave pooling out`,
      )
    }
    const convolution = { height, width, channels, size, stride, pad, outHeight, outWidth }
    this.#layer(filters, convolution, { height: outHeight, width: outWidth, channels: filters }, text)
  }

  #layer(fanOut: number, convolution: ConvolutionShape | null, image: ImageShape | null, text: string): void {
    const inputs = this.#size
    const fanIn = convolution === null ? inputs : convolution.size ** 2 * convolution.channels
    const outputs = image === null ? fanOut : imageSize(image)
    this.layers.push({ text, fanIn, fanOut, inputs, outputs, convolution, poolings: [] })
    this.#arrive(outputs, image, text)
    this.sizes.push(outputs)
    this.images.push(image)
  }

  #pool(spec: PoolSpec, text: string): void {
    const { height, width, channels } = this.#imageFor(text, 'a pooling layer')
    const layer = this.layers.at(-1)
    if (layer === undefined) {
      throw this.#refuse(text, 'a network begins with conv or dense; put the pooling behind a convolution')
    }
    const [rows, columns] = [windowsOf(spec, height), windowsOf(spec, width)]
    const image = { height: rows.starts.length, width: columns.starts.length, channels }
    if (image.height === 0 || image.width === 0) {
      throw this.#refuse(
        text,
        `its windows are larger than the image of ${height}x${width}; take smaller ones, or leave the layer out`,
      )
    }
    const pooling: PoolingShape = {
      ...{ text, kind: spec.kind === 'pool' ? 'max' : 'average', height, width, channels },
      ...{ outHeight: image.height, outWidth: image.width, perImage: false, rows, columns },
      ratio: 'ratio' in spec ? spec.ratio : null,
    }
    this.layers[this.layers.length - 1] = { ...layer, poolings: [...layer.poolings, pooling] }
    this.#arrive(imageSize(image), image, text)
    this.sizes[this.sizes.length - 1] = this.#size
    this.images[this.images.length - 1] = image
  }

  #arrive(size: number, image: ImageShape | null, text: string): void {
    this.#size = size
    this.#image = image
    this.#walked += ` -> ${text} ${image === null ? size : imageText(image)}`
  }
}

function windowsOf(spec: PoolSpec, length: number): Windows {
  if ('whole' in spec) return { starts: [0], ends: [length] }
  if ('ratio' in spec) {
    // A side of one pixel has nothing to be divided.
    return length < 2
      ? { starts: [0], ends: [length] }
      : fractionalWindows(length, fractionalCount(length, spec.ratio), MIDDLE)
  }
  return regularWindows(length, spec.size, spec.stride)
}
