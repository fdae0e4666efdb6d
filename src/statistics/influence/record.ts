/** What a model said about the rows of one trial, beside what is true of them; the metrics read the same. */

export interface ClassesRecord {
  readonly task: 'classification'
  readonly classes: number
  /** [rows] true classes. */
  readonly labels: ArrayLike<number>
  /** [rows] predicted classes. */
  readonly predicted: ArrayLike<number>
  /** [rows x classes] */
  readonly probabilities: ArrayLike<number>
  /** [rows], 1 where absent. */
  readonly weights?: ArrayLike<number>
  /** The class that a score of a single class is about. */
  readonly positive?: number
}

export interface ValuesRecord {
  readonly task: 'regression'
  /** [rows] in the target's unit, as are the predictions. */
  readonly targets: ArrayLike<number>
  readonly values: ArrayLike<number>
  readonly weights?: ArrayLike<number>
}

/** Weighted mean of some values of the rows. */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let sum = 0
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const weight = weights?.[i] ?? 1
    // A row without weight is not there, whatever was predicted for it.
    if (weight === 0) continue
    sum += weight * values[i]
    total += weight
  }
  return sum / total
}
