/** DropConnect's prediction by moment matching, for a layer whose weights are kept with probability `keep`. */
import type { Region, RegionRequest } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { LayerShape } from './architecture.ts'
import { type Layer, layerForward } from './layer.ts'
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

/** For up to `rows` rows and these layers. */
export function momentRequests(layers: readonly LayerShape[], rows: number): RegionRequest[] {
  const most = (of: (layer: LayerShape) => number) => Math.max(...layers.map(of))
  const outputs = rows * most((layer) => layer.outputs)
  const lengths: Record<keyof MomentScratch, number> = {
    squaredInputs: rows * most(({ inputs }) => inputs),
    squaredWeights: most(({ fanIn, fanOut }) => fanIn * fanOut),
    squaredBiases: most(({ fanOut }) => fanOut),
    mean: outputs,
    variance: outputs,
    draw: outputs,
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
 * Mean and variance, each [M x outputs], of x (mask * W) + mask * b over the masks:
 * keep (x W + b) and keep (1 - keep) (x^2 W^2 + b^2), squares taken element by element.
 */
export function preactivationMoments(
  kernels: Kernels,
  layer: Layer,
  keep: number,
  x: Region,
  M: number,
  { squaredInputs, squaredWeights, squaredBiases, mean, variance }: MomentScratch,
): void {
  const { shape, weights, biases, fanIn, fanOut } = layer
  const n = M * shape.outputs
  layerForward(kernels, layer, x, mean, M)
  kernels.scale(mean, keep, n)
  kernels.square(x, squaredInputs, M * shape.inputs)
  kernels.square(weights, squaredWeights, fanIn * fanOut)
  kernels.square(biases, squaredBiases, fanOut)
  const squared = { ...layer, weights: squaredWeights, biases: squaredBiases }
  layerForward(kernels, squared, squaredInputs, variance, M)
  kernels.scale(variance, keep * (1 - keep), n)
}

/** a [M x outputs] = the mean over draws of activate(u), u normal with these moments; see `WeightNoise`. */
export function averageOverDraws(
  kernels: Kernels,
  { shape: { outputs } }: Layer,
  site: number,
  a: Region,
  M: number,
  activate: (u: Region, n: number) => void,
  { rowIds, start, samples, key }: GaussianDraws,
  { mean, variance, draw }: MomentScratch,
): void {
  const n = M * outputs
  for (let sample = 0; sample < samples; sample++) {
    const u = sample === 0 ? a : draw
    kernels.sampleNormal(u, rowIds, start, M, outputs, 0, 1, key, site, sample)
    kernels.spread(u, mean, variance, n)
    activate(u, n)
    if (sample > 0) kernels.add(a, u, n)
  }
  kernels.scale(a, 1 / samples, n)
}
