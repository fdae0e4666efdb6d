/** Who was taken for whom. */
import { type PredictedClasses, weightOf } from './predicted.ts'

export interface Confusion {
  readonly classes: number
  /** [classes x classes] weight of the rows of class i that were taken for class j, at i * classes + j. */
  readonly counts: Float64Array
  /** [classes] weight of the rows of a class: its row's sum. */
  readonly actual: Float64Array
  /** [classes] weight of the rows taken for a class: its column's sum. */
  readonly predicted: Float64Array
  readonly total: number
}

/** Rows for which no class was predicted count among `actual` and `total` alone. */
export function confusionOf(record: PredictedClasses): Confusion {
  const { classes, labels } = record
  const counts = new Float64Array(classes * classes)
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
    counts[labels[row] * classes + guess] += weight
  }
  return { classes, counts, actual, predicted, total }
}

/** Weight of the rows of a class that were taken for it. */
export const hits = ({ classes, counts }: Confusion, label: number): number => counts[label * classes + label]

/** Classes of which the rows hold any. */
export const presentClasses = ({ actual }: Pick<Confusion, 'actual'>): number[] =>
  [...actual.keys()].filter((label) => actual[label] > 0)

/** The unweighted mean of a quantity of the classes that the rows hold; null where there is none. */
export function macroMean(confusion: Confusion, of: (label: number) => number): number | null {
  const present = presentClasses(confusion)
  return present.length === 0 ? null : present.reduce((sum, label) => sum + of(label), 0) / present.length
}
