/** Every split there is, inside another split or not: `splits/parts.ts` divides, and this names who trains, stops and is tested. */
import type { EvaluationSettings } from '../settings/evaluation.ts'
import { usageError } from '../util/errors.ts'
import type { Dataset, Split } from './dataset.ts'
import { type Design, type Draw, divided, heldOut } from './splits/parts.ts'
import { ascending } from './splits/shuffle.ts'
import type { Block } from './splits/time.ts'

export { shuffle } from './splits/shuffle.ts'
export { splitWarnings } from './splits/warnings.ts'

/**
 * How rows are divided. What the dataset says of its rows goes before: a test file (`dataset.trainableRows < dataset.rows`), a fold
 * column (`dataset.folds`), a time (`dataset.times`), groups (`dataset.groups`), validation rows of its own (`dataset.validation`).
 */
export interface Evaluation extends Design, Pick<EvaluationSettings, 'folds' | 'testFraction' | 'trainRows'> {
  readonly repeats: number
  /** Share of the training rows set aside for early stopping and curves; 0 for none. */
  readonly validationFraction: number
}

/** What a split inside another one, or of all rows, is made by. */
export type Inner = Design & Pick<Evaluation, 'validationFraction'>

/** `count` uniform 32-bit integers that depend on the arguments alone (counter-based; keyed by the seed). */
export type Words = (
  purpose: 'split' | 'validation',
  repeat: number,
  fold: number,
  count: number,
) => Uint32Array

/**
 * All splits, by repeat and then fold. Parts are stratified: each class is spread over the folds as evenly as its size, and the
 * groups, allow. A test file, a fold column and times give the same split in every repeat; repeats then differ in the seeds of
 * everything else. Throws usage errors for an evaluation that contradicts itself, data errors for rows that do not allow it.
 */
export function makeSplits(dataset: Dataset, evaluation: Evaluation, words: Words): Split[] {
  checkEvaluation(dataset, evaluation)
  const rows = pool(dataset)
  const splits: Split[] = []
  for (let repeat = 0; repeat < evaluation.repeats; repeat++) {
    const blocks = outerBlocks(dataset, rows, evaluation, (count) => words('split', repeat, 0, count))
    blocks.forEach(({ before, test }, fold) => {
      if (before.length === 0 || test.length === 0) {
        throw usageError(
          `fold ${fold + 1} leaves ${before.length} rows for training and ${test.length} for testing`,
        )
      }
      const draw = (count: number) => words('validation', repeat, fold, count)
      splits.push({ repeat, fold, test, ...validated(dataset, before, evaluation, draw) })
    })
  }
  return splits
}

/**
 * Folds of some of the rows, made as those of all are; no other row is in any split but validation rows of the dataset's own. They
 * are numbered in repeat 0.
 *
 * @param draw for the part that is tested: the words that choose its validation rows; for undefined those that deal the folds.
 */
export function splitsWithin(
  dataset: Dataset,
  ids: Int32Array,
  folds: number,
  inner: Inner,
  draw: (part: number | undefined, count: number) => Uint32Array,
): Split[] {
  const rows = dataset.validation === undefined ? ids : ids.filter((row) => dataset.validation![row] === 0)
  return divided(dataset, rows, folds, inner, (count) => draw(undefined, count)).map(
    ({ before, test }, fold) => ({
      repeat: 0,
      fold,
      test,
      ...validated(dataset, before, inner, (count) => draw(fold, count)),
    }),
  )
}

/** All trainable rows for training, less those set aside for validation. */
export function fullSplit(dataset: Dataset, inner: Inner, words: Words): Split {
  checkShare('validation', inner.validationFraction)
  const { rows, trainableRows } = dataset
  return {
    repeat: 0,
    fold: 0,
    test: ascending(rows).subarray(trainableRows),
    ...validated(dataset, pool(dataset), inner, (count) => words('validation', 0, 0, count)),
  }
}

/** Rows that may be trained on: neither those of a test file nor validation rows of the dataset's own. */
function pool({ trainableRows, validation }: Dataset): Int32Array {
  const ids = ascending(trainableRows)
  return validation === undefined ? ids : ids.filter((row) => validation[row] === 0)
}

/** Who trains and who may stop it: rows marked for that where there are any, else a share of those that may train. */
function validated(
  dataset: Dataset,
  ids: Int32Array,
  inner: Inner,
  draw: Draw,
): Pick<Split, 'train' | 'validation'> {
  const { validation: marked, trainableRows } = dataset
  if (marked !== undefined) {
    return { train: ids, validation: ascending(trainableRows).filter((row) => marked[row] === 1) }
  }
  if (inner.validationFraction === 0) return { train: ids, validation: new Int32Array(0) }
  const { kept, held } = heldOut(dataset, ids, inner.validationFraction, inner, draw)
  return { train: kept, validation: held }
}

function outerBlocks(dataset: Dataset, ids: Int32Array, evaluation: Evaluation, draw: Draw): Block[] {
  const { rows, trainableRows, folds } = dataset
  if (trainableRows < rows) return [{ before: ids, test: ascending(rows).subarray(trainableRows) }]
  if (folds !== undefined) {
    const count = folds.reduce((most, fold) => Math.max(most, fold + 1), 0)
    return Array.from({ length: count }, (_, fold) => ({
      before: ids.filter((row) => folds[row] !== fold),
      test: ids.filter((row) => folds[row] === fold),
    }))
  }
  if (evaluation.testFraction === undefined) {
    return divided(dataset, ids, evaluation.folds, evaluation, draw)
  }
  const { kept, held } = heldOut(dataset, ids, evaluation.testFraction, evaluation, draw)
  return [{ before: kept, test: held }]
}

function checkEvaluation(dataset: Dataset, evaluation: Evaluation): void {
  const { folds, repeats, testFraction, validationFraction, gap } = evaluation
  const { rows, trainableRows } = dataset
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw usageError(`the number of repeats must be a whole number of at least 1, got ${repeats}`)
  }
  checkShare('validation', validationFraction)
  if (testFraction !== undefined) checkShare('test', testFraction, false)
  if (gap !== undefined && (!Number.isInteger(gap) || gap < 0)) {
    throw usageError(`a gap must be a whole number of rows of at least 0, got ${gap}`)
  }
  checkWays(dataset, evaluation)
  if (trainableRows < rows || dataset.folds !== undefined || testFraction !== undefined) return
  if (!Number.isInteger(folds) || folds < 2) {
    throw usageError(`the number of folds must be a whole number of at least 2, got ${folds}`)
  }
}

/** One way to test, and one way in which rows belong together. */
function checkWays(dataset: Dataset, { testFraction, gap }: Evaluation): void {
  const { rows, trainableRows, folds, times, groups } = dataset
  const ways = [
    trainableRows < rows ? 'a test file' : '',
    folds !== undefined ? 'a fold column' : '',
    testFraction !== undefined ? 'a test fraction' : '',
  ].filter((way) => way !== '')
  if (ways.length > 1) throw usageError(`${ways.join(' and ')} exclude each other; choose one way to test`)
  if (times !== undefined && (groups ?? folds) !== undefined) {
    throw usageError(
      `times and ${groups === undefined ? 'given folds' : 'groups'} exclude each other: rows of one would stand before and after ` +
        'a border of the other; choose one',
    )
  }
  if (gap !== undefined && gap > 0 && times === undefined) {
    throw usageError(
      `a gap of ${gap} rows lies between earlier and later rows; name the column of their time, or leave it out`,
    )
  }
}

function checkShare(what: string, value: number, orNone = true): void {
  if ((value > 0 && value < 1) || (orNone && value === 0)) return
  throw usageError(`the ${what} fraction must lie between 0 and 1, got ${value}`)
}
