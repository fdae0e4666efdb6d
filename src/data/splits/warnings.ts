/** What a user should know before trusting splits. */

import type { EvaluationSettings } from '../../settings/evaluation.ts'
import { listed } from '../cells.ts'
import type { Dataset, Split } from '../dataset.ts'
import { groupsOfTest, overlapOfTest } from './overlap.ts'

/** One sentence each. */
export function splitWarnings(
  dataset: Dataset,
  evaluation: Pick<EvaluationSettings, 'folds' | 'testFraction'>,
  splits: readonly Split[] = [],
): string[] {
  const { classes, trainableRows, folds, rows, times, groups } = dataset
  if (trainableRows < rows) return overlapWarnings(dataset)
  if (classes.length === 0) return []
  if ((folds ?? times ?? groups) !== undefined) return unseenWarnings(dataset, splits)
  return rareWarnings(dataset, evaluation)
}

function overlapWarnings(dataset: Dataset): string[] {
  const { trained, tested } = overlapOfTest(dataset)
  const grouped = groupsOfTest(dataset)
  return [
    ...(trained === 0
      ? []
      : [
          `${trained} of ${tested} test rows ${trained === 1 ? 'stands' : 'stand'} among the training rows too, features and target alike: ` +
            'scores are not of new rows alone',
        ]),
    ...(grouped === 0
      ? []
      : [
          `${grouped} of ${tested} test rows ${grouped === 1 ? 'has' : 'have'} a ${dataset.rowColumns?.group} that training rows have too: ` +
            'scores are not of new groups alone',
        ]),
  ]
}

function rareWarnings(
  { classes, labels }: Dataset,
  evaluation: Pick<EvaluationSettings, 'folds' | 'testFraction'>,
): string[] {
  const counts = new Int32Array(classes.length)
  for (const label of labels) counts[label]!++
  const parts = evaluation.testFraction === undefined ? evaluation.folds : 2
  const rare = classes.filter((_, label) => counts[label]! < parts)
  if (rare.length === 0) return []
  const [where, remedy] =
    evaluation.testFraction === undefined
      ? [`${parts} folds`, 'take fewer folds or leave such rows out']
      : ['both parts of each split', 'leave such rows out']
  return [
    `too few rows to be in all of ${where}: ${rare.length === 1 ? 'class' : 'classes'} ${listed(rare)}; ${remedy}`,
  ]
}

/** Where rows are not free to go anywhere, a class may be missing where a method is to learn it. */
function unseenWarnings(dataset: Dataset, splits: readonly Split[]): string[] {
  const { classes, labels } = dataset
  const first = splits.filter(({ repeat }) => repeat === 0)
  const unseen = classes.filter((_, label) =>
    first.some(({ train, test }) => {
      const isOfClass = (row: number) => labels[row] === label
      return test.some(isOfClass) && !train.some(isOfClass)
    }),
  )
  if (unseen.length === 0) return []
  return [
    `tested in a fold without having been trained on: ${unseen.length === 1 ? 'class' : 'classes'} ${listed(unseen)}; ` +
      `no method can be right about it there: ${remedy(dataset)}`,
  ]
}

function remedy({ folds, times }: Dataset): string {
  if (folds !== undefined) return 'spread it over more of the given folds'
  return times === undefined
    ? 'it needs rows in more groups'
    : 'it comes too late, so test fewer folds or leave such rows out'
}
