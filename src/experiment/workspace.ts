/** The memory of an experiment: one copy of the data that all workers read, and one arena for each worker. */
import { ALIGN, Arena, planArena } from '../core/arena.ts'
import type { CoreExports } from '../core/exports.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../core/load.ts'
import { planningCore } from '../core/team.ts'
import type { Dataset } from '../data/dataset.ts'
import { planData } from '../training/minibatch.ts'
import { planModel } from '../training/model.ts'
import type { Experiment } from './config.ts'
import { formsOf } from './nested.ts'

/** Plain and cloneable: what a worker thread is given. */
export interface Workspace {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  /** Its matrix, labels and targets are views of `memory`. */
  readonly dataset: Dataset
  /** Where each worker's arena starts. */
  readonly bases: readonly number[]
  /** Threads that work on one trial, 1 where absent; results do not depend on it. */
  readonly threads?: number
}

/** Compiles the core and reserves the memory for `workers` workers, each able to run any method of the experiment on `threads` threads. */
export async function createWorkspace(
  dataset: Dataset,
  experiment: Experiment,
  workers: number,
  threads = 1,
): Promise<Workspace> {
  const module = await compileCore(experiment.build)
  const planner = planningCore(instantiateCore(module, createMemory(0)), threads)
  const data = planArena(planData(dataset))
  const model = arenaBytes(planner, dataset, experiment)
  const dataEnd = Math.ceil((HEAP_BASE + data.bytes) / ALIGN) * ALIGN
  const memory = createMemory(dataEnd - HEAP_BASE + workers * model)
  return {
    module,
    memory,
    dataset: placeData(dataset, new Arena(memory, HEAP_BASE, data)),
    bases: Array.from({ length: workers }, (_, worker) => dataEnd + worker * model),
    threads,
  }
}

/** The most that any method needs; a split may read fewer features, never more. */
function arenaBytes(core: CoreExports, dataset: Dataset, experiment: Experiment): number {
  const { network, training } = experiment
  const bytes = experiment.methods
    .flatMap(formsOf)
    .map((method) => planModel(core, method, network, training, dataset, dataset.features.length).arena.bytes)
  return Math.max(...bytes)
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
export const dataArena = ({ memory, dataset }: Workspace): Arena =>
  Arena.over(memory, HEAP_BASE, planArena(planData(dataset)))
