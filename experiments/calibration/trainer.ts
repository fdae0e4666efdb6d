/** Trains the methods of a cell by regbench's own code, and predicts rows by them. */
import { compileCore } from '../../src/core/load.ts'
import { randomKey, WordSource } from '../../src/core/random.ts'
import type { Dataset, Split } from '../../src/data/dataset.ts'
import { splitsWithin } from '../../src/data/split.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { DEFAULT_TRAINING, type TrainingSettings } from '../../src/settings/training.ts'
import { type Model, PREDICTION_ROWS } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { reserve, type Scaling, Workspace } from '../../src/training/workspace.ts'
import { type Cell, nameOf, taskOf } from './cells.ts'
import type { Source } from './sources.ts'

/** A method trained on the training rows of a split. */
export interface Trained {
  readonly scaling: Scaling
  /** [rows] probability of class 1, or the value, of rows of the dataset; until another one is trained. */
  predict(rows: Int32Array): Float64Array
  /** The same for a regression on the standardised target. */
  predictScaled(rows: Int32Array): Float64Array
}

/** Trains methods of one cell, in memory that is reserved once. */
export interface Trainer {
  readonly dataset: Dataset
  /** Folds of some of the rows, drawn by the number of the simulation. */
  folds(simulation: number, repeat: number, rows: Int32Array, count: number): Split[]
  /** @param method index among the cell's. */
  train(simulation: number, method: number, split: Split): Trained
}

export async function openTrainer(cell: Cell, source: Source): Promise<Trainer> {
  const network = { ...DEFAULT_NETWORK, hidden: [16] }
  const training: TrainingSettings = {
    ...DEFAULT_TRAINING,
    optimizer: 'momentum',
    momentum: 0.9,
    schedule: 'constant',
    batchSize: 32,
    epochs: cell.epochs,
    learningRate: cell.learningRate,
  }
  const methods = cell.methods.map(({ spec }) => parseMethod(spec))
  const shared = await reserve(source.dataset, { methods, network, training, build: 'strict' })
  const { dataset, memory } = shared
  const words = new WordSource(await compileCore('strict'))
  const isClasses = taskOf(cell.kind) === 'classification'
  const workspaces = new Map<number, Workspace>()
  let current = -1

  const workspaceOf = (simulation: number, seed: number): Workspace => {
    if (simulation !== current) workspaces.clear()
    current = simulation
    const known = workspaces.get(seed)
    if (known !== undefined) return known
    const workspace = new Workspace(shared, { network, training, scale: 'standard', seed })
    workspaces.set(seed, workspace)
    return workspace
  }

  return {
    dataset,
    folds(simulation, repeat, rows, count) {
      // Plain folds: quantiles of a target that few rows have would be one more thing to explain.
      const inner = { validationFraction: 0, stratify: isClasses }
      return splitsWithin(dataset, rows, count, inner, (_, size) =>
        words.words(randomKey(simulation, 'split', repeat, cell.rows), size),
      ).map((split): Split => ({ ...split, repeat }))
    },
    train(simulation, method, split) {
      const seed = simulation + 1_000_003 * cell.methods[method].copy
      const workspace = workspaceOf(simulation, seed)
      const scaling = workspace.scaling(split)
      const model = workspace.model(methods[method], split, { scaling })
      const outcome = train(model, training, randomKey(seed, 'order', split.repeat, split.fold))
      if (!outcome.finite) throw new Error(`${nameOf(cell)}, simulation ${simulation}: diverged`)
      const { mean, deviation } = scaling.target
      const predictScaled = (rows: Int32Array) => predict(model, memory, rows, isClasses)
      return {
        scaling,
        predictScaled,
        predict: (rows) =>
          isClasses ? predictScaled(rows) : predictScaled(rows).map((value) => mean + deviation * value),
      }
    },
  }
}

/** [rows] probability of class 1, or the output on the standardised target. */
function predict(
  model: Model,
  memory: WebAssembly.Memory,
  rows: Int32Array,
  isClasses: boolean,
): Float64Array {
  // No row validates here, so that the region is free.
  const ids = model.arena.region('validation')
  model.arena.i32('validation').set(rows)
  const result = new Float64Array(rows.length)
  for (let start = 0; start < rows.length; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, rows.length - start)
    model.minibatch.loadFeatures(ids, start, model.net.activations[0], M)
    model.net.forwardPrediction(M)
    const { outputs } = model.net
    if (isClasses) model.kernels.softmax(outputs, outputs, M, 2)
    const values = new Float32Array(memory.buffer, outputs.ptr, M * (isClasses ? 2 : 1))
    for (let i = 0; i < M; i++) result[start + i] = isClasses ? values[2 * i + 1] : values[i]
  }
  return result
}
