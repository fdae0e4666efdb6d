/** The kernels of images, bound as kernels.ts binds the others. Shapes and formulas are those of imageExports.ts. */
import type { Region } from './arena.ts'
import { f32, i32, i32From, need } from './checks.ts'
import type { ImageExports } from './imageExports.ts'
import type { RandomKey } from './randomKey.ts'

/** What a convolution looks at. */
export interface WindowShape {
  readonly height: number
  readonly width: number
  readonly channels: number
  /** Pixels along one side of a window. */
  readonly size: number
  readonly stride: number
  readonly pad: number
}

/** From which images, through which windows, to which images. */
export interface PoolShape {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly outHeight: number
  readonly outWidth: number
  /** The lists of windows are those of each image, not the same for all. */
  readonly perImage: boolean
}

/** Output pixels along one side. */
export const outputLength = (length: number, size: number, stride: number, pad: number): number =>
  Math.max(Math.floor((length + 2 * pad - size) / stride) + 1, 0)

const imageSize = ({ height, width, channels }: Pick<PoolShape, 'height' | 'width' | 'channels'>): number =>
  height * width * channels

export class ImageKernels {
  readonly #core: ImageExports
  readonly #scratch: Region

  /** `scratch` serves the lists and panels of convolutions. */
  constructor(core: ImageExports, scratch: Region) {
    this.#core = core
    this.#scratch = scratch
  }

  /** z [M x Ho x Wo x filters] of images x, with weights [size * size * channels x filters]. */
  convolve(x: Region, weights: Region, z: Region, M: number, shape: WindowShape, filters: number): void {
    const { input, output, parameters, sizes } = windowSizes(shape, M, filters)
    const scratch = this.#scratchOf(M, shape, filters)
    this.#core.convolve(f32(x, input), f32(weights, parameters), f32(z, output), M, ...sizes, scratch)
  }
  /** dWeights from x and dZ. */
  convolveWeights(
    x: Region,
    dZ: Region,
    dWeights: Region,
    M: number,
    shape: WindowShape,
    filters: number,
  ): void {
    const { input, output, parameters, sizes } = windowSizes(shape, M, filters)
    const at = [f32(x, input), f32(dZ, output), f32(dWeights, parameters)] as const
    const scratch = this.#scratchOf(M, shape, filters)
    this.#core.convolveWeights(...at, M, ...sizes, 0, filters, scratch)
  }
  /** dX of all of x, from dZ. */
  convolveInputs(
    dZ: Region,
    weights: Region,
    dX: Region,
    M: number,
    shape: WindowShape,
    filters: number,
  ): void {
    const { input, output, parameters, sizes } = windowSizes(shape, M, filters)
    const scratch = this.#scratchOf(M, shape, filters)
    this.#core.convolveInputs(f32(dZ, output), f32(weights, parameters), f32(dX, input), M, ...sizes, scratch)
  }

  #scratchOf(M: number, shape: WindowShape, filters: number): number {
    const bytes = this.#core.convolutionScratch(M, ...windowNumbers(shape), filters)
    return need(this.#scratch, 'f32', Math.ceil(bytes / 4))
  }

  maxPool(x: Region, y: Region, index: Region, windows: Region, M: number, shape: PoolShape): void {
    const { input, output, lists, sizes } = poolSizes(shape, M)
    this.#core.maxPool(
      f32(x, input),
      f32(y, output),
      i32(index, output),
      i32(windows, lists),
      Number(shape.perImage),
      ...sizes,
    )
  }
  /** `windows` are those that `index` was made with. */
  poolBackward(dy: Region, index: Region, dx: Region, windows: Region, M: number, shape: PoolShape): void {
    const { input, output, lists, sizes } = poolSizes(shape, M)
    const at = [f32(dy, output), i32(index, output), f32(dx, input), i32(windows, lists)] as const
    this.#core.poolBackward(...at, Number(shape.perImage), ...sizes)
  }
  averagePool(x: Region, y: Region, windows: Region, M: number, shape: PoolShape): void {
    const { input, output, lists, sizes } = poolSizes(shape, M)
    const at = [f32(x, input), f32(y, output), i32(windows, lists)] as const
    this.#core.averagePool(...at, Number(shape.perImage), ...sizes)
  }
  averagePoolBackward(dy: Region, dx: Region, windows: Region, M: number, shape: PoolShape): void {
    const { input, output, lists, sizes } = poolSizes(shape, M)
    const at = [f32(dy, output), f32(dx, input), i32(windows, lists)] as const
    this.#core.averagePoolBackward(...at, Number(shape.perImage), ...sizes)
  }
  stochasticPool(
    x: Region,
    u: Region,
    y: Region,
    index: Region,
    windows: Region,
    rate: number,
    M: number,
    shape: PoolShape,
  ): void {
    const { input, output, lists, sizes } = poolSizes(shape, M)
    this.#core.stochasticPool(
      f32(x, input),
      f32(u, output),
      f32(y, output),
      i32(index, output),
      i32(windows, lists),
      Number(shape.perImage),
      rate,
      ...sizes,
    )
  }
  weightedPool(x: Region, y: Region, windows: Region, rate: number, M: number, shape: PoolShape): void {
    const { input, output, lists, sizes } = poolSizes(shape, M)
    const at = [f32(x, input), f32(y, output), i32(windows, lists)] as const
    this.#core.weightedPool(...at, Number(shape.perImage), rate, ...sizes)
  }

  /** `field` is null for none. */
  warp(
    x: Region,
    y: Region,
    coefficients: Region,
    field: Region | null,
    M: number,
    H: number,
    W: number,
    C: number,
  ): void {
    const n = M * H * W * C
    const at = [f32(x, n), f32(y, n), f32(coefficients, 6 * M)] as const
    this.#core.warp(...at, field === null ? 0 : f32(field, 2 * M * H * W), M, H, W, C)
  }
  /** Row `to` of images y [rows x H x W x C] = scale * smoothed x + offset; x reaches taps - 1 pixels further than y. */
  blur(
    x: Region,
    y: Region,
    to: number,
    weights: Region,
    scratch: Region,
    { height, width, channels }: Pick<PoolShape, 'height' | 'width' | 'channels'>,
    scale: number,
    offset: number,
  ): void {
    const taps = weights.length
    const rows = height + taps - 1
    const n = height * width * channels
    this.#core.blur(
      f32(x, rows * (width + taps - 1) * channels),
      f32(y, (to + 1) * n) + to * n * Float32Array.BYTES_PER_ELEMENT,
      f32(weights, taps),
      f32(scratch, rows * width * channels),
      ...([1, height, width, channels, taps, scale, offset] as const),
    )
  }
  mixRows(x: Region, z: Region, shares: Region, M: number, N: number): void {
    this.#core.mixRows(f32(x, M * N), f32(z, M * N), f32(shares, M), M, N)
  }
  /** `z` is null for boxes of zeros. */
  pasteBoxes(x: Region, z: Region | null, boxes: Region, M: number, H: number, W: number, C: number): void {
    const n = M * H * W * C
    this.#core.pasteBoxes(f32(x, n), z === null ? 0 : f32(z, n), i32(boxes, 4 * M), M, H, W, C)
  }

  /** u [M x N] in [0, 1) for the rows rowIds [start, start + M). */
  sampleUniform(
    u: Region,
    rowIds: Region,
    start: number,
    M: number,
    N: number,
    key: RandomKey,
    layer: number,
    step: number,
  ): void {
    const ids = i32From(rowIds, start, M)
    this.#core.sampleUniform(need(u, 'f32', M * N), ids, M, N, key[0], key[1], layer, step)
  }
}

/** As every kernel of a convolution takes them. */
export const windowNumbers = ({ height, width, channels, size, stride, pad }: WindowShape) =>
  [height, width, channels, size, stride, pad] as const

function windowSizes(shape: WindowShape, M: number, filters: number) {
  const { height, width, channels, size, stride, pad } = shape
  const pixels = outputLength(height, size, stride, pad) * outputLength(width, size, stride, pad)
  return {
    input: M * imageSize(shape),
    output: M * pixels * filters,
    parameters: size * size * channels * filters,
    sizes: [...windowNumbers(shape), filters] as const,
  }
}

function poolSizes(shape: PoolShape, M: number) {
  const { height, width, channels, outHeight, outWidth, perImage } = shape
  return {
    input: M * imageSize(shape),
    output: M * outHeight * outWidth * channels,
    lists: (perImage ? M : 1) * 2 * (outHeight + outWidth),
    sizes: [M, height, width, channels, outHeight, outWidth] as const,
  }
}
