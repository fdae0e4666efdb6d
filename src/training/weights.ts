/** What each row counts in the loss and in scores: `--weight COL` and `--class-weight`. */
import type { Dataset, Split } from '../data/dataset.ts'
import type { ClassWeights } from '../settings/classWeights.ts'
import { dataError, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'

/** By row of the dataset, with mean 1 over the training rows of a split. */
export interface RowWeights {
  /** The row's own weight times that of its class. */
  readonly loss: Float32Array
  /** The row's own weight alone: classes that count more in training do not count more in scores. Null where all are 1. */
  readonly score: Float32Array | null
}

/** Where weights are kept: nowhere, in one list for loss and scores, in a list for the loss alone, or in one for each. */
export const weightKinds = (
  dataset: Pick<Dataset, 'weights'>,
  classWeights: ClassWeights | undefined,
): { readonly loss: boolean; readonly score: boolean } => ({
  loss: dataset.weights !== undefined || classWeights !== undefined,
  score: dataset.weights !== undefined && classWeights !== undefined,
})

/**
 * The weights of all rows, scaled by those of the training rows: so a strength of a penalty means with them what it means
 * without, and equal weights are exactly 1. Null where there are none.
 * @throws a data error where the training, validation or test rows have no weight at all
 */
export function rowWeights(
  dataset: Dataset,
  split: Split,
  classWeights: ClassWeights | undefined,
): RowWeights | null {
  const { weights } = dataset
  if (weights === undefined && classWeights === undefined) return null
  const own = weights ?? new Float64Array(dataset.rows).fill(1)
  checkTotals(dataset, own, split)
  const score = weights === undefined ? null : scaledToMeanOne(own, split)
  if (classWeights === undefined) return { loss: score!, score }
  const factors =
    classWeights === 'balanced'
      ? balanced(dataset, own, split)
      : dataset.classes.map((name) => classWeights[name] ?? 1)
  const both = own.map((weight, row) => weight * factors[dataset.labels[row]])
  return { loss: scaledToMeanOne(both, split), score }
}

/** weight / mean over the training rows. */
function scaledToMeanOne(weights: Float64Array, { train }: Split): Float32Array {
  const mean = totalOf(weights, train) / train.length
  return Float32Array.from(weights, (weight) => weight / mean)
}

const totalOf = (weights: Float64Array, rows: Int32Array): number =>
  rows.reduce((sum, row) => sum + weights[row], 0)

/**
 * total / (classes * total of the class), over the training rows and the classes that they have (King and Zeng 2001;
 * scikit-learn's `class_weight="balanced"`); a class they lack has 1.
 */
function balanced({ classes, labels }: Dataset, weights: Float64Array, { train }: Split): number[] {
  const totals = new Float64Array(classes.length)
  for (const row of train) totals[labels[row]] += weights[row]
  const present = totals.filter((total) => total > 0).length
  const total = totals.reduce((sum, weight) => sum + weight, 0)
  return Array.from(totals, (own) => (own > 0 ? total / (present * own) : 1))
}

function checkTotals({ name: file }: Dataset, weights: Float64Array, split: Split): void {
  for (const part of ['train', 'validation', 'test'] as const) {
    if (split[part].length === 0 || totalOf(weights, split[part]) > 0) continue
    const name = part === 'train' ? 'training' : part
    throw dataError(
      { file },
      `all ${name} rows of repeat ${split.repeat + 1}, fold ${split.fold + 1} have the weight 0; use fewer folds, or leave rows without weight out`,
    )
  }
}

/**
 * Refuses weights of classes where there are none, and of a class that the dataset does not have.
 * @throws a usage error
 */
export function checkClassWeights(dataset: Dataset, classWeights: ClassWeights | undefined): void {
  if (classWeights === undefined) return
  if (dataset.task === 'regression') {
    throw usageError(
      `--class-weight needs classes, and the target "${dataset.target}" of ${dataset.name} is a number; use --weight COL for rows that count differently`,
    )
  }
  if (classWeights === 'balanced') return
  for (const [name, weight] of Object.entries(classWeights)) {
    if (!dataset.classes.includes(name)) {
      const near = suggest(name, dataset.classes)
      throw usageError(
        `--class-weight: ${dataset.name} has no class "${name}"; ${near === undefined ? `its classes are ${dataset.classes.join(', ')}` : `did you mean "${near}"?`}`,
      )
    }
    if (!(weight > 0 && weight < Infinity)) {
      throw usageError(`--class-weight ${name}=${weight}: a weight is a number above 0`)
    }
  }
}
