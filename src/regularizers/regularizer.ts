/** What a regularizer is: a file beside this, a line in index.ts, and the hooks it needs of a training step. */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { RandomKey } from '../core/randomKey.ts'
import type { Architecture } from '../nn/architecture.ts'
import type { NormSettings } from '../nn/batchNorm.ts'
import type { Layer } from '../nn/layer.ts'
import type { Perturbation } from '../nn/network.ts'
import type { ExtraParameters, ParameterLayout } from '../nn/parameters.ts'
import type { PoolNoise } from '../nn/pool.ts'
import type { KeptUnits } from '../nn/thin.ts'
import type { WeightNoise } from '../nn/weightNoise.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import type { TrainingSettings } from '../settings/training.ts'
import type { Clock } from './clock.ts'
import type { Arguments, Params } from './params.ts'

/** The rows that train, for hooks that take something from one row and give it to another. */
export interface TrainingRows {
  /** The first `count` are the ids of the rows that train. */
  readonly ids: Region
  readonly count: number
  /** By feature, which column of the table it is of, from 0 in their order: indicators of one column go together. */
  readonly columnOf: readonly number[]
  /** How many columns these are. */
  readonly columns: number
  /** By feature, whether it is a number that training rows differ in: no indicator of a category. */
  readonly isNumber: readonly boolean[]
  /** x [M x features], scaled, of the rows rowIds [start, start + M). */
  loadFeatures(rowIds: Region, start: number, x: Region, M: number): void
}

/** Which rows the rows of a minibatch are mixed with, and how much of themselves is left. */
export interface Mixing {
  /** [M] i32 ids of training rows. */
  readonly partners: Region
  /** [M] f32 from 0 to 1: the share of a row's own answer. */
  readonly shares: Region
}

export interface Mixture extends Mixing {
  /** Whether rows of the present minibatch are mixed at all. */
  isActing(): boolean
  /** Mixes features x [M x features] in place, as `sampleMasks` has drawn. */
  mixFeatures(x: Region, M: number): void
}

/** How each image of a minibatch is bent: all warps of a method are one, so that pixels are interpolated once. */
export interface Warp {
  /**
   * Follows the map of row r of the minibatch, from a pixel (y, x) of the image seen to (a0 y + a1 x + a2, a3 y + a4 x + a5) of the
   * image before: turns `map`, the coefficients a, into those of map(own map(y, x)).
   */
  compose?(map: Float64Array, r: number): void
  /** [M x height x width x 2]: what is added to y and x of each pixel. */
  readonly field?: Region
  /** Whether it bends the images of the present minibatch at all. */
  isActing(): boolean
}

/** By hidden site, over some rows: the mean activation of each unit, of a convolution of each filter. */
export type ActivationMeans = Readonly<Record<number, Float64Array>>

/** Moves the rows of a minibatch, once their gradients are there, for a second pass that counts as much as the first. */
export interface Adversary {
  /** [M x features], takes the gradient of the loss by the features of the first pass. */
  readonly dFeatures: Region
  /** Whether the present minibatch has a second pass at all. */
  isActing(): boolean
  /** [features] how far each feature moves now. */
  sizes(): Region
  /** Called between the passes, and behind them: the gradients become the mean of both. */
  keepGradients(): void
  averageGradients(): void
}

export interface RegularizerContext {
  readonly kernels: Kernels
  readonly arena: Arena
  readonly architecture: Architecture
  readonly layout: ParameterLayout
  readonly layers: readonly Layer[]
  readonly parameters: Region
  readonly gradients: Region
  readonly optimizer: Optimizer
  readonly rows: TrainingRows
  /** Stream of the numbers behind noise in training: the same for every method of a (repeat, fold). */
  readonly maskKey: RandomKey
  /** Where the run stands, now and whenever a hook is called. */
  readonly clock: Clock
}

/** In the order of a training step; a term at its neutral strength has none and so costs nothing and changes nothing. */
export interface Hooks {
  /**
   * Draws the noise of update `step` (from 0) for M rows whose ids start at rowIds[start]; it holds until the next call.
   * With the stream `key` instead of the context's, the noise of sampled network `step`, for up to a prediction chunk.
   */
  sampleMasks?(rowIds: Region, start: number, M: number, step: number, key?: RandomKey): void
  /** In training alone: rows mixed with others, once `sampleMasks` has run and before any other noise. At most one of a method. */
  readonly mixture?: Mixture
  /** A warp of the features, which are images, once `sampleMasks` has run; `createHooks` makes one perturbation of all. */
  readonly warp?: Warp
  /**
   * Whatever it does before the gradients are there is calls of kernels, the same ones in every step, with the rows and the step's
   * number that `sampleMasks` is given. Absent, it is asked every time.
   */
  readonly isSteady?: boolean
  /** By site: the noise of the forward pass, once `sampleMasks` has run; null where there is none. */
  readonly perturbations?: readonly (Perturbation | null)[]
  /** By layer: the noise of its weights, once `sampleMasks` has run; null where there is none. */
  readonly weightNoise?: readonly (WeightNoise | null)[]
  /** By pooling layer, first to last: what takes its place, once `sampleMasks` has run; null where nothing does. */
  readonly poolNoise?: readonly (PoolNoise | null)[]
  /** By site: the units that the present minibatch trains, when its rows share one mask; null where all stay. */
  readonly keptUnits?: readonly (KeptUnits | null)[]
  /** Hidden layers are normalized like this. */
  readonly norm?: NormSettings
  /** Training takes labels smoothed by this, now, for the right ones: (1 - smoothing) * onehot + smoothing / classes. */
  readonly smoothing?: number
  /** Each minibatch is trained a second time, with its rows moved. */
  readonly adversary?: Adversary
  /** Adds the penalty's gradient to the loss's. */
  addGradient?(): void
  /** Shrinks weights after the optimizer's step, which used `rate`. */
  shrink?(rate: number): void
  /** Restores a constraint, last of all. */
  project?(): void
  /** After an update, constraints restored; the clock already counts it. */
  afterUpdate?(): void
  /** After an epoch, which the clock already counts; before its weights are looked at. */
  endEpoch?(): void
  /** The update, of how many, whose learning rate the schedule gives at the present one; absent: the present one, of all. */
  rateAt?(): readonly [t: number, T: number]
  /**
   * Exchanges the weights that train for those that predict, and says whether there are such by now; called again, it undoes that.
   * Once training is over it is called once.
   */
  exchange?(): boolean
  /** Networks that predict together by now, each all parameters; with one or none, those of the model predict. */
  snapshots?(): readonly Float32Array[]
  /**
   * The penalty at the present weights. One on activations is that of the rows of the last pass in training mode, or of those that
   * have the means given.
   */
  penalty?(means?: ActivationMeans): number
  /** `penalty` is one on activations. */
  readonly penalizesActivations?: true
  /** By site: factor of the activations in prediction mode, now. */
  readonly predictionScale?: readonly number[]
  /**
   * Puts given masks in the place of drawn ones, for rows 0 .. M - 1: by site, whether each unit is kept, the same for
   * every row. Only where `keeps` is there too.
   */
  setMasks?(kept: readonly (ArrayLike<boolean> | null)[], M: number): void
  /** By site: the probability that a unit is kept by the mask of a sampled network; 1 where none is drawn. */
  readonly keeps?: readonly number[] | undefined
  /** Units, or weights, kept and drawn since the start. */
  unitsSeen?(): { kept: number; drawn: number }
  /** Stop after so many epochs in a row without a better validation loss, and restore the best weights. */
  readonly patience?: number
}

/** What an ingredient of a cocktail is for. Methods of a kind do much the same, or exclude each other. */
export type IngredientKind =
  | 'decay'
  | 'bound'
  | 'dropout'
  | 'augmentation'
  | 'labels'
  | 'normalization'
  | 'averaging'
  | 'lookahead'

export interface Regularizer<P extends Params = Params> {
  readonly title: string
  readonly summary: string
  /** The formula, in the notation of docs/math.md. */
  readonly formula: string
  readonly reference: string
  /** What others mean by the same number, and anything else `regbench methods NAME` should say. */
  readonly notes?: readonly string[]
  readonly params: P
  /**
   * Where it draws noise in training that may be averaged over in prediction; absent where there is none. A method has noise on units,
   * and on poolings, once at most.
   */
  readonly noise?: 'features' | 'units' | 'weights' | 'pooling'
  /** Warps images, by a map that is made one with those of other terms. */
  readonly warps?: true
  /** Acts on images, and on no other features. */
  readonly needsImage?: true
  /** Its noise takes values of training rows, which a saved model does not have. */
  readonly takesFromTrainingRows?: true
  /** Mixes rows and their answers, which leaves nothing to average over in prediction. A method does so once at most. */
  readonly mixes?: true
  /** By site, how probably a unit is kept: for noise that consists of masks over units, which can be enumerated; undefined for other. */
  keeps?(args: Arguments<P>, architecture: Architecture): readonly number[] | undefined
  /** When masks over units are made up for: kept values grow in training, or all values shrink in prediction. */
  readonly compensation?: 'training' | 'prediction'
  /** What others call exactly this, in lower case. */
  readonly alsoCalled?: readonly string[]
  /** Names, in lower case, under which it is looked for and which do not say enough. */
  readonly loosely?: readonly string[]
  /** Needs validation rows. */
  readonly needsValidation?: true
  /** Means something only for classes. */
  readonly classificationOnly?: true
  /**
   * May join a cocktail, as its one ingredient of this kind. How strong is looked for in the `search` ranges of its parameters;
   * without any it is in with its defaults, or not.
   */
  readonly ingredient?: IngredientKind
  /** Refuses settings of training with which the term, as written, means nothing. */
  checkTraining?(term: string, training: Pick<TrainingSettings, 'batchSize' | 'schedule'>): void
  /** Checks what `params` alone cannot: combinations of arguments. Throws a usage error that starts with `term`. */
  check?(term: string, args: Arguments<P>): void
  /** Checks what only the network can tell. Throws a usage error that starts with `term`. */
  checkNetwork?(term: string, args: Arguments<P>, architecture: Architecture): void
  /** What to know before it is used for these classes, if anything: a sentence that starts with `term`. */
  advise?(term: string, classes: readonly string[]): string | null
  /** Its noise may change the sign of a hidden activation, or its gradient reaches those that masks hide. */
  readonly needsUnperturbed?: true
  /** Terms beside which it means nothing, and what then to do: a clause. */
  readonly excludes?: Readonly<Record<string, string>>
  /** The same, where that depends on its arguments. */
  excludesBy?(args: Arguments<P>): Readonly<Record<string, string>>
  /** Why no strength of it gives the run of `none`, and what does. A sentence; absent where a strength does. */
  readonly withoutNeutral?: string
  /** Numbers beside weights and biases that prediction reads. */
  parameters?(args: Arguments<P>, architecture: Architecture): ExtraParameters[]
  /** Regions it keeps for up to `rows` at once: a minibatch, or a prediction chunk. */
  requests?(
    args: Arguments<P>,
    architecture: Architecture,
    rows: number,
    layout: ParameterLayout,
  ): RegionRequest[]
  create(args: Arguments<P>, context: RegularizerContext): Hooks
}

/** Gives `create` and `check` the types of the params beside them. */
export const defineRegularizer = <const P extends Params>(regularizer: Regularizer<P>): Regularizer<P> =>
  regularizer
