/** DropConnect's prediction by moment matching, for a layer whose weights are kept with probability `keep`. */
import type { Region, RegionRequest } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { Dense } from './dense.ts'
import type { GaussianDraws } from './weightNoise.ts'

/** Scratch for the layers that are averaged, one after the other. */
export interface MomentScratch {
  readonly squaredInputs: Region
  readonly squaredWeights: Region
  readonly squaredBiases: Region
  readonly mean: Region
  readonly variance: Region
  readonly draw: Region
}

const NAMES = {
  squaredInputs: 'squared inputs',
  squaredWeights: 'squared weights',
  squaredBiases: 'squared biases',
  mean: 'preactivation means',
  variance: 'preactivation variances',
  draw: 'preactivation draws',
} as const

/** For up to `rows` rows and layers [fanIn, fanOut]. */
export function momentRequests(
  layers: readonly (readonly [fanIn: number, fanOut: number])[],
  rows: number,
): RegionRequest[] {
  const most = (of: (fanIn: number, fanOut: number) => number) => Math.max(...layers.map((l) => of(...l)))
  const lengths: Record<keyof MomentScratch, number> = {
    squaredInputs: rows * most((fanIn) => fanIn),
    squaredWeights: most((fanIn, fanOut) => fanIn * fanOut),
    squaredBiases: most((_, fanOut) => fanOut),
    mean: rows * most((_, fanOut) => fanOut),
    variance: rows * most((_, fanOut) => fanOut),
    draw: rows * most((_, fanOut) => fanOut),
  }
  return (Object.keys(lengths) as (keyof MomentScratch)[]).map((key) => ({
    name: NAMES[key],
    type: 'f32',
    length: lengths[key],
  }))
}

export const momentScratch = (region: (name: string) => Region): MomentScratch => ({
  squaredInputs: region(NAMES.squaredInputs),
  squaredWeights: region(NAMES.squaredWeights),
  squaredBiases: region(NAMES.squaredBiases),
  mean: region(NAMES.mean),
  variance: region(NAMES.variance),
  draw: region(NAMES.draw),
})

/**
 * Mean and variance, each [M x fanOut], of x (mask * W) + mask * b over the masks:
 * keep (x W + b) and keep (1 - keep) (x^2 W^2 + b^2), squares taken element by element.
 */
export function preactivationMoments(
  kernels: Kernels,
  { weights, biases, fanIn, fanOut }: Dense,
  keep: number,
  x: Region,
  M: number,
  { squaredInputs, squaredWeights, squaredBiases, mean, variance }: MomentScratch,
): void {
  const n = M * fanOut
  kernels.gemmNN(x, weights, mean, M, fanOut, fanIn)
  kernels.addBias(mean, biases, M, fanOut)
  kernels.scale(mean, keep, n)
  kernels.square(x, squaredInputs, M * fanIn)
  kernels.square(weights, squaredWeights, fanIn * fanOut)
  kernels.square(biases, squaredBiases, fanOut)
  kernels.gemmNN(squaredInputs, squaredWeights, variance, M, fanOut, fanIn)
  kernels.addBias(variance, squaredBiases, M, fanOut)
  kernels.scale(variance, keep * (1 - keep), n)
}

/** a [M x fanOut] = the mean over draws of activate(u), u normal with these moments; see `WeightNoise`. */
export function averageOverDraws(
  kernels: Kernels,
  { fanOut }: Dense,
  site: number,
  a: Region,
  M: number,
  activate: (u: Region, n: number) => void,
  { rowIds, start, samples, key }: GaussianDraws,
  { mean, variance, draw }: MomentScratch,
): void {
  const n = M * fanOut
  for (let sample = 0; sample < samples; sample++) {
    const u = sample === 0 ? a : draw
    kernels.sampleNormal(u, rowIds, start, M, fanOut, 0, 1, key, site, sample)
    kernels.spread(u, mean, variance, n)
    activate(u, n)
    if (sample > 0) kernels.add(a, u, n)
  }
  kernels.scale(a, 1 / samples, n)
}
