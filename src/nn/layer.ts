/** A layer with weights, dense or a convolution: what the network, and noise of weights, call. */
import type { Arena, Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { LayerShape } from './architecture.ts'
import { convolutionBackward, convolutionForward } from './conv.ts'
import { type Dense, denseBackward, denseForward } from './dense.ts'
import { isNormalized, part } from './parameters.ts'
import type { NetworkPlan } from './plan.ts'

export interface Layer extends Dense {
  readonly shape: LayerShape
}

/** The layers of a network that is laid over `arena`. */
export function createLayers({ architecture, layout }: NetworkPlan, arena: Arena): Layer[] {
  const [parameters, gradients] = [arena.region('parameters'), arena.region('gradients')]
  return architecture.layers.map((shape, l) => ({
    shape,
    fanIn: shape.fanIn,
    fanOut: shape.fanOut,
    weights: part(parameters, layout.weights[l], `weights ${l}`),
    biases: part(parameters, layout.biases[l], `biases ${l}`),
    dWeights: part(gradients, layout.weights[l], `weights ${l}`),
    dBiases: part(gradients, layout.biases[l], `biases ${l}`),
    isNormalized: isNormalized(layout, l),
  }))
}

/** Values of a row that come out of the layer; fewer than in its shape where units are missing. */
export const outputsOf = ({ shape, fanOut }: Layer): number =>
  shape.convolution === null ? fanOut : shape.outputs

/** Rows of z as [.. x fanOut], of M rows of data: one for each output pixel. */
export const rowsOf = ({ shape }: Layer, M: number): number =>
  shape.convolution === null ? M : M * shape.convolution.outHeight * shape.convolution.outWidth

/** z [M x outputs] = x weights + biases, over windows in a convolution */
export function layerForward(kernels: Kernels, layer: Layer, x: Region, z: Region, M: number): void {
  const { convolution } = layer.shape
  if (convolution === null) denseForward(kernels, layer, x, z, M)
  else convolutionForward(kernels, layer, convolution, x, z, M)
}

/** From dZ [M x outputs]: dWeights, dBiases and, unless dX is null, dX [M x inputs]. */
export function layerBackward(
  kernels: Kernels,
  layer: Layer,
  x: Region,
  dZ: Region,
  dX: Region | null,
  M: number,
): void {
  const { convolution } = layer.shape
  if (convolution === null) denseBackward(kernels, layer, x, dZ, dX, M)
  else convolutionBackward(kernels, layer, convolution, x, dZ, dX, M)
}
