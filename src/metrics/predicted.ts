/** What a model said about some rows, beside what is true of them: all that a score is computed from. Plain data. */

export interface PredictedClasses {
  readonly task: 'classification'
  /** Classes of the dataset, of which the rows may hold fewer. */
  readonly classes: number
  /** [rows] true classes, 0 .. classes - 1. */
  readonly labels: ArrayLike<number>
  /** [rows] the class of the largest output, the first of equals; -1 where an output is NaN. */
  readonly predicted: ArrayLike<number>
  /** [rows x classes], rows summing to 1. */
  readonly probabilities: ArrayLike<number>
  /** [rows], not negative; absent where every row counts the same. */
  readonly weights?: ArrayLike<number>
  /** The class that a score of a single class is about. */
  readonly positive?: number
}

export interface PredictedValues {
  readonly task: 'regression'
  /** [rows] in the target's units, as are the values. */
  readonly targets: ArrayLike<number>
  /** [rows] predictions. */
  readonly values: ArrayLike<number>
  readonly weights?: ArrayLike<number>
}

export type Predicted = PredictedClasses | PredictedValues

export const rowsOf = (record: Predicted): number =>
  record.task === 'classification' ? record.labels.length : record.targets.length

/** What a row counts for. */
export const weightOf = ({ weights }: Pick<Predicted, 'weights'>, row: number): number =>
  weights === undefined ? 1 : weights[row]

/** The weighted mean of a quantity of the rows, rows ascending; null where nothing has a weight. */
export function meanOver(record: Predicted, of: (row: number) => number): number | null {
  let sum = 0
  let total = 0
  for (let row = 0; row < rowsOf(record); row++) {
    const weight = weightOf(record, row)
    // A row without weight is not there, whatever was predicted for it.
    if (weight === 0) continue
    sum += weight * of(row)
    total += weight
  }
  return total > 0 ? sum / total : null
}
