/** What training leaves behind, as plain data: all that prediction needs, and nothing that points into wasm memory. */
import type { Region } from '../core/arena.ts'
import type { Dataset, FeatureScaling, TargetScaling, Task } from '../data/dataset.ts'
import { type Input, inputsOf } from '../data/inputs.ts'
import type { Channels } from '../data/scaleImages.ts'
import type { Architecture } from '../nn/architecture.ts'
import type { Hooks } from '../regularizers/regularizer.ts'
import type { Model } from './model.ts'
import { inTurn } from './networks.ts'

export interface FittedLayer {
  /** [fanIn x fanOut], row-major. */
  readonly weights: Float32Array
  /** [fanOut] */
  readonly biases: Float32Array
}

export interface FittedModel {
  /** Specification of the method it was trained with. */
  readonly method: string
  readonly task: Task
  /** Name of the target column. */
  readonly target: string
  /** In the order of the logits; empty for regression. */
  readonly classes: readonly string[]
  /** Regression: the prediction is output * deviation + mean. */
  readonly targetScaling: TargetScaling
  readonly inputs: readonly Input[]
  readonly architecture: Architecture
  readonly layers: readonly FittedLayer[]
  /** Further networks of the same shape, whose probabilities or predictions are averaged with its own; absent without any. */
  readonly others?: readonly (readonly FittedLayer[])[]
  /** By site (features, hidden layers, outputs): what its values are multiplied by in prediction. */
  readonly predictionScale: readonly number[]
  /** By layer: what its preactivations are multiplied by in prediction. */
  readonly preactivationScale: readonly number[]
  /** By pooling layer: the share of the probability-weighted mean in prediction (`PoolNoise.weighting`); absent where all are 0. */
  readonly poolWeighting?: readonly number[]
  /** How the columns of an image with several channels lie in the file; absent where those of a pixel are next to each other. */
  readonly channels?: 'first'
}

/** Copies a trained model out of its arena. */
export function fittedModel(
  model: Model,
  method: string,
  dataset: Dataset,
  features: FeatureScaling,
  targetScaling: TargetScaling,
  channels?: Channels,
): FittedModel {
  const { hooks } = model
  const { architecture } = model.plan.net
  return {
    method,
    task: dataset.task,
    target: dataset.target,
    classes: dataset.classes,
    targetScaling,
    inputs: inputsOf(dataset, features),
    architecture,
    ...networksOf(model),
    ...scalesOf(hooks, architecture.sizes.length),
    ...weightingOf(hooks),
    ...(channels === 'first' && architecture.images[0] !== null && { channels }),
  }
}

/** The last snapshot is the model itself. */
function networksOf(model: Model): Pick<FittedModel, 'layers' | 'others'> {
  const { arena, net } = model
  const copy = (region: Region) => arena.f32Of(region).slice()
  const networks: FittedLayer[][] = []
  for (const _ of inTurn(model)) {
    networks.push(
      net.predictingLayers().map(({ weights, biases }) => ({ weights: copy(weights), biases: copy(biases) })),
    )
  }
  const others = networks.slice(0, -1)
  return { layers: networks[networks.length - 1], ...(others.length > 0 && { others }) }
}

function weightingOf(hooks: readonly Hooks[]): Pick<FittedModel, 'poolWeighting'> {
  const noise = hooks.find(({ poolNoise }) => poolNoise !== undefined)?.poolNoise ?? []
  const poolWeighting = noise.map((own) => own?.weighting ?? 0)
  return poolWeighting.some((weighting) => weighting > 0) ? { poolWeighting } : {}
}

/** What a method multiplies by in prediction, all its hooks together. */
export function scalesOf(
  hooks: readonly Hooks[],
  sites: number,
): Pick<FittedModel, 'predictionScale' | 'preactivationScale'> {
  const product = (count: number, of: (hook: Hooks, i: number) => number | undefined) =>
    Array.from({ length: count }, (_, i) => hooks.reduce((all, hook) => all * (of(hook, i) ?? 1), 1))
  return {
    predictionScale: product(sites, (hook, site) => hook.predictionScale?.[site]),
    preactivationScale: product(sites - 1, (hook, l) => hook.weightNoise?.[l]?.predictionScale),
  }
}
