/**
 * Everything one run needs, laid over one arena: the network, the optimizer, the hooks of its method and the minibatch
 * they share. `planModel` says what it costs before anything is reserved.
 */

import { Arena, type ArenaPlan, planArena, type Region, type RegionRequest } from '../core/arena.ts'
import { checkPlaces } from '../core/checks.ts'
import type { CoreExports } from '../core/exports.ts'
import { Kernels } from '../core/kernels.ts'
import { randomKey } from '../core/random.ts'
import type { RandomKey } from '../core/randomKey.ts'
import type { Dataset, FeatureScaling, Split, TargetScaling } from '../data/dataset.ts'
import { imageOf } from '../data/image.ts'
import { type Architecture, architectureOfLayers } from '../nn/architecture.ts'
import { initialize, initialNorm } from '../nn/init.ts'
import { createLayers } from '../nn/layer.ts'
import { parseLoss, type RegressionLoss, squared } from '../nn/loss.ts'
import { Network, type Noise, type Perturbation } from '../nn/network.ts'
import { type ParameterLayout, part, trainedExtras } from '../nn/parameters.ts'
import { type NetworkPlan, planNetwork } from '../nn/plan.ts'
import { groupedOptimizer } from '../optimizers/grouped.ts'
import { optimizers } from '../optimizers/index.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { type Clock, STOPPED } from '../regularizers/clock.ts'
import {
  checkTask,
  checkTraining,
  createHooks,
  type Method,
  methodParameters,
  methodRequests,
  mixes,
  needsUnperturbed,
} from '../regularizers/method.ts'
import type { Hooks, TrainingRows } from '../regularizers/regularizer.ts'
import { layersOf, type NetworkSettings } from '../settings/network.ts'
import type { TrainingSettings } from '../settings/training.ts'
import { internalError, usageError } from '../util/errors.ts'
import { GradientNorm } from './gradientNorm.ts'
import { createHead, type Head } from './head.ts'
import { Minibatch, planMinibatch } from './minibatch.ts'
import { isSteady, StepGradients, stepRequests } from './stepGradients.ts'
import { checkClassWeights, rowWeights, weightKinds } from './weights.ts'

/** By layer, what becomes of the settings that all layers share; biases keep them. */
export interface LayerFactors {
  /** Factors of the initial weights. */
  readonly init: readonly number[]
  /** Factors of the learning rate of the weights. */
  readonly rate: readonly number[]
}

/** Rows of one prediction chunk: large enough for the matrix products, small enough for the cache. */
export const PREDICTION_ROWS = 256

export interface ModelPlan {
  readonly net: NetworkPlan
  readonly arena: ArenaPlan
}

/**
 * `width` features are read of each row; splits hold at most `rows` rows in all.
 * @throws a usage error for a method that cannot learn the dataset's kind of target
 */
export function planModel(
  core: CoreExports,
  method: Method,
  network: NetworkSettings,
  training: TrainingSettings,
  dataset: Dataset,
  width: number,
): ModelPlan {
  checkTask(method, dataset.task)
  checkTraining(method, training)
  checkClassWeights(dataset, training.classWeight)
  lossOf(training, dataset)
  const architecture = architectureOf(network, dataset, width)
  const { batchSize, optimizer } = training
  const rows = Math.max(batchSize, PREDICTION_ROWS)
  const net = planNetwork(
    architecture,
    batchSize,
    PREDICTION_ROWS,
    core,
    needsUnperturbed(method),
    methodParameters(method, architecture),
  )
  const { layout } = net
  const requests: RegionRequest[] = [
    ...net.requests,
    ...optimizers[optimizer].slots.map((name) => ({
      name,
      type: 'f32' as const,
      length: layout.trained.length,
    })),
    { name: 'best parameters', type: 'f32', length: layout.length },
    ...planMinibatch(width, rows, {
      classes: dataset.classes.length,
      trainRows: batchSize,
      weighted: dataset.rows,
      kinds: weightKinds(dataset, training.classWeight),
      mayBeRecoded: dataset.exactColumns !== undefined,
      mixes: mixes(method),
    }),
    // Noise is drawn for minibatches, and for prediction chunks when sampled networks are averaged.
    ...methodRequests(method, architecture, rows, layout),
    ...stepRequests(architecture.layers.length),
    ...['train', 'validation', 'test', 'order', 'words'].map((name) => ({
      name,
      type: 'i32' as const,
      length: Math.ceil(dataset.rows / 4) * 4,
    })),
  ]
  return { net, arena: planArena(requests) }
}

/** @throws a usage error for a loss of numbers where there are classes */
function lossOf({ loss: text }: TrainingSettings, { task, target }: Dataset): RegressionLoss {
  const loss = parseLoss(text)
  if (loss === undefined) throw internalError(`no loss is called ${text}`)
  if (task === 'classification' && loss.text !== squared.text) {
    throw usageError(
      `--loss ${text} is for a number to predict, and "${target}" has classes, whose loss is the cross-entropy; leave --loss out`,
    )
  }
  return loss
}

/** The settings of a model without hidden layers, fitted on passes of many rows rather than minibatches. */
export function linearSettings({
  network: { network: _, ...rest },
  training,
}: {
  readonly network: NetworkSettings
  readonly training: TrainingSettings
}) {
  return {
    network: { ...rest, hidden: [] },
    training: { ...training, batchSize: PREDICTION_ROWS },
  }
}

export function architectureOf(network: NetworkSettings, dataset: Dataset, width: number): Architecture {
  const outputs = dataset.task === 'classification' ? dataset.classes.length : 1
  const image = imageOf(network, dataset)
  return architectureOfLayers(image ?? width, layersOf(network), outputs, network.activation)
}

/** What the norm of all of the network's weights is close to before it is trained. */
export const freshNormOf = ({ layers }: Architecture, { init }: NetworkSettings): number =>
  initialNorm(layers, init)

export interface RowSet {
  readonly ids: Region
  readonly count: number
}

export interface Model {
  readonly kernels: Kernels
  readonly arena: Arena
  readonly plan: ModelPlan
  readonly net: Network
  readonly head: Head
  readonly minibatch: Minibatch
  readonly stepGradients: StepGradients
  readonly gradientNorm: GradientNorm
  readonly optimizer: Optimizer
  readonly hooks: readonly Hooks[]
  /** What hooks know of the training rows. */
  readonly rows: TrainingRows
  /** Where its training stands; hooks read it. */
  readonly clock: { -readonly [K in keyof Clock]: Clock[K] }
  readonly train: RowSet
  readonly validation: RowSet
  readonly test: RowSet
  /** Stream of the noise of sampled networks, counted by the sample where training counts updates. */
  readonly averageKey: RandomKey
  readonly targetDeviation: number
}

/** Lays the plan over memory from `base` on, with fresh weights and the split's rows in place. */
export function buildModel(
  core: CoreExports,
  memory: WebAssembly.Memory,
  base: number,
  plan: ModelPlan,
  method: Method,
  setup: {
    readonly dataset: Dataset
    readonly data: Arena
    readonly split: Split
    readonly features: FeatureScaling
    readonly target: TargetScaling
    readonly network: NetworkSettings
    readonly training: TrainingSettings
    readonly seed: number
    readonly layerFactors?: LayerFactors
    /** Steps may be made from lists of calls: `core` is the core itself. */
    readonly replays: boolean
  },
): Model {
  const { dataset, split, network, training, seed, layerFactors } = setup
  const { architecture, layout } = plan.net
  const arena = new Arena(memory, base, plan.arena)
  const kernels = new Kernels(core, arena.region('gemm scratch'))
  const parameters = arena.region('parameters')
  const gradients = arena.region('gradients')
  const optimizer = createOptimizer(kernels, arena, layout, training, layerFactors)
  const layers = createLayers(plan.net, arena)
  initialize(kernels, layers, network.init, randomKey(seed, 'init', split.repeat, split.fold))
  layerFactors?.init.forEach((factor, l) => {
    kernels.scale(layers[l].weights, factor, layers[l].weights.length)
  })
  const placed = (name: 'train' | 'validation' | 'test') => placeRows(arena, dataset, split, name)
  const train = placed('train')
  const minibatch = new Minibatch(
    kernels,
    arena,
    setup.data,
    dataset,
    setup.features,
    setup.target,
    rowWeights(dataset, split, training.classWeight),
  )
  const rows = trainingRows(dataset, setup.features, train, minibatch)
  const clock = { ...STOPPED }
  const hooks = createHooks(method, {
    kernels,
    arena,
    architecture,
    layout,
    layers,
    parameters,
    gradients,
    optimizer,
    rows,
    maskKey: randomKey(seed, 'mask', split.repeat, split.fold),
    clock,
  })
  const net = new Network(kernels, arena, plan.net, layers, combineNoise(hooks, architecture))
  const steady = setup.replays && net.isSteady && minibatch.isSteady && hooks.every(isSteady)
  return {
    kernels,
    arena,
    plan,
    net,
    head: headOf(dataset, kernels, architecture, hooks, training),
    minibatch,
    stepGradients: new StepGradients(kernels, arena, steady),
    gradientNorm: new GradientNorm(kernels, gradients, training.clipNorm),
    optimizer,
    hooks,
    rows,
    train,
    validation: placed('validation'),
    test: placed('test'),
    clock,
    averageKey: randomKey(seed, 'average', split.repeat, split.fold),
    targetDeviation: setup.target.deviation,
  }
}

const headOf = (
  dataset: Dataset,
  kernels: Kernels,
  { sizes }: Architecture,
  hooks: readonly Hooks[],
  training: TrainingSettings,
): Head => {
  const smooths = hooks.find((hook) => hook.smoothing !== undefined)
  const smoothing = () => smooths?.smoothing ?? 0
  return createHead(dataset.task, kernels, sizes[sizes.length - 1], smoothing, lossOf(training, dataset))
}

function createOptimizer(
  kernels: Kernels,
  arena: Arena,
  layout: ParameterLayout,
  { optimizer, momentum }: TrainingSettings,
  layerFactors: LayerFactors | undefined,
): Optimizer {
  const entry = optimizers[optimizer]
  const context = {
    kernels,
    parameters: part(arena.region('parameters'), layout.trained, 'trained'),
    gradients: arena.region('gradients'),
    slots: entry.slots.map((name) => arena.region(name)),
    momentum,
  }
  if (layerFactors === undefined) return entry.create(context)
  return groupedOptimizer(entry, context, [
    ...layout.weights.map((range, l) => ({ range, rateFactor: layerFactors.rate[l] })),
    ...[...layout.biases, ...trainedExtras(layout)].map((range) => ({ range, rateFactor: 1 })),
  ])
}

function placeRows(
  arena: Arena,
  dataset: Dataset,
  split: Split,
  name: 'train' | 'validation' | 'test',
): RowSet {
  checkPlaces(split[name], dataset.rows, 'row')
  arena.i32(name).set(split[name])
  return { ids: arena.region(name), count: split[name].length }
}

const trainingRows = (
  dataset: Dataset,
  features: FeatureScaling,
  train: RowSet,
  minibatch: Minibatch,
): TrainingRows => ({
  ...train,
  ...columnsOf(dataset, features),
  isNumber: Array.from(
    features.columns,
    (j, k) => dataset.features[j]!.category === undefined && features.scale[k] !== 0,
  ),
  loadFeatures: (ids, start, x, M) => minibatch.loadFeatures(ids, start, x, M),
})

/** By feature of the network, the column of the table it is of: columns count from 0 as features come. */
function columnsOf({ features }: Dataset, { columns }: FeatureScaling) {
  const names = [...new Set(Array.from(columns, (j) => features[j]!.column))]
  const places = new Map(names.map((name, place) => [name, place]))
  return {
    columnOf: Array.from(columns, (j) => places.get(features[j]!.column)!),
    columns: names.length,
  }
}

/** What the hooks do to a forward pass, together. */
function combineNoise(hooks: readonly Hooks[], architecture: Architecture): Noise {
  const bySite = architecture.sizes.map((_, site) => site)
  // At most one hook has noise on weights, and one has units that stay away: the method grammar sees to that.
  const one = <T>(of: (hook: Hooks) => readonly (T | null)[] | undefined) =>
    hooks.map(of).find((list) => list !== undefined)
  return {
    perturbations: bySite.map((site) => inTurn(hooks.flatMap((hook) => hook.perturbations?.[site] ?? []))),
    // Those of a strength on a schedule change over the run.
    get predictionScale() {
      const scales = hooks.flatMap((hook) => (hook.predictionScale ? [hook.predictionScale] : []))
      return bySite.map((site) => scales.reduce((product, scale) => product * scale[site], 1))
    },
    weightNoise: one((hook) => hook.weightNoise) ?? [],
    poolNoise: one((hook) => hook.poolNoise) ?? [],
    keptUnits: one((hook) => hook.keptUnits) ?? bySite.map(() => null),
    norm: hooks.find((hook) => hook.norm !== undefined)?.norm ?? null,
  }
}

/** Perturbations of one site, first to last going forward. */
function inTurn(all: readonly Perturbation[]): Perturbation | null {
  if (all.length <= 1) return all[0] ?? null
  return {
    forward: (a, n, M) => {
      for (const perturbation of all) perturbation.forward(a, n, M)
    },
    backward: (dA, n, M) => {
      for (const perturbation of all.toReversed()) perturbation.backward(dA, n, M)
    },
    hide: (dA, n) => {
      for (const perturbation of all) perturbation.hide?.(dA, n)
    },
    needsUnperturbed: all.some((perturbation) => perturbation.needsUnperturbed),
    isExact: all.every((perturbation) => perturbation.isExact),
  }
}
