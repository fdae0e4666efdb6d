/** What tables and the trials file say of a dataset and its splits: all that a report needs besides the trials. */
import type { Dataset, Split } from '../data/dataset.ts'
import { type Evaluation, splitWarnings } from '../data/split.ts'
import type { Resampling } from '../statistics/summarize.ts'
import { describeEvaluation } from './describe.ts'

export interface DatasetFacts {
  readonly name: string
  readonly rows: number
  readonly features: number
  readonly target: string
  readonly task: Dataset['task']
  /** 0 for regression. */
  readonly classes: number
  /** In words. */
  readonly evaluation: string
  readonly resampling: Resampling
  /** (repeat, fold) of every split: who has each of them has all trials. */
  readonly splits: readonly (readonly [repeat: number, fold: number])[]
  /** About the splits, one sentence each. */
  readonly warnings: readonly string[]
}

export function factsOf(dataset: Dataset, evaluation: Evaluation, splits: readonly Split[]): DatasetFacts {
  return {
    name: dataset.name,
    rows: dataset.rows,
    features: dataset.features.length,
    target: dataset.target,
    task: dataset.task,
    classes: dataset.classes.length,
    evaluation: describeEvaluation(dataset, evaluation),
    resampling: resamplingOf(dataset, evaluation),
    splits: splits.map(({ repeat, fold }) => [repeat, fold]),
    warnings: splitWarnings(dataset, evaluation, splits),
  }
}

function resamplingOf(dataset: Dataset, evaluation: Evaluation): Resampling {
  if (dataset.trainableRows < dataset.rows) return 'fixed-test'
  if (dataset.folds !== undefined) return 'given-folds'
  return evaluation.testFraction === undefined ? 'folds' : 'holdout'
}
