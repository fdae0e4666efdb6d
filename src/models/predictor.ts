/** Prediction with a fitted model: raw rows in, what the user reads out. */
import type { Build } from '../core/load.ts'
import type { Dataset, FeatureScaling } from '../data/dataset.ts'
import { columnsOfFeatures, scalingOf, widthOf } from '../data/inputs.ts'
import { imageColumns } from '../data/scaleImages.ts'
import { networkText } from '../nn/architecture.ts'
import { parseLayers } from '../nn/layerSpec.ts'
import { OVER } from '../regularizers/clock.ts'
import { regularizer } from '../regularizers/index.ts'
import { type Method, noisyPart, parseMethod } from '../regularizers/method.ts'
import { type Average, averageText, SCALE } from '../settings/average.ts'
import type { NetworkSettings } from '../settings/network.ts'
import { absentOf } from '../settings/setting.ts'
import { type TrainingSettings, training } from '../settings/training.ts'
import { checkAverage } from '../training/average.ts'
import { ArithmeticMean, type Spread } from '../training/averaging.ts'
import { type FittedModel, scalesOf } from '../training/fitted.ts'
import { type Model, PREDICTION_ROWS, type RowSet } from '../training/model.ts'
import { averagedNetworks, forwardGaussian, isOnePass, snapshotsOf } from '../training/networks.ts'
import { Workspace } from '../training/workspace.ts'
import { failure, usageError } from '../util/errors.ts'

export type Predictions =
  | {
      readonly task: 'classification'
      readonly rows: number
      /** [rows] the most probable class, the first on ties: an index into the model's classes. */
      readonly labels: Int32Array
      /** [rows x classes] */
      readonly probabilities: Float32Array
      readonly spread: SpreadColumns | null
    }
  | {
      readonly task: 'regression'
      readonly rows: number
      /** [rows], in the target's unit. */
      readonly values: Float64Array
      readonly spread: SpreadColumns | null
    }

/** How far the averaged networks disagree: null where no networks were averaged. */
export interface SpreadColumns {
  readonly names: readonly string[]
  /** [rows x names]; NaN where one network cannot tell. */
  readonly values: Float64Array
}

export interface Predictor {
  /**
   * `matrix` [rows x features] as `RowChunk` has it; any number of rows, the first of which is row `first` of the data: by
   * that number the noise of its sampled networks is keyed. Without sampled networks nothing random is drawn.
   */
  predict(matrix: Float32Array, rows: number, first?: number): Predictions
}

/** Nothing is trained: the smallest settings that lay out a model. */
const NO_TRAINING: TrainingSettings = {
  ...absentOf(training.settings),
  epochs: 1,
  batchSize: 1,
  learningRate: 1,
  optimizer: 'sgd',
  momentum: 0,
  schedule: 'constant',
}

/**
 * Lays the model out once; every call of `predict` then reuses the same memory.
 * @throws a usage error for an average that means nothing for the model's method
 */
export async function createPredictor(
  fitted: FittedModel,
  build: Build = 'strict',
  average: Average = SCALE,
): Promise<Predictor> {
  const method = parseMethod(fitted.method)
  checkAverage(average, [method], fitted.architecture)
  checkSaved(average, method)
  const width = widthOf(fitted.inputs)
  const { model, matrix } = await layOut(fitted, build)
  const forward = new Forward(fitted, model, matrix, average)
  const { out, outputs, spreadNames } = forward
  return {
    predict(values, rows, first = 0) {
      const { mean, deviation } = fitted.targetScaling
      const spread = spreadNames && {
        names: spreadNames,
        values: new Float64Array(rows * spreadNames.length),
      }
      const labels = new Int32Array(rows)
      const probabilities = new Float32Array(rows * outputs)
      const predicted = new Float64Array(rows)
      for (let start = 0; start < rows; start += PREDICTION_ROWS) {
        const M = Math.min(PREDICTION_ROWS, rows - start)
        const part = forward.run(
          values.subarray(start * width, (start + M) * width),
          labels.subarray(start, start + M),
          first + start,
        )
        if (spread !== null && part !== null) {
          const unit = fitted.task === 'regression' ? deviation : 1
          spread.values.set(spreadRows(part, outputs, unit), start * spread.names.length)
        }
        if (fitted.task === 'regression') {
          for (let i = 0; i < M; i++) predicted[start + i] = out[i] * deviation + mean
        } else {
          probabilities.set(out.subarray(0, M * outputs), start * outputs)
        }
      }
      return fitted.task === 'regression'
        ? { task: 'regression', rows, values: predicted, spread }
        : { task: 'classification', rows, labels, probabilities, spread }
    },
  }
}

/** Refuses to draw noise of a saved model from training rows, which it does not hold. */
function checkSaved(average: Average, method: Method): void {
  const term = method.terms.find(({ name }) => regularizer(name).takesFromTrainingRows)
  if (average.kind !== 'mc' || term === undefined) return
  throw usageError(
    `--average ${averageText(average)}: ${term.text} takes values of training rows, and a saved model holds none; leave --average out`,
  )
}

/** The forward pass of one chunk after the other through a model that is laid out. */
class Forward {
  /** The region in which a pass leaves the outputs of its rows. */
  readonly out: Float32Array
  /** Outputs of one row. */
  readonly outputs: number
  /** Null where no networks are averaged. */
  readonly spreadNames: readonly string[] | null
  readonly #model: Model
  readonly #matrix: Float32Array
  readonly #average: Average
  readonly #isClassification: boolean

  constructor(fitted: FittedModel, model: Model, matrix: Float32Array, average: Average) {
    const { sizes } = fitted.architecture
    this.out = model.arena.f32(model.net.outputs.name)
    this.outputs = sizes[sizes.length - 1]
    this.spreadNames = average.kind === 'mc' || average.kind === 'exact' ? spreadColumns(fitted) : null
    this.#model = model
    this.#matrix = matrix
    this.#average = average
    this.#isClassification = fitted.task === 'classification'
  }

  /**
   * Leaves the outputs of up to PREDICTION_ROWS rows, one for each of `labels`, in `out`: probabilities, or predictions. The
   * first of them is row `first` of the data. Returns how far they spread.
   */
  run(values: Float32Array, labels: Int32Array, first: number): Spread | null {
    const { net, minibatch, test } = this.#model
    this.#matrix.set(values)
    minibatch.loadFeatures(test.ids, 0, net.activations[0], labels.length)
    if (this.spreadNames !== null) return this.#averaged(labels, first)
    if (isOnePass(this.#model, this.#average)) this.#single(labels, first)
    else this.#together(labels, first)
    return null
  }

  #single(labels: Int32Array, first: number): void {
    const { kernels, net } = this.#model
    const M = labels.length
    if (this.#average.kind === 'gaussian') forwardGaussian(this.#model, this.#numbered(first, M), 0, M)
    else net.forwardPrediction(M)
    if (!this.#isClassification) return
    // By logits, of which fewer are equal than of the probabilities they round to.
    this.#label(this.out, labels)
    kernels.softmax(net.outputs, net.outputs, M, this.outputs)
  }

  /** Snapshots, none of whose noise is sampled. */
  #together(labels: Int32Array, first: number): void {
    const all = new ArithmeticMean(this.#model, labels.length)
    this.#addNetworks(all, labels.length, first)
    this.#label(all.mean, labels)
    this.out.set(all.mean)
  }

  #addNetworks(all: ArithmeticMean, M: number, first: number): void {
    const model = this.#model
    const networks = averagedNetworks(model, model.test, 0, M, this.#average, this.#numbered(first, M))
    for (const { weight } of networks) all.add(weight)
  }

  #averaged(labels: Int32Array, first: number): Spread {
    const M = labels.length
    const model = this.#model
    const all = new ArithmeticMean(model, M, { spread: true })
    this.#addNetworks(all, M, first)
    const samples = this.#average.kind === 'mc' ? this.#average.samples : undefined
    const networks = Math.max(1, snapshotsOf(model).length)
    this.#label(all.mean, labels)
    this.out.set(all.mean)
    return all.spread(samples && samples * networks)
  }

  #label(values: Float32Array | Float64Array, labels: Int32Array): void {
    for (let i = 0; i < labels.length; i++) labels[i] = largest(values, i * this.outputs, this.outputs)
  }

  /** Rows of the data by their own numbers, which noise goes by, while their values stand in the matrix from 0 on. */
  #numbered(first: number, M: number): RowSet {
    const ids = this.#model.arena.i32('validation')
    for (let i = 0; i < M; i++) ids[i] = first + i
    return { ids: this.#model.arena.region('validation'), count: M }
  }
}

/** Names of the columns that tell how far networks disagree. */
export const spreadColumns = ({ task, classes }: Pick<FittedModel, 'task' | 'classes'>): string[] =>
  task === 'regression'
    ? ['prediction_sd']
    : [...classes.map((name) => `probability_sd_${name}`), 'entropy', 'mutual_information']

/** [M x columns], deviations in the target's unit. */
function spreadRows(
  { deviations, entropies, mutualInformation }: Spread,
  outputs: number,
  unit: number,
): number[] {
  if (outputs === 1) return Array.from(deviations, (value) => unit * value)
  return Array.from(entropies).flatMap((entropy, r) => [
    ...deviations.subarray(r * outputs, (r + 1) * outputs),
    entropy,
    mutualInformation[r],
  ])
}

/** Index of the largest of `count` values from `at` on; the first on ties, as the core counts it. */
function largest(values: Float32Array | Float64Array, at: number, count: number): number {
  let best = 0
  for (let j = 1; j < count; j++) if (values[at + j] > values[at + best]) best = j
  return best
}

async function layOut(fitted: FittedModel, build: Build) {
  const { architecture, classes, task, target } = fitted
  // What acts in training alone has left its mark on the weights.
  const method = noisyPart(parseMethod(fitted.method))
  const layers = parseLayers(networkText(architecture)) ?? []
  const [image] = architecture.images
  const network: NetworkSettings = {
    hidden: [],
    network: layers,
    ...(image && { image }),
    activation: architecture.activation,
    init: 'he',
  }
  const dataset: Dataset = {
    name: '',
    rows: PREDICTION_ROWS,
    features: columnsOfFeatures(fitted.inputs).map((column, j) => ({ name: `${j}`, column })),
    matrix: new Float32Array(0),
    target,
    task,
    classes,
    labels: new Int32Array(0),
    targets: new Float64Array(0),
    trainableRows: PREDICTION_ROWS,
    hash: '',
    notes: [],
  }
  const settings = { network, training: NO_TRAINING, scale: 'none', seed: 0, build } as const
  const workspace = await Workspace.open(dataset, { ...settings, methods: [method] })
  const all = Int32Array.from({ length: PREDICTION_ROWS }, (_, row) => row)
  const none = new Int32Array(0)
  const split = { repeat: 0, fold: 0, train: none, validation: none, test: all }
  const model = workspace.model(method, split, {
    scaling: { features: featuresOf(fitted), target: fitted.targetScaling },
  })
  Object.assign(model.clock, OVER)
  checkScale(fitted, model)
  const parameters = model.arena.f32('parameters')
  const { weights, biases } = model.plan.net.layout
  const networks = [...(fitted.others ?? []), fitted.layers].map((network) => {
    network.forEach((layer, l) => {
      parameters.set(layer.weights, weights[l].offset)
      parameters.set(layer.biases, biases[l].offset)
    })
    return parameters.slice()
  })
  const hooks = [...model.hooks, { snapshots: () => networks }]
  return { model: { ...model, hooks }, matrix: workspace.dataset.matrix }
}

/** The scaling of new rows, in the order of the network: the channels of a pixel next to each other. */
function featuresOf({ inputs, architecture, channels }: FittedModel): FeatureScaling {
  const scaling = scalingOf(inputs)
  const [image] = architecture.images
  if (channels !== 'first' || image === null) return scaling
  const columns = imageColumns(image, channels)
  const ordered = (values: Float32Array) => Float32Array.from(columns, (j) => values[j])
  const { fill, shift, scale, low, high, bound, bend } = scaling
  return {
    columns,
    fill: ordered(fill),
    shift: ordered(shift),
    scale: ordered(scale),
    low: ordered(low),
    high: ordered(high),
    ...(bound && { bound: ordered(bound) }),
    ...(bend && { bend: ordered(bend) }),
  }
}

/** Should a method ever change what it does in prediction, models of before must not silently predict otherwise. */
function checkScale(fitted: FittedModel, { hooks }: Model): void {
  const { method, predictionScale, preactivationScale, architecture } = fitted
  const now = scalesOf(hooks, architecture.sizes.length)
  const before = [...predictionScale, ...preactivationScale]
  const after = [...now.predictionScale, ...now.preactivationScale]
  if (before.every((scale, i) => scale === after[i])) return
  throw failure(
    `the model multiplies by ${before.join(', ')} in prediction, ${method} here by ${after.join(', ')}: ` +
      'it was saved by another version of regbench',
  )
}
