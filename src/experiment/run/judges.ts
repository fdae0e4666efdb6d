/** The rows by which the linear yardstick chooses its strength: never test rows. */
import type { WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import { RegbenchError } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { innerSplits } from '../tuning/nested.ts'

/** One fold in five of the training rows. */
const FOLDS = 5

/**
 * The validation rows where there are any; else a fold of the training rows, divided as the experiment divides: whole groups, the
 * last rows in time. Where groups or times are too few for that, every fifth row.
 */
export function judgesOf(
  dataset: Dataset,
  split: Split,
  experiment: Pick<Experiment, 'evaluation' | 'seed'>,
  source: WordSource,
): Int32Array {
  if (split.validation.length > 0) return split.validation
  try {
    return innerSplits(dataset, split, experiment, FOLDS, source).at(-1)!.test
  } catch (error) {
    if (!(error instanceof RegbenchError)) throw error
    return split.train.filter((_, i) => i % FOLDS === FOLDS - 1)
  }
}
