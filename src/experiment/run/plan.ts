/** An experiment laid over its datasets: every trial, before any is run. */

import { compileCore } from '../../core/load.ts'
import { randomKey, WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import { makeSplits, splitsWithin } from '../../data/split.ts'
import { checkMethod } from '../../regularizers/method.ts'
import type { DatasetFacts } from '../../results/identity.ts'
import { DEFAULT_NESTED } from '../../settings/methods.ts'
import { checkAverage } from '../../training/average.ts'
import { architectureOf, freshNormOf } from '../../training/model.ts'
import { dataError } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { factsOf } from '../facts.ts'
import { formsOf, isTunable, methodFor } from '../tunable.ts'
import { innerRows } from '../tuning/nested.ts'
import { type Trial, trialGrid } from './grid.ts'
import { scoringOf } from './trial.ts'

export interface DatasetPlan {
  readonly dataset: Dataset
  readonly facts: DatasetFacts
  readonly trials: readonly Trial[]
}

export interface Plan {
  readonly experiment: Experiment
  /** In the order given; their names are distinct. */
  readonly parts: readonly DatasetPlan[]
}

/** Makes the splits and the grids. Throws usage errors for methods and evaluations that do not fit a dataset. */
export async function planExperiment(datasets: readonly Dataset[], experiment: Experiment): Promise<Plan> {
  const parts: DatasetPlan[] = []
  for (const dataset of datasets) {
    const architecture = architectureOf(experiment.network, dataset, dataset.features.length)
    const methods = experiment.methods.map((method) => methodFor(method, dataset.task))
    const forms = methods.flatMap(formsOf)
    for (const method of forms) checkMethod(method, architecture)
    if (experiment.average !== undefined) checkAverage(experiment.average, forms, architecture)
    scoringOf(experiment, dataset)
    const splits = await experimentSplits(dataset, experiment)
    refuseHugeOutputs(dataset, splits)
    checkInner(dataset, experiment, splits)
    parts.push({
      dataset,
      facts: {
        ...factsOf(dataset, experiment, splits),
        freshNorm: freshNormOf(architecture, experiment.network),
      },
      trials: trialGrid(dataset.name, methods, splits, experiment.yardsticks),
    })
  }
  return { experiment, parts }
}

/** 1 GiB in f32, and twice that in the float64 that metrics are computed in. */
const MAX_OUTPUTS = 2 ** 28

/** A trial keeps a number for each test row and class, so a target of names or numbers of the rows would take all memory. */
function refuseHugeOutputs({ name, target, classes }: Dataset, splits: readonly Split[]): void {
  const rows = Math.max(...splits.map(({ test }) => test.length))
  const outputs = rows * classes.length
  if (outputs <= MAX_OUTPUTS) return
  throw dataError(
    { file: name, column: target },
    `${classes.length} classes for ${rows} test rows would take ${(outputs / MAX_OUTPUTS).toFixed(1)} GiB in every trial; ` +
      'name another target, or --task regression if they are quantities',
  )
}

/** Groups or times that do not allow the inner folds are told now, and not by the first trial that needs them. */
function checkInner(dataset: Dataset, experiment: Experiment, splits: readonly Split[]): void {
  if (!experiment.methods.some(isTunable)) return
  const { innerFolds } = experiment.nested ?? DEFAULT_NESTED
  const draw = (_part: number | undefined, count: number) => new Uint32Array(count)
  for (const split of splits.filter(({ repeat }) => repeat === 0)) {
    splitsWithin(dataset, innerRows(split), innerFolds, experiment.evaluation, draw)
  }
}

/** The splits of an experiment: they depend on the data, the evaluation and the seed alone. */
export async function experimentSplits(dataset: Dataset, experiment: Experiment): Promise<Split[]> {
  const source = new WordSource(await compileCore('strict'))
  return makeSplits(dataset, experiment.evaluation, (purpose, repeat, fold, count) =>
    source.words(randomKey(experiment.seed, purpose, repeat, fold), count),
  )
}
