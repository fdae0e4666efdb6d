/** What tables and the trials file say of a dataset and its splits: all that a report needs besides the trials. */

import type { Dataset, Split } from '../data/dataset.ts'
import { farRowNotes } from '../data/farRows.ts'
import { type Evaluation, splitWarnings } from '../data/split.ts'
import { overlapOfTest } from '../data/splits/overlap.ts'
import { methodAdvice } from '../regularizers/method.ts'
import type { DatasetFacts, Resampling } from '../results/identity.ts'
import type { Experiment } from './config.ts'
import { describeEvaluation } from './describe.ts'

export function factsOf(
  dataset: Dataset,
  { evaluation, network, methods }: Pick<Experiment, 'evaluation' | 'network' | 'methods'>,
  splits: readonly Split[],
): DatasetFacts {
  const { trained } = overlapOfTest(dataset)
  return {
    name: dataset.name,
    rows: dataset.rows,
    features: dataset.features.length,
    target: dataset.target,
    task: dataset.task,
    classes: dataset.classes.length,
    ...(dataset.classes.length > 0 && { classNames: dataset.classes }),
    evaluation: describeEvaluation(dataset, evaluation),
    resampling: resamplingOf(dataset, evaluation),
    ...(dataset.readBy && dataset.readBy.length > 0 && { readBy: dataset.readBy }),
    ...(trained > 0 && { trainedTestRows: trained }),
    splits: splits.map(({ repeat, fold }) => [repeat, fold]),
    warnings: [
      ...splitWarnings(dataset, evaluation, splits),
      ...farRowNotes(dataset, splits, network),
      ...methodAdvice(methods, dataset.classes),
    ],
  }
}

function resamplingOf(dataset: Dataset, evaluation: Evaluation): Resampling {
  if (dataset.trainableRows < dataset.rows) return 'fixed-test'
  if (dataset.folds !== undefined) return 'given-folds'
  if (evaluation.testFraction !== undefined) return 'holdout'
  if (dataset.times !== undefined) return 'time'
  return dataset.groups === undefined ? 'folds' : 'groups'
}
