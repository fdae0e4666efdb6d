/** Noise on the weights of a layer: what takes the place of `layerForward` and `layerBackward`. */
import type { Region } from '../core/arena.ts'
import type { RandomKey } from '../core/randomKey.ts'
import type { Layer } from './layer.ts'

/** The normal numbers behind moment matching: those of rows rowIds [start, ...), as a sampled network's noise is keyed. */
export interface GaussianDraws {
  readonly rowIds: Region
  readonly start: number
  /** Draws for each row and unit. */
  readonly samples: number
  readonly key: RandomKey
}

export interface WeightNoise {
  /** z [M x outputs] from x [M x inputs], each row under the weights drawn for it. */
  forward(layer: Layer, x: Region, z: Region, M: number): void
  /** Gradients under the same weights; dX is null where none is wanted. */
  backward(layer: Layer, x: Region, dZ: Region, dX: Region | null, M: number): void
  /** Factor of the preactivations in prediction mode: the mean of the noise. */
  readonly predictionScale: number
  /**
   * a [M x outputs] = the mean over draws of activate(u), u normal with the mean and the variance that the noise gives the
   * preactivations of x (Wan et al. 2013).
   */
  averageGaussian(
    layer: Layer,
    x: Region,
    a: Region,
    M: number,
    activate: (u: Region, n: number) => void,
    draws: GaussianDraws,
  ): void
}
