/** A convolution: the dense layer over windows of an image, with weights [size * size * channels x filters]. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { ConvolutionShape } from './architecture.ts'
import type { Dense } from './dense.ts'

const pixelsOf = ({ outHeight, outWidth }: ConvolutionShape, M: number): number => M * outHeight * outWidth

/** z [M * pixels x filters] = the windows of x [M x height x width x channels] times weights + biases */
export function convolutionForward(
  kernels: Kernels,
  layer: Dense,
  shape: ConvolutionShape,
  x: Region,
  z: Region,
  M: number,
): void {
  const { weights, biases, fanOut } = layer
  kernels.images.convolve(x, weights, z, M, shape, fanOut)
  if (!layer.isNormalized) kernels.addBias(z, biases, pixelsOf(shape, M), fanOut)
}

/** From dZ [M * pixels x filters]: dWeights, dBiases and, unless dX is null, dX [M x height x width x channels]. */
export function convolutionBackward(
  kernels: Kernels,
  layer: Dense,
  shape: ConvolutionShape,
  x: Region,
  dZ: Region,
  dX: Region | null,
  M: number,
): void {
  const { weights, dWeights, dBiases, fanOut } = layer
  // z = the windows of x times weights + biases
  kernels.images.convolveWeights(x, dZ, dWeights, M, shape, fanOut)
  if (!layer.isNormalized) kernels.biasGradient(dZ, dBiases, pixelsOf(shape, M), fanOut)
  if (dX !== null) kernels.images.convolveInputs(dZ, weights, dX, M, shape, fanOut)
}
