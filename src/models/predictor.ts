/** Prediction with a fitted model: raw rows in, what the user reads out. */
import { Arena, planArena } from '../core/arena.ts'
import { type Build, compileCore, createMemory, HEAP_BASE, instantiateCore } from '../core/load.ts'
import type { Dataset } from '../data/dataset.ts'
import { scalingOf, widthOf } from '../data/inputs.ts'
import { parseMethod } from '../regularizers/method.ts'
import { type FittedModel, scalesOf } from '../training/fitted.ts'
import { planData } from '../training/minibatch.ts'
import {
  buildModel,
  type Model,
  type NetworkSettings,
  PREDICTION_ROWS,
  planModel,
  type TrainingSettings,
} from '../training/model.ts'
import { failure } from '../util/errors.ts'

export type Predictions =
  | {
      readonly task: 'classification'
      readonly rows: number
      /** [rows] the most probable class, the first on ties: an index into the model's classes. */
      readonly labels: Int32Array
      /** [rows x classes] */
      readonly probabilities: Float32Array
    }
  | {
      readonly task: 'regression'
      readonly rows: number
      /** [rows], in the target's unit. */
      readonly values: Float64Array
    }

export interface Predictor {
  /** `matrix` [rows x features] as `RowChunk` has it; any number of rows. Draws no random number. */
  predict(matrix: Float32Array, rows: number): Predictions
}

/** Nothing is trained: the smallest settings that lay out a model. */
const NO_TRAINING: TrainingSettings = {
  epochs: 1,
  batchSize: 1,
  learningRate: 1,
  optimizer: 'sgd',
  momentum: 0,
  schedule: 'constant',
}

/** Lays the model out once; every call of `predict` then reuses the same memory. */
export async function createPredictor(fitted: FittedModel, build: Build = 'strict'): Promise<Predictor> {
  const width = widthOf(fitted.inputs)
  const outputs = fitted.architecture.sizes[fitted.architecture.sizes.length - 1]
  const { model, matrix } = await layOut(fitted, width, build)
  const { kernels, mlp, minibatch, test, arena } = model
  const out = arena.f32(mlp.outputs.name)

  /** Leaves the outputs of up to PREDICTION_ROWS rows in `out`. */
  const forward = (values: Float32Array, M: number) => {
    matrix.set(values)
    minibatch.loadFeatures(test.ids, 0, mlp.activations[0], M)
    mlp.forwardPrediction(M)
  }

  return {
    predict(values, rows) {
      const { mean, deviation } = fitted.targetScaling
      const labels = new Int32Array(rows)
      const probabilities = new Float32Array(rows * outputs)
      const predicted = new Float64Array(rows)
      for (let start = 0; start < rows; start += PREDICTION_ROWS) {
        const M = Math.min(PREDICTION_ROWS, rows - start)
        forward(values.subarray(start * width, (start + M) * width), M)
        if (fitted.task === 'regression') {
          for (let i = 0; i < M; i++) predicted[start + i] = out[i] * deviation + mean
        } else {
          for (let i = 0; i < M; i++) labels[start + i] = largest(out, i * outputs, outputs)
          // From here on `out` holds probabilities.
          kernels.softmax(mlp.outputs, mlp.outputs, M, outputs)
          probabilities.set(out.subarray(0, M * outputs), start * outputs)
        }
      }
      return fitted.task === 'regression'
        ? { task: 'regression', rows, values: predicted }
        : { task: 'classification', rows, labels, probabilities }
    },
  }
}

/** Index of the largest of `count` values from `at` on; the first on ties, as the core counts it. */
function largest(values: Float32Array, at: number, count: number): number {
  let best = 0
  for (let j = 1; j < count; j++) if (values[at + j] > values[at + best]) best = j
  return best
}

async function layOut(fitted: FittedModel, width: number, build: Build) {
  const { architecture, layers, classes, task, target } = fitted
  const method = parseMethod(fitted.method)
  const network: NetworkSettings = {
    hidden: architecture.sizes.slice(1, -1),
    activation: architecture.activation,
    init: 'he',
  }
  const module = await compileCore(build)
  const core = instantiateCore(module, createMemory(0))
  const dataset: Dataset = {
    name: '',
    rows: PREDICTION_ROWS,
    features: Array.from({ length: width }, (_, j) => ({ name: `${j}`, column: `${j}` })),
    matrix: new Float32Array(0),
    offset: new Float64Array(width),
    unit: new Float64Array(width).fill(1),
    target,
    task,
    classes,
    labels: new Int32Array(0),
    targets: new Float64Array(0),
    trainableRows: PREDICTION_ROWS,
    hash: '',
    notes: [],
  }
  const data = planArena(planData(dataset))
  const plan = planModel(core, method, network, NO_TRAINING, dataset, width)
  const memory = reserve(data.bytes + plan.arena.bytes)
  const all = Int32Array.from({ length: PREDICTION_ROWS }, (_, row) => row)
  const none = new Int32Array(0)
  const arena = new Arena(memory, HEAP_BASE, data)
  const model: Model = buildModel(
    instantiateCore(module, memory),
    memory,
    HEAP_BASE + data.bytes,
    plan,
    method,
    {
      dataset,
      data: arena,
      split: { repeat: 0, fold: 0, train: none, validation: none, test: all },
      features: scalingOf(fitted.inputs),
      target: fitted.targetScaling,
      network,
      training: NO_TRAINING,
      seed: 0,
    },
  )
  checkScale(fitted, model)
  const parameters = model.arena.f32('parameters')
  const { weights, biases } = plan.mlp.layout
  layers.forEach((layer, l) => {
    parameters.set(layer.weights, weights[l].offset)
    parameters.set(layer.biases, biases[l].offset)
  })
  return { model, matrix: arena.f32('matrix') }
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

function reserve(bytes: number): WebAssembly.Memory {
  try {
    return createMemory(bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw failure(
      `the model needs ${Math.ceil(bytes / 2 ** 20)} MiB of memory, which are not to be had`,
      error,
    )
  }
}
