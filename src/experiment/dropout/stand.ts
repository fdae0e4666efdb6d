/** One split of a dataset, and room for several models of it at once. */
import type { Arena } from '../../core/arena.ts'
import { instantiateCore } from '../../core/load.ts'
import type { Dataset, FeatureScaling, Split, TargetScaling } from '../../data/dataset.ts'
import { fitFeatures, fitTarget } from '../../data/scale.ts'
import { checkMethod, type Method } from '../../regularizers/method.ts'
import { architectureOf, buildModel, type LayerFactors, type Model, planModel } from '../../training/model.ts'
import type { Experiment } from '../config.ts'
import { createWorkspace, dataArena, type Workspace } from '../workspace.ts'

export class Stand {
  readonly split: Split
  readonly #experiment: Experiment
  readonly #workspace: Workspace
  readonly #data: Arena
  readonly #features: FeatureScaling
  readonly #target: TargetScaling

  /** Room for `places` models, each of any method of the experiment. */
  static async open(dataset: Dataset, split: Split, experiment: Experiment, places: number): Promise<Stand> {
    return new Stand(split, experiment, await createWorkspace(dataset, experiment, places))
  }

  private constructor(split: Split, experiment: Experiment, workspace: Workspace) {
    const { dataset } = workspace
    this.split = split
    this.#experiment = experiment
    this.#workspace = workspace
    this.#data = dataArena(workspace)
    this.#features = fitFeatures(dataset, split.train, experiment.scale)
    this.#target = fitTarget(dataset, split.train)
    for (const method of experiment.methods) checkMethod(method, this.architecture)
  }

  get architecture() {
    return architectureOf(this.#experiment.network, this.#workspace.dataset, this.#features.columns.length)
  }

  /** A fresh model in that place; the one that was there is gone. */
  model(place: number, method: Method, layerFactors?: LayerFactors): Model {
    const { network, training, seed } = this.#experiment
    const { module, memory, dataset, bases } = this.#workspace
    const core = instantiateCore(module, memory)
    const width = this.#features.columns.length
    const plan = planModel(core, method, network, training, dataset, width)
    return buildModel(core, memory, bases[place], plan, method, {
      dataset,
      data: this.#data,
      split: this.split,
      features: this.#features,
      target: this.#target,
      network,
      training,
      seed,
      ...(layerFactors && { layerFactors }),
    })
  }
}
