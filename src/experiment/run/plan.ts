/** An experiment laid over its datasets: every trial, before any is run. */

import { compileCore } from '../../core/load.ts'
import { randomKey, WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import { makeSplits, splitsWithin } from '../../data/split.ts'
import { withTrainRows } from '../../data/splits/nested.ts'
import { checkMethod } from '../../regularizers/method.ts'
import type { DatasetFacts } from '../../results/identity.ts'
import { DEFAULT_NESTED } from '../../settings/methods.ts'
import { checkAverage } from '../../training/average.ts'
import { architectureOf, freshNormOf } from '../../training/model.ts'
import { dataError } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { factsOf } from '../facts.ts'
import { formsOf, ingredientsOf, isTunable, methodFor } from '../tunable.ts'
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
    const ground = { task: dataset.task, architecture, training: experiment.training }
    const methods = experiment.methods.map((method) => methodFor(method, ground))
    const ingredients = ingredientsOf(methods)
    const forms = methods.flatMap(formsOf)
    for (const method of forms) checkMethod(method, architecture)
    if (experiment.average !== undefined) checkAverage(experiment.average, forms, architecture)
    scoringOf(experiment, dataset)
    for (const { sized, splits, trainRows } of await sizesOf(dataset, experiment)) {
      refuseHugeOutputs(sized, splits)
      checkInner(sized, experiment, splits)
      parts.push({
        dataset: sized,
        facts: {
          ...factsOf(sized, experiment, splits),
          ...(trainRows !== undefined && { trainRows: { of: dataset.name, rows: trainRows } }),
          freshNorm: freshNormOf(architecture, experiment.network),
          ...(ingredients && { ingredients }),
        },
        trials: trialGrid(sized.name, methods, splits, experiment.yardsticks),
      })
    }
  }
  return { experiment, parts }
}

interface Sized {
  /** The dataset, called `digits@500` where 500 of its training rows are used. */
  readonly sized: Dataset
  readonly splits: readonly Split[]
  readonly trainRows?: number
}

/** The dataset with all its training rows or, with --train-rows, once for each number of them. */
async function sizesOf(dataset: Dataset, experiment: Experiment): Promise<Sized[]> {
  const { trainRows } = experiment.evaluation
  const splits = await experimentSplits(dataset, experiment)
  if (trainRows === undefined) return [{ sized: dataset, splits }]
  const source = new WordSource(await compileCore('strict'))
  return trainRows.map((rows) => ({
    sized: { ...dataset, name: `${dataset.name}@${rows}` },
    trainRows: rows,
    splits: atSize(dataset, splits, rows, experiment, source),
  }))
}

/** The splits with so many of their training rows. */
export const atSize = (
  dataset: Dataset,
  splits: readonly Split[],
  rows: number,
  { evaluation, seed }: Pick<Experiment, 'evaluation' | 'seed'>,
  source: WordSource,
): Split[] =>
  splits.map((split) =>
    withTrainRows(dataset, split, rows, evaluation, (count) =>
      source.words(randomKey(seed, 'train rows', split.repeat, split.fold), count),
    ),
  )

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
