/** One dense layer, forward and backward. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'

export interface Dense {
  readonly fanIn: number
  readonly fanOut: number
  /** [fanIn x fanOut] */
  readonly weights: Region
  /** [fanOut] */
  readonly biases: Region
  readonly dWeights: Region
  readonly dBiases: Region
  /** Its biases are the shifts of the normalization behind it, which adds them and has their gradient. */
  readonly isNormalized: boolean
}

/** z [M x fanOut] = x [M x fanIn] weights + biases */
export function denseForward(kernels: Kernels, layer: Dense, x: Region, z: Region, M: number): void {
  kernels.gemmNN(x, layer.weights, z, M, layer.fanOut, layer.fanIn)
  if (!layer.isNormalized) kernels.addBias(z, layer.biases, M, layer.fanOut)
}

/** From dZ [M x fanOut]: dWeights, dBiases and, unless dX is null (the features need none), dX [M x fanIn]. */
export function denseBackward(
  kernels: Kernels,
  layer: Dense,
  x: Region,
  dZ: Region,
  dX: Region | null,
  M: number,
): void {
  // z = x weights + biases
  kernels.gemmTN(x, dZ, layer.dWeights, layer.fanIn, layer.fanOut, M)
  if (!layer.isNormalized) kernels.biasGradient(dZ, layer.dBiases, M, layer.fanOut)
  if (dX !== null) kernels.gemmNT(dZ, layer.weights, dX, M, layer.fanIn, layer.fanOut)
}
