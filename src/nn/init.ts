/** Initial weights: normal, with a deviation that keeps the size of activations from layer to layer. */
import type { Kernels } from '../core/kernels.ts'
import type { RandomKey } from '../core/randomKey.ts'
import type { LayerShape } from './architecture.ts'
import type { Layer } from './layer.ts'

export interface Initialization {
  readonly title: string
  /** Standard deviation of one layer's weights. */
  deviation(fanIn: number, fanOut: number): number
}

export const initializations = {
  he: {
    title: 'sqrt(2 / fanIn), for ReLU (He et al., ICCV 2015, eq. 10)',
    deviation: (fanIn) => Math.sqrt(2 / fanIn),
  },
  glorot: {
    title: 'sqrt(2 / (fanIn + fanOut)), for tanh (Glorot and Bengio, AISTATS 2010, eq. 12)',
    deviation: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
  },
} as const satisfies Record<string, Initialization>

export type InitializationName = keyof typeof initializations

/**
 * What the norm of all fresh weights is close to, for layers of these shapes: the root of the sum of their variances. Weights whose
 * norm has become many times this have run away, finite or not.
 */
export const initialNorm = (layers: readonly LayerShape[], name: InitializationName): number =>
  Math.sqrt(
    layers.reduce((sum, layer) => sum + layer.fanIn * layer.fanOut * deviationOf(layer, name) ** 2, 0),
  )

/** A pixel of an image reaches size x size output pixels of each filter, which is what counts as a convolution's fanOut here. */
const deviationOf = ({ fanIn, fanOut, convolution }: LayerShape, name: InitializationName): number =>
  initializations[name].deviation(fanIn, (convolution?.size ?? 1) ** 2 * fanOut)

/** Fills the weights of every layer from the stream `key`; biases stay 0, as the arena left them. */
export function initialize(
  kernels: Kernels,
  layers: readonly Layer[],
  name: InitializationName,
  key: RandomKey,
): void {
  layers.forEach((layer, l) => {
    kernels.normal(layer.weights, layer.weights.length, deviationOf(layer.shape, name), key, l, 0, 0)
  })
}
