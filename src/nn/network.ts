/**
 * A multilayer perceptron over regions of an arena. It knows nothing of regularizers: noise reaches it as
 * perturbations, one for each site (site 0 is the features, site l the activations of hidden layer l), as noise of a
 * layer's weights, or as the units of a site that take part at all.
 */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import { columnSumsLength, type Kernels } from '../core/kernels.ts'
import { type ActivationName, activations } from './activation.ts'
import { type Dense, denseBackward, denseForward } from './dense.ts'
import { layOutParameters, type ParameterLayout } from './parameters.ts'
import { type KeptUnits, ThinNetwork } from './thin.ts'
import type { GaussianDraws, WeightNoise } from './weightNoise.ts'

export interface Architecture {
  /** Features, hidden widths, outputs. */
  readonly sizes: readonly number[]
  readonly activation: ActivationName
}

/** What a forward pass in training mode does to the values at one site, and its derivative. */
export interface Perturbation {
  /** Changes a [M x size] in place; n = M * size. */
  forward(a: Region, n: number): void
  /** Turns dA after the perturbation into dA before it, in place. */
  backward(dA: Region, n: number): void
  /** Whether a value that is not made 0 may change its sign. */
  readonly flipsSigns?: boolean
}

export interface Noise {
  /** By site; null where nothing is perturbed. */
  readonly perturbations: readonly (Perturbation | null)[]
  /** By site: the factor of the values in prediction mode; 1 means no pass is made. */
  readonly predictionScale: readonly number[]
  /** By layer; null where the weights are exact. */
  readonly weightNoise?: readonly (WeightNoise | null)[]
  /** By site: the units that take part in training mode; null where all do. Not together with `weightNoise`. */
  readonly keptUnits?: readonly (KeptUnits | null)[]
}

export interface NetworkPlan {
  readonly architecture: Architecture
  readonly layout: ParameterLayout
  readonly requests: readonly RegionRequest[]
}

const bySite = (name: string, site: number): string => `${name} ${site}`

/**
 * Regions for minibatches of up to `trainRows` rows and prediction chunks of up to `predictRows`, with any of the units missing.
 * `scratchUpTo` is the core's, which knows what the panels of all products up to a size need; `flipsSigns` says that a
 * perturbation may change the sign of an activation.
 */
export function planNetwork(
  architecture: Architecture,
  trainRows: number,
  predictRows: number,
  scratchUpTo: (M: number, N: number, K: number) => number,
  flipsSigns = false,
): NetworkPlan {
  const { sizes, activation } = architecture
  const layout = layOutParameters(sizes)
  const rows = Math.max(trainRows, predictRows)
  const requests: RegionRequest[] = [
    { name: 'parameters', type: 'f32', length: layout.length },
    { name: 'gradients', type: 'f32', length: layout.length },
  ]
  let scratch = 0
  sizes.forEach((size, site) => {
    const hidden = site > 0 && site < sizes.length - 1
    requests.push({ name: bySite('activations', site), type: 'f32', length: rows * size })
    if (hidden) requests.push({ name: bySite('dActivations', site), type: 'f32', length: trainRows * size })
    if (hidden && (flipsSigns || !activations[activation].needsSignOnly)) {
      requests.push({ name: bySite('unperturbed', site), type: 'f32', length: trainRows * size })
    }
    if (site === 0) return
    const [fanIn, fanOut] = [sizes[site - 1], size]
    scratch = Math.max(
      scratch,
      scratchUpTo(rows, fanOut, fanIn),
      scratchUpTo(trainRows, fanIn, fanOut),
      scratchUpTo(fanIn, fanOut, trainRows),
      4 * columnSumsLength(fanOut),
    )
  })
  requests.push({ name: 'gemm scratch', type: 'f32', length: Math.ceil(scratch / 4) })
  return { architecture, layout, requests }
}

export class Network {
  readonly layers: readonly Dense[]
  /** By site; [0] takes the minibatch's features, the last holds logits or predictions. */
  readonly activations: readonly Region[]
  readonly #kernels: Kernels
  readonly #activation: (typeof activations)[ActivationName]
  readonly #noise: Noise
  readonly #thin: ThinNetwork | null
  /** The layers of the last forward pass in training mode: the network's own, or those of its thin network. */
  #trained: readonly Dense[]
  readonly #dActivations: readonly (Region | null)[]
  /** The activations that `backward` differentiates at: the perturbed ones where their sign is enough. */
  readonly #differentiated: readonly Region[]
  readonly #copies: readonly (readonly [from: Float32Array, to: Float32Array] | null)[]

  constructor(
    kernels: Kernels,
    arena: Arena,
    { sizes, activation }: Architecture,
    layers: readonly Dense[],
    noise: Noise,
  ) {
    const last = sizes.length - 1
    this.#kernels = kernels
    this.#activation = activations[activation]
    this.#noise = noise
    this.layers = layers
    this.#trained = layers
    const { keptUnits } = noise
    this.#thin = keptUnits?.some((kept) => kept !== null)
      ? new ThinNetwork(kernels, arena, layers, keptUnits)
      : null
    this.activations = sizes.map((_, site) => arena.region(bySite('activations', site)))
    this.#dActivations = sizes.map((_, site) =>
      site === 0 || site === last ? null : arena.region(bySite('dActivations', site)),
    )
    const kept = noise.perturbations.map(
      (perturbation, site) =>
        site > 0 &&
        site < last &&
        perturbation !== null &&
        (perturbation.flipsSigns || !this.#activation.needsSignOnly),
    )
    this.#differentiated = this.activations.map((region, site) =>
      kept[site] ? arena.region(bySite('unperturbed', site)) : region,
    )
    this.#copies = this.activations.map((region, site) => {
      if (!kept[site]) return null
      const to = arena.f32(bySite('unperturbed', site))
      return [arena.f32(region.name).subarray(0, to.length), to]
    })
  }

  /** Whether training mode differs from prediction mode by more than a scale. */
  get isNoisy(): boolean {
    const { perturbations, weightNoise = [] } = this.#noise
    return this.#thin !== null || [...perturbations, ...weightNoise].some((noise) => noise !== null)
  }

  /** The region of logits (classification) or predictions (regression). */
  get outputs(): Region {
    return this.activations[this.activations.length - 1]
  }

  /** activations[0] to outputs for M rows of a minibatch, in training mode: every site is perturbed. */
  forwardTraining(M: number): void {
    this.#forwardNoisy(M, true)
  }

  /**
   * Forward pass of M rows of a prediction chunk: the prediction of one sampled network, once its noise has been drawn.
   * No `backward` may follow. Site 0 is perturbed in place, so the next sample needs its features loaded anew.
   */
  forwardSampled(M: number): void {
    this.#forwardNoisy(M, false)
  }

  #forwardNoisy(M: number, backwardFollows: boolean): void {
    const { perturbations, weightNoise } = this.#noise
    const layers = this.#thin === null ? this.layers : this.#thin.gather()
    this.#trained = layers
    perturbations[0]?.forward(this.activations[0], M * this.layers[0].fanIn)
    this.#thin?.gatherFeatures(this.activations[0], M)
    for (let l = 0; l < layers.length; l++) {
      const layer = layers[l]
      const z = this.activations[l + 1]
      const noise = weightNoise?.[l] ?? null
      if (noise === null) denseForward(this.#kernels, layer, this.activations[l], z, M)
      else noise.forward(layer, this.activations[l], z, M)
      if (l === layers.length - 1) return
      const n = M * layer.fanOut
      this.#activation.forward(this.#kernels, z, n)
      const copy = this.#copies[l + 1]
      if (copy !== null && backwardFollows) copy[1].set(copy[0])
      perturbations[l + 1]?.forward(z, n)
    }
  }

  /** activations[0] to outputs for M rows, in prediction mode: no noise, no random number. */
  forwardPrediction(M: number): void {
    this.#predict(M, null)
  }

  /**
   * Forward pass by moment matching: where weights are noisy, activations are averaged over draws of the normal distribution
   * that approximates their preactivations.
   */
  forwardGaussian(M: number, draws: GaussianDraws): void {
    this.#predict(M, draws)
  }

  #predict(M: number, draws: GaussianDraws | null): void {
    const { predictionScale, weightNoise } = this.#noise
    this.#scaleForPrediction(0, predictionScale[0], M * this.layers[0].fanIn)
    this.layers.forEach((layer, l) => {
      const [x, z] = [this.activations[l], this.activations[l + 1]]
      const n = M * layer.fanOut
      const isLast = l === this.layers.length - 1
      const activate = (u: Region) => {
        if (!isLast) this.#activation.forward(this.#kernels, u, n)
      }
      const noise = weightNoise?.[l] ?? null
      if (noise !== null && draws !== null) noise.averageGaussian(layer, x, z, M, activate, draws)
      else {
        denseForward(this.#kernels, layer, x, z, M)
        this.#scaleForPrediction(l + 1, noise?.predictionScale ?? 1, n)
        activate(z)
      }
      if (!isLast) this.#scaleForPrediction(l + 1, predictionScale[l + 1], n)
    })
  }

  /** Fills the gradients of every layer, given that `outputs` now holds dOutputs of the last forwardTraining. */
  backward(M: number): void {
    let dZ = this.outputs
    for (let l = this.#trained.length - 1; l >= 0; l--) {
      const layer = this.#trained[l]
      const dA = this.#dActivations[l]
      const noise = this.#noise.weightNoise?.[l] ?? null
      if (noise === null) denseBackward(this.#kernels, layer, this.activations[l], dZ, dA, M)
      else noise.backward(layer, this.activations[l], dZ, dA, M)
      if (dA === null) continue
      // a = perturbation(activation(z))
      const n = M * layer.fanIn
      this.#noise.perturbations[l]?.backward(dA, n)
      this.#activation.backward(this.#kernels, this.#differentiated[l], dA, n)
      dZ = dA
    }
    this.#thin?.scatter(this.#trained)
  }

  #scaleForPrediction(site: number, factor: number, n: number): void {
    if (factor !== 1) this.#kernels.scale(this.activations[site], factor, n)
  }
}
