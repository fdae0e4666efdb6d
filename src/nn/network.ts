/**
 * A network of dense layers, convolutions and poolings over regions of an arena. It knows nothing of regularizers: noise reaches it
 * as perturbations, one for each site (architecture.ts), as noise of a layer's weights or of a pooling layer, or as the units of a
 * site that take part at all.
 */
import type { Arena, Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import { activations } from './activation.ts'
import { BatchNorm, type NormSettings } from './batchNorm.ts'
import { type Layer, layerBackward, layerForward, outputsOf } from './layer.ts'
import { type NetworkPlan, regionNames } from './plan.ts'
import type { PoolNoise } from './pool.ts'
import { Poolings } from './poolings.ts'
import { type KeptUnits, ThinNetwork } from './thin.ts'
import type { GaussianDraws, WeightNoise } from './weightNoise.ts'

/** What a forward pass in training mode does to the values at one site, and its derivative. */
export interface Perturbation {
  /** Changes a [M x size] in place; n = M * size. */
  forward(a: Region, n: number, M: number): void
  /** Turns dA after the perturbation into dA before it, in place. */
  backward(dA: Region, n: number, M: number): void
  /** Makes 0 in dA what belongs to values that it hides: these stay hidden when an adversary moves the others. */
  hide?(dA: Region, n: number): void
  /** Whether the signs of what it leaves are not enough to differentiate the activation by: it may change them, or acts on what is hidden. */
  readonly needsUnperturbed?: boolean
  /** Whether it leaves every value as it is, and changes gradients alone. */
  readonly isExact?: boolean
}

export interface Noise {
  /** By site; null where nothing is perturbed. */
  readonly perturbations: readonly (Perturbation | null)[]
  /** By site: the factor of the values in prediction mode; 1 means no pass is made. */
  readonly predictionScale: readonly number[]
  /** By layer; null where the weights are exact. */
  readonly weightNoise?: readonly (WeightNoise | null)[]
  /** By pooling layer, first to last; null where the layer does as its architecture says. */
  readonly poolNoise?: readonly (PoolNoise | null)[]
  /** By site: the units that take part in training mode; null where all do. Not together with `weightNoise`, and of dense layers alone. */
  readonly keptUnits?: readonly (KeptUnits | null)[]
  /** How hidden layers are normalized; null where they are not. Not together with `keptUnits` or `weightNoise`. */
  readonly norm?: NormSettings | null
}

export class Network {
  readonly layers: readonly Layer[]
  /** By site; [0] takes the minibatch's features, the last holds logits or predictions. */
  readonly activations: readonly Region[]
  readonly #kernels: Kernels
  readonly #sizes: readonly number[]
  readonly #activation: (typeof activations)[keyof typeof activations]
  readonly #noise: Noise
  readonly #thin: ThinNetwork | null
  /** By layer; null where nothing is pooled. */
  readonly #poolings: readonly (Poolings | null)[]
  /** By layer; null where nothing is normalized. */
  readonly #norms: readonly (BatchNorm | null)[]
  /** The layers of the last forward pass in training mode: the network's own, or those of its thin network. */
  #trained: readonly Layer[]
  readonly #dActivations: readonly (Region | null)[]
  /** By layer, the activations that `backward` differentiates at: the perturbed ones where their sign is enough. */
  readonly #differentiated: readonly Region[]
  readonly #copies: readonly (readonly [from: Float32Array, to: Float32Array] | null)[]

  constructor(
    kernels: Kernels,
    arena: Arena,
    {
      architecture: { sizes, layers: shapes, activation },
      layout,
    }: Pick<NetworkPlan, 'architecture' | 'layout'>,
    layers: readonly Layer[],
    noise: Noise,
  ) {
    const last = sizes.length - 1
    this.#kernels = kernels
    this.#sizes = sizes
    this.#activation = activations[activation]
    this.#noise = noise
    this.layers = layers
    this.#trained = layers
    const { keptUnits, poolNoise = [], norm = null } = noise
    this.#norms = layers.map((layer, l) =>
      norm === null || !layer.isNormalized ? null : new BatchNorm(kernels, arena, layout, layer, l, norm),
    )
    this.#thin = keptUnits?.some((kept) => kept !== null)
      ? new ThinNetwork(kernels, arena, layers, keptUnits)
      : null
    this.activations = sizes.map((_, site) => arena.region(regionNames.activations(site)))
    this.#dActivations = sizes.map((_, site) =>
      site === 0 || site === last ? null : arena.region(regionNames.dActivations(site)),
    )
    let pooling = 0
    this.#poolings = shapes.map((shape, l) => {
      const first = pooling
      pooling += shape.poolings.length
      return shape.poolings.length === 0 ? null : new Poolings(kernels, arena, shape, l, first, poolNoise)
    })
    // Behind poolings the activations themselves stay what they were.
    const kept = noise.perturbations.map(
      (perturbation, site) =>
        site > 0 &&
        site < last &&
        this.#poolings[site - 1] === null &&
        perturbation !== null &&
        (perturbation.needsUnperturbed || !this.#activation.needsSignOnly),
    )
    this.#differentiated = shapes.map(
      (_, l) =>
        this.#poolings[l]?.input ??
        (kept[l + 1] ? arena.region(regionNames.unperturbed(l + 1)) : this.activations[l + 1]),
    )
    this.#copies = this.activations.map((region, site) => {
      if (!kept[site]) return null
      const to = arena.f32(regionNames.unperturbed(site))
      return [arena.f32(region.name).subarray(0, to.length), to]
    })
  }

  /** Whether training mode differs from prediction mode by more than a scale. */
  get isNoisy(): boolean {
    const { perturbations, weightNoise = [], poolNoise = [] } = this.#noise
    return (
      this.#thin !== null ||
      perturbations.some((perturbation) => perturbation !== null && !perturbation.isExact) ||
      [...weightNoise, ...poolNoise].some((noise) => noise !== null)
    )
  }

  /** Whether a step does nothing but call kernels, and the same ones every time. */
  get isSteady(): boolean {
    const { weightNoise = [] } = this.#noise
    return (
      this.#thin === null &&
      [...weightNoise, ...this.#poolings, ...this.#copies].every((one) => one === null) &&
      this.layers.every(({ shape }) => shape.convolution === null)
    )
  }

  /** Whether any layer goes by running figures in prediction. */
  get isNormalized(): boolean {
    return this.#norms.some((norm) => norm !== null)
  }

  /** The region of logits (classification) or predictions (regression). */
  get outputs(): Region {
    return this.activations[this.activations.length - 1]
  }

  /** activations[0] to outputs for M rows of a minibatch, in training mode: every site is perturbed. */
  forwardTraining(M: number): void {
    this.#forwardNoisy(M, true)
  }

  /** Moves the features of the last forwardTraining by `sizes` [features] along the signs of dFeatures, as `backward` has left it. */
  moveFeatures(dFeatures: Region, sizes: Region, M: number): void {
    this.#noise.perturbations[0]?.hide?.(dFeatures, M * this.#sizes[0])
    const moves = this.#thin?.gatherLine(sizes) ?? sizes
    this.#kernels.moveBySign(
      this.activations[0],
      dFeatures,
      moves,
      M,
      this.#trained[0].shape.convolution === null ? this.#trained[0].fanIn : this.#sizes[0],
    )
  }

  /**
   * As forwardTraining, from features that have been perturbed already, under the same noise. Running figures, which are those of
   * the rows as they are, stay.
   */
  forwardAgain(M: number): void {
    this.#forwardNoisy(M, true, true)
  }

  /**
   * Forward pass of M rows of a prediction chunk: the prediction of one sampled network, once its noise has been drawn.
   * No `backward` may follow. Site 0 is perturbed in place, so the next sample needs its features loaded anew.
   */
  forwardSampled(M: number): void {
    this.#forwardNoisy(M, false)
  }

  #forwardNoisy(M: number, backwardFollows: boolean, isAgain = false): void {
    const { perturbations, weightNoise } = this.#noise
    const whole = backwardFollows ? this.layers : this.predictingLayers()
    const layers = this.#thin === null ? whole : this.#thin.gather()
    this.#trained = layers
    if (!isAgain) {
      perturbations[0]?.forward(this.activations[0], M * this.#sizes[0], M)
      this.#thin?.gatherFeatures(this.activations[0], M)
    }
    for (let l = 0; l < layers.length; l++) {
      const layer = layers[l]
      const poolings = this.#poolings[l]
      const z = poolings?.input ?? this.activations[l + 1]
      const noise = weightNoise?.[l] ?? null
      if (noise === null) layerForward(this.#kernels, layer, this.activations[l], z, M)
      else noise.forward(layer, this.activations[l], z, M)
      if (l === layers.length - 1) return
      if (backwardFollows) this.#norms[l]?.forward(z, M, isAgain ? 0 : undefined)
      const n = M * outputsOf(layer)
      this.#activation.forward(this.#kernels, z, n)
      poolings?.forward(M)
      const copy = this.#copies[l + 1]
      if (copy !== null && backwardFollows) copy[1].set(copy[0])
      const here = poolings === null ? n : M * this.#sizes[l + 1]
      perturbations[l + 1]?.forward(this.activations[l + 1], here, M)
    }
  }

  /** The layers as they predict: what normalizes is folded into weights and biases, as they are now. */
  predictingLayers(): readonly Layer[] {
    if (!this.isNormalized) return this.layers
    return this.layers.map((layer, l) => this.#norms[l]?.fold() ?? layer)
  }

  /**
   * activations[0] to outputs for M rows without noise, each layer normalized by the figures of these rows, towards which the running
   * ones move by `share`.
   */
  forwardNormalizing(M: number, share: number): void {
    this.#predict(M, null, share)
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

  #predict(M: number, draws: GaussianDraws | null, share: number | null = null): void {
    const { predictionScale, weightNoise } = this.#noise
    this.#scale(this.activations[0], predictionScale[0], M * this.#sizes[0])
    const layers = share === null ? this.predictingLayers() : this.layers
    layers.forEach((layer, l) => {
      const poolings = this.#poolings[l]
      const x = this.activations[l]
      const z = poolings?.input ?? this.activations[l + 1]
      const n = M * outputsOf(layer)
      const isLast = l === this.layers.length - 1
      const activate = (u: Region) => {
        if (!isLast) this.#activation.forward(this.#kernels, u, n)
      }
      const noise = weightNoise?.[l] ?? null
      if (noise !== null && draws !== null) noise.averageGaussian(layer, x, z, M, activate, draws)
      else {
        layerForward(this.#kernels, layer, x, z, M)
        if (share !== null) this.#norms[l]?.forward(z, M, share)
        this.#scale(z, noise?.predictionScale ?? 1, n)
        activate(z)
      }
      poolings?.predict(M)
      if (!isLast) this.#scale(this.activations[l + 1], predictionScale[l + 1], M * this.#sizes[l + 1])
    })
  }

  /**
   * Fills the gradients of every layer, given that `outputs` now holds dOutputs of the last forwardTraining; and `dFeatures`, where
   * it is asked for, with the gradient of what the first layer read.
   */
  backward(M: number, dFeatures: Region | null = null): void {
    let dZ = this.outputs
    for (let l = this.#trained.length - 1; l >= 0; l--) {
      const layer = this.#trained[l]
      const dA = l === 0 ? dFeatures : this.#dActivations[l]
      const noise = this.#noise.weightNoise?.[l] ?? null
      if (noise === null) layerBackward(this.#kernels, layer, this.activations[l], dZ, dA, M)
      else noise.backward(layer, this.activations[l], dZ, dA, M)
      if (l === 0 || dA === null) continue
      // a = perturbation(poolings(activation(z)))
      const below = this.#trained[l - 1]
      const poolings = this.#poolings[l - 1]
      const n = M * outputsOf(below)
      this.#noise.perturbations[l]?.backward(dA, poolings === null ? n : M * this.#sizes[l], M)
      dZ = poolings === null ? dA : poolings.backward(dA, M)
      this.#activation.backward(this.#kernels, this.#differentiated[l - 1], dZ, n)
      this.#norms[l - 1]?.backward(dZ, M)
    }
    this.#thin?.scatter(this.#trained)
  }

  #scale(values: Region, factor: number, n: number): void {
    if (factor !== 1) this.#kernels.scale(values, factor, n)
  }
}
