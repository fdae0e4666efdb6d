import type { EvaluationSettings } from '../settings/evaluation.ts'
import { usageError } from '../util/errors.ts'
import { listed } from './cells.ts'
import type { Dataset, Split } from './dataset.ts'

/** How rows are divided. A test file shows as `dataset.trainableRows < dataset.rows`, a fold column as `dataset.folds`. */
export interface Evaluation extends Pick<EvaluationSettings, 'folds' | 'repeats' | 'testFraction'> {
  /** Share of the training rows set aside for early stopping and curves; 0 for none. */
  readonly validationFraction: number
}

/** `count` uniform 32-bit integers that depend on the arguments alone (counter-based; keyed by the seed). */
export type Words = (
  purpose: 'split' | 'validation',
  repeat: number,
  fold: number,
  count: number,
) => Uint32Array

/**
 * All splits, by repeat and then fold. Classification splits are stratified: each class is spread over the folds as
 * evenly as its size allows, and fold sizes differ by at most one. A test file or a fold column gives the same
 * split in every repeat; repeats then differ in the seeds of everything else.
 */
export function makeSplits(dataset: Dataset, evaluation: Evaluation, words: Words): Split[] {
  checkEvaluation(dataset, evaluation)
  const splits: Split[] = []
  for (let repeat = 0; repeat < evaluation.repeats; repeat++) {
    const { foldOf, folds } = divide(dataset, evaluation, words, repeat)
    for (let fold = 0; fold < folds; fold++) {
      const outside = rowsWhere(foldOf, (f) => f !== fold)
      const test = rowsWhere(foldOf, (f) => f === fold)
      if (outside.length === 0 || test.length === 0) {
        throw usageError(
          `fold ${fold + 1} leaves ${outside.length} rows for training and ${test.length} for testing`,
        )
      }
      const drawn = () => words('validation', repeat, fold, outside.length)
      const { kept: train, held: validation } = holdOut(
        dataset,
        outside,
        evaluation.validationFraction,
        drawn,
      )
      splits.push({ repeat, fold, train, validation, test })
    }
  }
  return splits
}

/**
 * Stratified folds of some of the rows, as of all in `makeSplits`; no other row is in any split. They are numbered in repeat 0.
 *
 * @param words for the part that is tested: the words that choose its validation rows; for undefined those that deal the folds.
 */
export function splitsWithin(
  dataset: Dataset,
  ids: Int32Array,
  folds: number,
  validationFraction: number,
  words: (part: number | undefined, count: number) => Uint32Array,
): Split[] {
  if (folds > ids.length) throw usageError(`${ids.length} rows are too few for ${folds} inner folds`)
  const foldOf = deal(dataset, ids, folds, words(undefined, ids.length))
  return Array.from({ length: folds }, (_, fold) => {
    const outside = ids.filter((row) => foldOf[row] !== fold)
    const drawn = () => words(fold, outside.length)
    const { kept: train, held: validation } = holdOut(dataset, outside, validationFraction, drawn)
    return { repeat: 0, fold, train, validation, test: ids.filter((row) => foldOf[row] === fold) }
  })
}

/** All trainable rows for training, less the share set aside for validation. */
export function fullSplit(dataset: Dataset, validationFraction: number, words: Words): Split {
  const { rows, trainableRows } = dataset
  if (validationFraction !== 0 && !isFraction(validationFraction)) {
    throw usageError(`--validation-fraction must lie between 0 and 1, got ${validationFraction}`)
  }
  const drawn = () => words('validation', 0, 0, trainableRows)
  const { kept, held } = holdOut(dataset, ascending(trainableRows), validationFraction, drawn)
  const test = ascending(rows).subarray(trainableRows)
  return { repeat: 0, fold: 0, train: kept, validation: held, test }
}

/** What a user should know before trusting these splits, one sentence each. */
export function splitWarnings(
  dataset: Dataset,
  evaluation: Evaluation,
  splits: readonly Split[] = [],
): string[] {
  const { classes, labels, trainableRows, folds, rows } = dataset
  if (classes.length === 0 || trainableRows < rows) return []
  if (folds !== undefined) return givenFoldWarnings(dataset, splits)
  const counts = new Int32Array(classes.length)
  for (const label of labels) counts[label]!++
  const parts = evaluation.testFraction === undefined ? evaluation.folds : 2
  const rare = classes.filter((_, label) => counts[label]! < parts)
  if (rare.length === 0) return []
  const [where, remedy] =
    evaluation.testFraction === undefined
      ? [`${parts} folds`, 'lower --folds or leave such rows out']
      : ['both parts of each split', 'leave such rows out']
  return [
    `too few rows to be in all of ${where}: ${rare.length === 1 ? 'class' : 'classes'} ${listed(rare)}; ${remedy}`,
  ]
}

/** Given folds are not stratified: a class may be missing where a method is to learn it. */
function givenFoldWarnings({ classes, labels }: Dataset, splits: readonly Split[]): string[] {
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
      'no method can be right about it there: spread it over more values of --fold-column',
  ]
}

/** Fisher-Yates from the end, in place: position i is swapped with floor(words[i] (i + 1) / 2^32). Needs ids.length words. */
export function shuffle(ids: Int32Array, words: Uint32Array): void {
  for (let i = ids.length - 1; i > 0; i--) {
    // The product may exceed 2^53 and round, but never up to (i + 1) 2^32: words[i] is at least one part in 2^32 short.
    const j = Math.floor((words[i]! * (i + 1)) / 2 ** 32)
    const swapped = ids[i]!
    ids[i] = ids[j]!
    ids[j] = swapped
  }
}

/** The fold whose test rows each row belongs to; -1 for rows that are never tested. */
function divide(dataset: Dataset, evaluation: Evaluation, words: Words, repeat: number) {
  const { rows, trainableRows } = dataset
  if (trainableRows < rows) {
    return { foldOf: new Int32Array(rows).fill(-1, 0, trainableRows), folds: 1 }
  }
  if (dataset.folds !== undefined) {
    return { foldOf: dataset.folds, folds: dataset.folds.reduce((most, fold) => Math.max(most, fold + 1), 0) }
  }
  const all = ascending(rows)
  const drawn = () => words('split', repeat, 0, rows)
  if (evaluation.testFraction !== undefined) {
    const foldOf = new Int32Array(rows).fill(-1)
    for (const row of holdOut(dataset, all, evaluation.testFraction, drawn).held) foldOf[row] = 0
    return { foldOf, folds: 1 }
  }
  return { foldOf: deal(dataset, all, evaluation.folds, drawn()), folds: evaluation.folds }
}

/**
 * The fold of each of `ids`, -1 for other rows. Dealt like cards, one class after the other without starting over: the next
 * class goes on where the last ended.
 */
function deal(dataset: Dataset, ids: Int32Array, folds: number, words: Uint32Array): Int32Array {
  const foldOf = new Int32Array(dataset.rows).fill(-1)
  let next = 0
  for (const group of shuffledGroups(dataset, ids, words)) {
    for (const row of group) foldOf[row] = next++ % folds
  }
  return foldOf
}

/**
 * Sets a share of `ids` aside, from every class in proportion (largest remainders), at least one row in all and never
 * the last row of a class. Both parts ascend.
 */
function holdOut(dataset: Dataset, ids: Int32Array, fraction: number, drawn: () => Uint32Array) {
  if (fraction === 0) return { kept: ids, held: new Int32Array(0) }
  const groups = shuffledGroups(dataset, ids, drawn())
  const wanted = Math.max(1, Math.round(fraction * ids.length))
  const held: number[] = []
  apportion(
    groups.map((group) => group.length),
    wanted,
  ).forEach((count, g) => {
    for (let i = 0; i < count; i++) held.push(groups[g]![i]!)
  })
  const isHeld = new Set(held)
  const kept = ids.filter((row) => !isHeld.has(row))
  if (held.length === 0 || kept.length === 0) {
    throw usageError(`${ids.length} rows are too few to hold out a share of ${fraction}`)
  }
  return { kept, held: Int32Array.from(held).sort() }
}

/** `wanted` seats over groups in proportion to their sizes, leaving at least one member of each group out. */
function apportion(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const quotas = sizes.map((size) => (wanted * size) / total)
  const seats = quotas.map((quota, g) => Math.min(Math.floor(quota), Math.max(0, sizes[g]! - 1)))
  let open = wanted - seats.reduce((sum, seat) => sum + seat, 0)
  const byRemainder = [...sizes.keys()].sort(
    (a, b) => quotas[b]! - seats[b]! - (quotas[a]! - seats[a]!) || a - b,
  )
  while (open > 0) {
    const before = open
    for (const g of byRemainder) {
      if (open > 0 && seats[g]! < sizes[g]! - 1) {
        seats[g]!++
        open--
      }
    }
    if (open === before) break
  }
  return seats
}

/** The ids in random order: one group per class, in the order of the classes; a single group for regression. */
function shuffledGroups(dataset: Dataset, ids: Int32Array, words: Uint32Array): number[][] {
  const order = Int32Array.from(ids)
  shuffle(order, words)
  if (dataset.task === 'regression') return [Array.from(order)]
  const groups: number[][] = dataset.classes.map(() => [])
  for (const row of order) groups[dataset.labels[row]!]!.push(row)
  return groups.filter((group) => group.length > 0)
}

function checkEvaluation(dataset: Dataset, evaluation: Evaluation): void {
  const { folds, repeats, testFraction, validationFraction } = evaluation
  const { rows, trainableRows } = dataset
  if (!Number.isInteger(repeats) || repeats < 1) {
    throw usageError(`--repeats must be a whole number of at least 1, got ${repeats}`)
  }
  if (validationFraction !== 0 && !isFraction(validationFraction)) {
    throw usageError(`--validation-fraction must lie between 0 and 1, got ${validationFraction}`)
  }
  if (testFraction !== undefined && !isFraction(testFraction)) {
    throw usageError(`--test-fraction must lie between 0 and 1, got ${testFraction}`)
  }
  const ways = [
    trainableRows < rows ? '--test' : '',
    dataset.folds !== undefined ? '--fold-column' : '',
    testFraction !== undefined ? '--test-fraction' : '',
  ].filter((way) => way !== '')
  if (ways.length > 1) throw usageError(`${ways.join(' and ')} exclude each other; choose one way to test`)
  if (ways.length > 0) return
  if (!Number.isInteger(folds) || folds < 2) {
    throw usageError(`--folds must be a whole number of at least 2, got ${folds}`)
  }
  if (folds > rows) throw usageError(`--folds ${folds} needs at least ${folds} rows, and there are ${rows}`)
}

const isFraction = (value: number): boolean => value > 0 && value < 1

const ascending = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row)

function rowsWhere(foldOf: Int32Array, test: (fold: number) => boolean): Int32Array {
  const rows: number[] = []
  for (let row = 0; row < foldOf.length; row++) if (test(foldOf[row]!)) rows.push(row)
  return Int32Array.from(rows)
}
