/** Pooling layers, forward and backward, and what a method may put in their place. */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import { imageSize, type PoolingShape } from './architecture.ts'
import { windowLists } from './windows.ts'

export interface Pooling {
  readonly shape: PoolingShape
  /** [rows x outHeight x outWidth x channels] i32: the pixel of x that each value of y came from, -1 for none. */
  readonly index: Region
  /** The lists of its own windows, once for all images. */
  readonly windows: Region
}

/**
 * Noise of one pooling layer: what takes the place of its forward and backward pass. x [M x height x width x channels] becomes
 * y [M x outHeight x outWidth x channels].
 */
export interface PoolNoise {
  /** In training mode, or of a sampled network, once the noise has been drawn. */
  forward(pooling: Pooling, x: Region, y: Region, M: number): void
  /** From dY the gradient dX of all of x, after `forward`. */
  backward(pooling: Pooling, dY: Region, dX: Region, M: number): void
  /** In prediction mode; where it is absent, the layer does what it does without noise. */
  predict?(pooling: Pooling, x: Region, y: Region, M: number): void
  /**
   * What `predict` is, for files that other programs read: weighting * (sum a^2 / sum a) + (1 - weighting) * what the layer does
   * without noise; 0 where absent.
   */
  readonly weighting?: number
}

/** Region of the pixels that pooling layer `number` has taken. */
export const poolIndexName = (number: number): string => `pool index ${number}`
const windowsName = (number: number): string => `pool windows ${number}`

const outputsOf = ({ outHeight, outWidth, channels }: PoolingShape): number => outHeight * outWidth * channels

/** Regions of pooling layer `number`, for up to `rows` images at once. */
export const poolRequests = (shape: PoolingShape, number: number, rows: number): RegionRequest[] => [
  { name: poolIndexName(number), type: 'i32', length: rows * outputsOf(shape) },
  { name: windowsName(number), type: 'i32', length: 2 * (shape.outHeight + shape.outWidth) },
]

export function createPooling(arena: Arena, shape: PoolingShape, number: number): Pooling {
  arena.i32(windowsName(number)).set(windowLists(shape.rows, shape.columns))
  return { shape, index: arena.region(poolIndexName(number)), windows: arena.region(windowsName(number)) }
}

/** y = the largest, or the mean, of each window of x. */
export function poolForward(
  kernels: Kernels,
  { shape, index, windows }: Pooling,
  x: Region,
  y: Region,
  M: number,
): void {
  if (shape.kind === 'max') kernels.images.maxPool(x, y, index, windows, M, shape)
  else kernels.images.averagePool(x, y, windows, M, shape)
}

/** dX of all of x: the gradient of the largest goes to where it was found, that of a mean in equal shares to its window. */
export function poolBackward(
  kernels: Kernels,
  { shape, index, windows }: Pooling,
  dY: Region,
  dX: Region,
  M: number,
): void {
  if (shape.kind === 'max') kernels.images.poolBackward(dY, index, dX, windows, M, shape)
  else kernels.images.averagePoolBackward(dY, dX, windows, M, shape)
}

/** Values of a row before and after. */
export const poolSizes = (shape: PoolingShape): { readonly inputs: number; readonly outputs: number } => ({
  inputs: imageSize(shape),
  outputs: outputsOf(shape),
})
