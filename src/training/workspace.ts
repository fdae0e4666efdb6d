/**
 * The one set-up of everything that trains or predicts: memory that holds one copy of the data and a place for each model,
 * and models laid into those places. `reserve` makes the part that threads share; each of them opens a Workspace over it.
 */

import { ALIGN, Arena, planArena } from '../core/arena.ts'
import type { CoreExports } from '../core/exports.ts'
import { type Build, compileCore, createMemory, HEAP_BASE, instantiateCore } from '../core/load.ts'
import { type OpenCore, openCore, planningCore } from '../core/team.ts'
import type { Dataset, FeatureScaling, Split, TargetScaling } from '../data/dataset.ts'
import { fitInputs } from '../data/fitInputs.ts'
import { fitTarget } from '../data/scale.ts'
import type { Architecture } from '../nn/architecture.ts'
import { NONE } from '../regularizers/index.ts'
import { checkMethod, type Method, parseMethod } from '../regularizers/method.ts'
import type { Scale } from '../settings/data.ts'
import type { NetworkSettings } from '../settings/network.ts'
import type { TrainingSettings } from '../settings/training.ts'
import { internalError } from '../util/errors.ts'
import { planData } from './minibatch.ts'
import {
  architectureOf,
  buildModel,
  type LayerFactors,
  linearSettings,
  type Model,
  planModel,
} from './model.ts'

/** Plain and cloneable: what a worker thread is given. */
export interface SharedWorkspace {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** Its matrix, labels and targets are views of `memory`. */
  readonly dataset: Dataset
  /** Where the place of each model starts. */
  readonly bases: readonly number[]
  /** Threads that work on one model, 1 where absent; results do not depend on it. */
  readonly threads?: number
}

/** What there must be room for: any of the methods. */
export interface Needs {
  readonly methods: readonly Method[]
  readonly network: NetworkSettings
  readonly training: TrainingSettings
  /** Whether a linear model is to have room too. */
  readonly linear?: boolean
}

/** What all models of a workspace have in common. */
export interface WorkspaceSettings {
  readonly network: NetworkSettings
  readonly training: TrainingSettings
  readonly scale: Scale
  readonly seed: number
}

/** Fitted on the training rows of a split, or given. */
export interface Scaling {
  readonly features: FeatureScaling
  readonly target: TargetScaling
}

export interface ModelOptions {
  /** Number of the place, 0 where absent; the model that stood there is gone. */
  readonly place?: number
  readonly layerFactors?: LayerFactors | undefined
  /** In place of what the split's training rows give. */
  readonly scaling?: Scaling
  /** A model without hidden layers, as `Needs.linear` has made room for. */
  readonly linear?: boolean
}

export interface RoomOptions {
  /** Models that stand side by side, 1 where absent. */
  readonly places?: number | undefined
  /** Threads that work on one model, 1 where absent. */
  readonly threads?: number | undefined
}

/**
 * Compiles the core and reserves memory for the data and `places` models.
 * @throws a usage error for a method that does not suit the dataset or the network, a failure where there is too little memory
 */
export async function reserve(
  dataset: Dataset,
  needs: Needs & { readonly build: Build },
  { places = 1, threads = 1 }: RoomOptions = {},
): Promise<SharedWorkspace> {
  const module = await compileCore(needs.build)
  const planner = planningCore(instantiateCore(module, createMemory(0)), threads)
  const plan = planRoom(planner, dataset, needs, places)
  return { module, threads, ...furnish(createMemory(plan.end - HEAP_BASE), dataset, plan) }
}

/** As `reserve` does for one model, in memory that is there already; what it holds is lost. */
export function reserveWithin(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  core: CoreExports,
  dataset: Dataset,
  needs: Needs,
): SharedWorkspace {
  const plan = planRoom(core, dataset, needs, 1)
  if (plan.end > memory.buffer.byteLength) {
    throw internalError(`the model takes ${plan.end} bytes of a memory of ${memory.buffer.byteLength}`)
  }
  return { module, ...furnish(memory, dataset, plan) }
}

interface RoomPlan {
  readonly bases: readonly number[]
  /** The first address behind the last place. */
  readonly end: number
}

/** A place is as large as the largest of the models; a split may read fewer features than the dataset has, never more. */
function planRoom(core: CoreExports, dataset: Dataset, needs: Needs, places: number): RoomPlan {
  const { methods, network, training, linear = false } = needs
  const width = dataset.features.length
  const architecture = architectureOf(network, dataset, width)
  const bytes = methods.map((method) => {
    checkMethod(method, architecture)
    return planModel(core, method, network, training, dataset, width).arena.bytes
  })
  if (linear) {
    const { network, training } = linearSettings(needs)
    bytes.push(planModel(core, parseMethod(NONE), network, training, dataset, width).arena.bytes)
  }
  const place = Math.max(...bytes)
  const data = planArena(planData(dataset))
  const first = Math.ceil((HEAP_BASE + data.bytes) / ALIGN) * ALIGN
  return {
    bases: Array.from({ length: places }, (_, number) => first + number * place),
    end: first + places * place,
  }
}

function furnish(memory: WebAssembly.Memory, dataset: Dataset, { bases }: RoomPlan) {
  const arena = Arena.toFill(memory, HEAP_BASE, planArena(planData(dataset)))
  return { memory, bases, dataset: placeData(dataset, arena) }
}

function placeData(dataset: Dataset, arena: Arena): Dataset {
  const matrix = arena.f32('matrix')
  matrix.set(dataset.matrix)
  if (dataset.task === 'classification') {
    const labels = arena.i32('labels')
    labels.set(dataset.labels)
    return { ...dataset, matrix, labels }
  }
  const targets = arena.f64('targets')
  targets.set(dataset.targets)
  return { ...dataset, matrix, targets }
}

/** The data regions of a workspace, without touching what they hold. */
export const dataArena = ({ memory, dataset }: Pick<SharedWorkspace, 'memory' | 'dataset'>): Arena =>
  Arena.over(memory, HEAP_BASE, planArena(planData(dataset)))

export class Workspace {
  /** Its matrix, labels and targets are views of the workspace's memory. */
  readonly dataset: Dataset
  readonly #shared: SharedWorkspace
  readonly #settings: WorkspaceSettings
  readonly #team: OpenCore
  readonly #data: Arena
  /** The core is one for one thread, and nobody watches its calls. */
  readonly #isPlain: boolean
  /** The scaling of the last split: models of one split come together. */
  #fitted: { readonly split: Split; readonly scaling: Scaling } | null = null

  /** Memory of its own, for one thread that has helpers where there are several `threads`. */
  static async open(
    dataset: Dataset,
    settings: WorkspaceSettings & Needs & { readonly build: Build },
    options: RoomOptions = {},
  ): Promise<Workspace> {
    return new Workspace(await reserve(dataset, settings, options), settings)
  }

  /** `core` may be a wrapper that watches the calls. */
  constructor(shared: SharedWorkspace, settings: WorkspaceSettings, core?: CoreExports) {
    this.dataset = shared.dataset
    this.#shared = shared
    this.#settings = settings
    this.#data = dataArena(shared)
    this.#isPlain = core === undefined && (shared.threads ?? 1) === 1
    this.#team =
      core === undefined
        ? openCore(shared.module, shared.memory, shared.threads)
        : { core, ready: () => {}, close: async () => {} }
  }

  /** What the training rows of a split say about scales; always the same object for the same split asked again. */
  scaling(split: Split): Scaling {
    if (this.#fitted?.split !== split) {
      const { network, scale } = this.#settings
      const features = fitInputs(this.dataset, split.train, scale, network)
      this.#fitted = { split, scaling: { features, target: fitTarget(this.dataset, split.train) } }
    }
    return this.#fitted.scaling
  }

  /** Layer sizes of the models of a split; features that its training rows say nothing about are left out. */
  architecture(split: Split): Architecture {
    const { features } = this.scaling(split)
    return architectureOf(this.#settings.network, this.dataset, features.columns.length)
  }

  /** A model with fresh weights, laid into one of the places, for the rows of a split. */
  model(
    method: Method,
    split: Split,
    { place = 0, layerFactors, scaling, linear = false }: ModelOptions = {},
  ): Model {
    const { network, training } = linear ? linearSettings(this.#settings) : this.#settings
    const { seed } = this.#settings
    const { dataset } = this
    const { features, target } = scaling ?? this.scaling(split)
    const { core } = this.#team
    const plan = planModel(core, method, network, training, dataset, features.columns.length)
    return buildModel(core, this.#shared.memory, this.#shared.bases[place], plan, method, {
      dataset,
      data: this.#data,
      split,
      features,
      target,
      network,
      training,
      seed,
      replays: this.#isPlain,
      ...(layerFactors && { layerFactors }),
    })
  }

  /** Blocks until the threads that help have started; work that begins before has the same bits. */
  ready(): void {
    this.#team.ready()
  }

  /** Ends the threads that help; a worker that ends takes them with it. */
  close(): Promise<void> {
    return this.#team.close()
  }
}
