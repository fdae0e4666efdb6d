/**
 * Batch normalization between the product of a hidden layer and its activation. The layer's biases are its shifts: what a bias in
 * front of it would add, the mean takes off again. Prediction folds it into a layer like any other.
 */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { NormRegions } from '../core/norm.ts'
import type { Architecture } from './architecture.ts'
import { type Layer, rowsOf } from './layer.ts'
import { type ExtraParameters, gainsOf, type ParameterLayout, part } from './parameters.ts'

export interface NormSettings {
  /** The share by which running figures move towards those of a minibatch. */
  readonly momentum: number
  /** Added to variances. */
  readonly epsilon: number
}

const names = {
  gains: gainsOf,
  runningMeans: (l: number): string => `running means ${l}`,
  runningVariances: (l: number): string => `running variances ${l}`,
  standardized: (l: number): string => `standardized ${l}`,
  mean: (l: number): string => `column means ${l}`,
  inverse: (l: number): string => `inverse deviations ${l}`,
  foldedWeights: (l: number): string => `folded weights ${l}`,
  foldedBiases: (l: number): string => `folded biases ${l}`,
} as const

const hiddenLayers = ({ layers }: Architecture) => layers.slice(0, -1)

/** Gains are trained; the running figures are what prediction goes by. */
export const normParameters = (architecture: Architecture): ExtraParameters[] =>
  hiddenLayers(architecture).flatMap(({ fanOut }, l) => [
    { name: names.gains(l), length: fanOut, trained: true },
    { name: names.runningMeans(l), length: fanOut, trained: false },
    { name: names.runningVariances(l), length: fanOut, trained: false },
  ])

/** For up to `rows` rows at once. */
export const normRequests = (architecture: Architecture, rows: number): RegionRequest[] =>
  hiddenLayers(architecture).flatMap(({ fanIn, fanOut, outputs }, l) =>
    (
      [
        [names.standardized(l), rows * outputs],
        [names.mean(l), fanOut],
        [names.inverse(l), fanOut],
        [names.foldedWeights(l), fanIn * fanOut],
        [names.foldedBiases(l), fanOut],
      ] as const
    ).map(([name, length]) => ({ name, type: 'f32', length })),
  )

/** Gains and running variances of 1, as PyTorch begins. */
export function initializeNorms(
  architecture: Architecture,
  { extras }: ParameterLayout,
  parameters: Float32Array,
): void {
  hiddenLayers(architecture).forEach((_, l) => {
    for (const name of [names.gains(l), names.runningVariances(l)]) {
      const { offset, length } = extras.get(name)!
      parameters.fill(1, offset, offset + length)
    }
  })
}

export class BatchNorm {
  readonly #kernels: Kernels
  readonly #layer: Layer
  readonly #momentum: number
  readonly #regions: NormRegions
  readonly #folded: Layer

  /** Of layer number `l`, whose parameters lie in `parameters`, which is laid out as `layout` says. */
  constructor(
    kernels: Kernels,
    arena: Arena,
    layout: ParameterLayout,
    layer: Layer,
    l: number,
    { momentum, epsilon }: NormSettings,
  ) {
    const extra = (flat: Region, name: string) => part(flat, layout.extras.get(name)!, name)
    const parameters = arena.region('parameters')
    this.#kernels = kernels
    this.#layer = layer
    this.#momentum = momentum
    this.#regions = {
      gains: extra(parameters, names.gains(l)),
      shifts: layer.biases,
      dGains: extra(arena.region('gradients'), names.gains(l)),
      dShifts: layer.dBiases,
      runningMeans: extra(parameters, names.runningMeans(l)),
      runningVariances: extra(parameters, names.runningVariances(l)),
      zHat: arena.region(names.standardized(l)),
      mean: arena.region(names.mean(l)),
      inverse: arena.region(names.inverse(l)),
      epsilon,
    }
    this.#folded = {
      ...layer,
      weights: arena.region(names.foldedWeights(l)),
      biases: arena.region(names.foldedBiases(l)),
      isNormalized: false,
    }
  }

  /** z [M x outputs] by the figures of its columns, in place; `share` is how far the running figures move. */
  forward(z: Region, M: number, share = this.#momentum): void {
    this.#kernels.batchNorm(z, this.#regions, share, rowsOf(this.#layer, M), this.#layer.fanOut)
  }

  /** dZ before it from dZ behind it, in place; fills the gradients of gains and shifts. */
  backward(dZ: Region, M: number): void {
    this.#kernels.batchNormBackward(dZ, this.#regions, rowsOf(this.#layer, M), this.#layer.fanOut)
  }

  /** The layer that predicts, with the running figures as they are now. */
  fold(): Layer {
    const { weights, fanIn, fanOut } = this.#layer
    this.#kernels.foldNorm(weights, this.#regions, this.#folded.weights, this.#folded.biases, fanIn, fanOut)
    return this.#folded
  }
}
