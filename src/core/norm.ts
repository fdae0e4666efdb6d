/** The kernels of batch normalization, bound as kernels.ts binds the others. */
import type { Region } from './arena.ts'
import { f32 } from './checks.ts'
import { NoiseKernels } from './noise.ts'

/** What prediction reads of a normalized layer, each [fanOut]. */
export interface FoldedFigures {
  readonly gains: Region
  readonly shifts: Region
  readonly runningMeans: Region
  readonly runningVariances: Region
  /** Added to variances. */
  readonly epsilon: number
}

/** The regions of a normalized layer in training. */
export interface NormRegions extends FoldedFigures {
  readonly zHat: Region
  readonly mean: Region
  readonly inverse: Region
  readonly dGains: Region
  readonly dShifts: Region
}

/** Shapes and formulas are those of normExports.ts. */
export class NormKernels extends NoiseKernels {
  /** z [M x N] in place; what is kept of a minibatch is zHat [M x N], mean and inverse [N]. */
  batchNorm(
    z: Region,
    { zHat, mean, inverse, gains, shifts, runningMeans, runningVariances, epsilon }: NormRegions,
    momentum: number,
    M: number,
    N: number,
  ): void {
    this.core.batchNorm(
      f32(z, M * N),
      f32(zHat, M * N),
      f32(mean, N),
      f32(inverse, N),
      f32(gains, N),
      f32(shifts, N),
      f32(runningMeans, N),
      f32(runningVariances, N),
      momentum,
      epsilon,
      M,
      N,
    )
  }
  /** dY [M x N] becomes dZ. */
  batchNormBackward(
    dY: Region,
    { zHat, inverse, gains, dGains, dShifts }: NormRegions,
    M: number,
    N: number,
  ): void {
    this.core.batchNormBackward(
      f32(dY, M * N),
      f32(zHat, M * N),
      f32(inverse, N),
      f32(gains, N),
      f32(dGains, N),
      f32(dShifts, N),
      M,
      N,
    )
  }
  foldNorm(
    weights: Region,
    { gains, shifts, runningMeans, runningVariances, epsilon }: FoldedFigures,
    toWeights: Region,
    toBiases: Region,
    fanIn: number,
    fanOut: number,
  ): void {
    this.core.foldNorm(
      f32(weights, fanIn * fanOut),
      f32(gains, fanOut),
      f32(shifts, fanOut),
      f32(runningMeans, fanOut),
      f32(runningVariances, fanOut),
      f32(toWeights, fanIn * fanOut),
      f32(toBiases, fanOut),
      epsilon,
      fanIn,
      fanOut,
    )
  }
}
