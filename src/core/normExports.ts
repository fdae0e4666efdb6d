/** What the core exports of batch normalization: figures of columns are [N]. exports.ts has the rest. */
import type { Pointer } from './pointer.ts'

export interface NormExports {
  /**
   * z = gain * zHat + shift, zHat [M x N] = (z - mean) * inverse, inverse = 1 / sqrt(variance + epsilon), mean and variance (divided by M)
   * of the column. Moves runningMean and runningVariance by the share `momentum` towards mean and variance (divided by M - 1). With M = 1
   * the running figures stand in for those of the column, and stay.
   */
  batchNorm(
    z: Pointer,
    zHat: Pointer,
    mean: Pointer,
    inverse: Pointer,
    gain: Pointer,
    shift: Pointer,
    runningMean: Pointer,
    runningVariance: Pointer,
    momentum: number,
    epsilon: number,
    M: number,
    N: number,
  ): void
  /** dGain = sum dY * zHat; dShift = sum dY; dY becomes dZ = gain * inverse * (dY - dShift / M - zHat * dGain / M); M = 1: gain * inverse * dY */
  batchNormBackward(
    dY: Pointer,
    zHat: Pointer,
    inverse: Pointer,
    gain: Pointer,
    dGain: Pointer,
    dShift: Pointer,
    M: number,
    N: number,
  ): void
  /** s = gain / sqrt(runningVariance + epsilon); toWeights [fanIn x fanOut] = weights * s; toBiases [fanOut] = shift - runningMean * s */
  foldNorm(
    weights: Pointer,
    gain: Pointer,
    shift: Pointer,
    runningMean: Pointer,
    runningVariance: Pointer,
    toWeights: Pointer,
    toBiases: Pointer,
    epsilon: number,
    fanIn: number,
    fanOut: number,
  ): void
}
