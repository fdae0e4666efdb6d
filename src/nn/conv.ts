/** A convolution: the dense layer over patches of an image, with weights [size * size * channels x filters]. */
import { type Region, slice } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { ConvolutionShape } from './architecture.ts'
import type { Dense } from './dense.ts'

/** f32 of a block of patches: it is written and read while it lies in L2. */
const BLOCK = 65_536

/** Output pixels whose patches are made and multiplied together; a multiple of the tile's rows where there are as many. */
export function blockPixels(fanIn: number): number {
  const pixels = Math.max(1, Math.floor(BLOCK / fanIn))
  return pixels < 8 ? pixels : pixels - (pixels % 8)
}

export interface Convolution {
  readonly shape: ConvolutionShape
  /** Room for a block of patches, the layer's own: where a minibatch has one block, `backward` finds what the forward pass left. */
  readonly patches: Region
}

const pixelsOf = ({ outHeight, outWidth }: ConvolutionShape, M: number): number => M * outHeight * outWidth

/** With windows of one pixel the image is its own patches. */
const isPointwise = ({ size, stride, pad }: ConvolutionShape): boolean =>
  size === 1 && stride === 1 && pad === 0

/** z [M * pixels x filters] = P weights + biases, P the patches of x [M x height x width x channels] */
export function convolutionForward(
  kernels: Kernels,
  layer: Dense,
  convolution: Convolution,
  x: Region,
  z: Region,
  M: number,
): void {
  const { weights, biases, fanIn, fanOut } = layer
  const pixels = pixelsOf(convolution.shape, M)
  eachBlock(kernels, convolution, fanIn, x, pixels, false, (block, first, count) => {
    const out = slice(z, z.name, first * fanOut, count * fanOut)
    kernels.gemmNN(block, weights, out, count, fanOut, fanIn)
  })
  if (!layer.isNormalized) kernels.addBias(z, biases, pixels, fanOut)
}

/** From dZ [M * pixels x filters]: dWeights, dBiases and, unless dX is null, dX [M x height x width x channels]. */
export function convolutionBackward(
  kernels: Kernels,
  layer: Dense,
  convolution: Convolution,
  x: Region,
  dZ: Region,
  dX: Region | null,
  M: number,
): void {
  const { weights, dWeights, dBiases, fanIn, fanOut } = layer
  const { shape, patches } = convolution
  const pixels = pixelsOf(shape, M)
  // z = P weights + biases
  const isKept = pixels <= blockPixels(fanIn)
  eachBlock(kernels, convolution, fanIn, x, pixels, isKept, (block, first, count) => {
    const out = slice(dZ, dZ.name, first * fanOut, count * fanOut)
    kernels.gemmTN(block, out, dWeights, fanIn, fanOut, count, first > 0)
  })
  if (!layer.isNormalized) kernels.biasGradient(dZ, dBiases, pixels, fanOut)
  if (dX === null) return
  const step = blockPixels(fanIn)
  for (let first = 0; first < pixels; first += step) {
    const count = Math.min(step, pixels - first)
    const out = slice(dZ, dZ.name, first * fanOut, count * fanOut)
    if (isPointwise(shape)) {
      kernels.gemmNT(out, weights, slice(dX, dX.name, first * fanIn, count * fanIn), count, fanIn, fanOut)
    } else {
      kernels.gemmNT(out, weights, patches, count, fanIn, fanOut)
      kernels.images.addPatches(patches, dX, shape, first, count)
    }
  }
}

/** Patches of x, a block at a time: those of the output pixels [first, first + count), made unless they are there. */
function eachBlock(
  kernels: Kernels,
  { shape, patches }: Convolution,
  fanIn: number,
  x: Region,
  pixels: number,
  isThere: boolean,
  use: (block: Region, first: number, count: number) => void,
): void {
  const step = blockPixels(fanIn)
  for (let first = 0; first < pixels; first += step) {
    const count = Math.min(step, pixels - first)
    if (isPointwise(shape)) use(slice(x, x.name, first * fanIn, count * fanIn), first, count)
    else {
      if (!isThere) kernels.images.patches(x, patches, shape, first, count)
      use(patches, first, count)
    }
  }
}
