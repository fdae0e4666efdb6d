/** Who was taken for whom. */
import { type PredictedClasses, weightOf } from './predicted.ts'

export interface Confusion {
  readonly classes: number
  /** [classes] weight of the rows of a class that were taken for it: the diagonal. */
  readonly hits: Float64Array
  /** [classes] weight of the rows of a class: its row's sum. */
  readonly actual: Float64Array
  /** [classes] weight of the rows taken for a class: its column's sum. */
  readonly predicted: Float64Array
  readonly total: number
}

/**
 * What metrics need of the matrix. The whole of it would not fit into memory for tens of thousands of classes.
 * Rows for which no class was predicted count among `actual` and `total` alone.
 */
export function confusionOf(record: PredictedClasses): Confusion {
  const { classes, labels } = record
  const hits = new Float64Array(classes)
  const actual = new Float64Array(classes)
  const predicted = new Float64Array(classes)
  let total = 0
  for (let row = 0; row < labels.length; row++) {
    const weight = weightOf(record, row)
    const guess = record.predicted[row]
    total += weight
    actual[labels[row]] += weight
    if (guess < 0) continue
    predicted[guess] += weight
    if (guess === labels[row]) hits[guess] += weight
  }
  return { classes, hits, actual, predicted, total }
}

/** [classes x classes] weight of the rows of class i that were taken for class j, at i * classes + j. */
export function confusionMatrix(record: PredictedClasses): Float64Array {
  const { classes, labels } = record
  const counts = new Float64Array(classes * classes)
  for (let row = 0; row < labels.length; row++) {
    const guess = record.predicted[row]
    if (guess >= 0) counts[labels[row] * classes + guess] += weightOf(record, row)
  }
  return counts
}

/** Classes of which the rows hold any. */
export const presentClasses = ({ actual }: Pick<Confusion, 'actual'>): number[] =>
  [...actual.keys()].filter((label) => actual[label] > 0)

/** The unweighted mean of a quantity of the classes that the rows hold; null where there is none. */
export function macroMean(confusion: Confusion, of: (label: number) => number): number | null {
  const present = presentClasses(confusion)
  return present.length === 0 ? null : present.reduce((sum, label) => sum + of(label), 0) / present.length
}
