/** Small models in the main thread, laid one after the other over one memory: what the checks look at. */
import type { CoreExports } from '../core/exports.ts'
import { type Build, compileCore, createMemory, instantiateCore, optimizeAtOnce } from '../core/load.ts'
import { randomKey, WordSource } from '../core/random.ts'
import type { Dataset, FeatureScaling, Split, TargetScaling, Task } from '../data/dataset.ts'
import { defaultDataOptions } from '../data/options.ts'
import { loadDataset } from '../data/read/load.ts'
import { makeSplits } from '../data/split.ts'
import { type Experiment, validationFractionOf } from '../experiment/config.ts'
import { reserveTrials, TrialRunner } from '../experiment/run/trial.ts'
import type { ActivationName } from '../nn/activation.ts'
import { parseMethod } from '../regularizers/method.ts'
import type { TrialResult } from '../results/trial.ts'
import type { NetworkSettings } from '../settings/network.ts'
import { absentOf } from '../settings/setting.ts'
import { type TrainingSettings, training as trainingGroup } from '../settings/training.ts'
import type { LayerFactors, Model } from '../training/model.ts'
import { reserveWithin, Workspace } from '../training/workspace.ts'

/** Rows, and what a model of them is made of; scaling is the identity unless given. */
export interface Setup {
  readonly dataset: Dataset
  readonly split: Split
  readonly features?: FeatureScaling
  readonly target?: TargetScaling
  readonly network: NetworkSettings
  readonly training: TrainingSettings
  readonly seed: number
  readonly layerFactors?: LayerFactors
}

/** What trials are of. */
export interface RigData {
  /** Its bundled name. */
  readonly dataset?: string
  readonly network?: Partial<NetworkSettings>
}

const MEMORY_BYTES = 8 << 20

export class Rig {
  readonly build: Build
  readonly core: CoreExports
  readonly #module: WebAssembly.Module
  readonly #memory: WebAssembly.Memory
  readonly #words: WordSource

  static async open(build: Build): Promise<Rig> {
    return new Rig(build, await compileCore(build))
  }

  private constructor(build: Build, module: WebAssembly.Module) {
    optimizeAtOnce()
    this.build = build
    this.#module = module
    this.#memory = createMemory(MEMORY_BYTES)
    this.core = instantiateCore(module, this.#memory)
    this.#words = new WordSource(module)
  }

  /**
   * The model that a trial of the method would train. It stands in the place of the one before, which is gone. `core`
   * may be a wrapper that watches the calls.
   */
  model(spec: string, setup: Setup, core: CoreExports = this.core): Model {
    const { dataset, split, network, training, seed, layerFactors } = setup
    const method = parseMethod(spec)
    const needs = { methods: [method], network, training }
    const shared = reserveWithin(this.#module, this.#memory, core, dataset, needs)
    const { features = unscaled(dataset.features.length), target = { mean: 0, deviation: 1 } } = setup
    return new Workspace(shared, { network, training, seed, scale: 'none' }, core).model(method, split, {
      scaling: { features, target },
      layerFactors,
    })
  }

  /**
   * Trials on the first of five folds of iris, as `compare` runs them; on another dataset where one is named, and with another network
   * where it says so.
   */
  async trials(
    specs: readonly string[],
    changes: Partial<TrainingSettings> = {},
    seed = 0,
    { dataset: name = 'iris', network = {} }: RigData = {},
  ): Promise<TrialResult[]> {
    const dataset = await loadDataset(name, defaultDataOptions)
    const methods = specs.map(parseMethod)
    const experiment: Experiment = {
      methods,
      network: { hidden: [16, 8], activation: 'relu', init: 'he', ...network },
      training: { ...TOY_TRAINING, epochs: 20, batchSize: 16, learningRate: 0.05, ...changes },
      evaluation: { folds: 5, repeats: 1, validationFraction: validationFractionOf(undefined, methods) },
      scale: 'standard',
      seed,
      build: this.build,
    }
    const [split] = makeSplits(dataset, experiment.evaluation, (purpose, repeat, fold, count) =>
      this.#words.words(randomKey(seed, purpose, repeat, fold), count),
    )
    const runner = new TrialRunner(await reserveTrials(dataset, experiment, 1), experiment, 0)
    return methods.map((method) => runner.run({ method, split }))
  }
}

const TOY_TRAINING: TrainingSettings = {
  ...absentOf(trainingGroup.settings),
  epochs: 1,
  batchSize: 8,
  learningRate: 0.1,
  optimizer: 'sgd',
  momentum: 0.9,
  schedule: 'constant',
}

/** A made-up table, all of it for training, and a network of these sizes (features, hidden widths, outputs). */
export function toy(
  task: Task,
  rows: number,
  sizes: readonly number[],
  activation: ActivationName = 'relu',
  training: Partial<TrainingSettings> = {},
): Setup {
  const width = sizes[0]
  const outputs = sizes[sizes.length - 1]
  const classification = task === 'classification'
  const indices = Array.from({ length: rows }, (_, row) => row)
  const dataset: Dataset = {
    name: 'toy',
    rows,
    features: Array.from({ length: width }, (_, j) => ({ name: `x${j}`, column: `x${j}` })),
    matrix: Float32Array.from({ length: rows * width }, (_, i) => 1.5 * wave(i)),
    target: 'y',
    task,
    classes: classification ? Array.from({ length: outputs }, (_, label) => `${label}`) : [],
    labels: Int32Array.from(classification ? indices.map((row) => (row * row + (row >> 2)) % outputs) : []),
    targets: Float64Array.from(classification ? [] : indices.map((row) => wave(row + 0.5))),
    trainableRows: rows,
    hash: '',
    notes: [],
  }
  const none = new Int32Array(0)
  return {
    dataset,
    split: { repeat: 0, fold: 0, train: Int32Array.from(indices), validation: none, test: none },
    network: { hidden: sizes.slice(1, -1), activation, init: 'he' },
    training: { ...TOY_TRAINING, batchSize: rows, ...training },
    seed: 0,
  }
}

/** Numbers between -1 and 1 without a pattern. */
const wave = (i: number): number => Math.sin(1 + 2.399963 * i + 0.7 * i * i)

const unscaled = (width: number): FeatureScaling => ({
  columns: Int32Array.from({ length: width }, (_, j) => j),
  fill: new Float32Array(width),
  shift: new Float32Array(width),
  scale: new Float32Array(width).fill(1),
  low: new Float32Array(width).fill(-Infinity),
  high: new Float32Array(width).fill(Infinity),
})
