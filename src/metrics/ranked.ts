/** Rows by the probability of one class, which it is to be told from the rest by. */
import { type PredictedClasses, rowsOf, weightOf } from './predicted.ts'

/** Rows of equal probability: the weight of those of the class, and of the rest. */
export interface Tie {
  readonly own: number
  readonly rest: number
}

/** From the largest probability down; rows without weight are left out. */
export function ranked(record: PredictedClasses, label: number): Tie[] {
  const { classes, labels, probabilities } = record
  const probability = (row: number) => probabilities[row * classes + label]
  const rows = Array.from({ length: rowsOf(record) }, (_, row) => row)
    .filter((row) => weightOf(record, row) > 0)
    .sort((a, b) => probability(b) - probability(a))
  const ties: { own: number; rest: number }[] = []
  rows.forEach((row, i) => {
    if (i === 0 || probability(row) !== probability(rows[i - 1])) ties.push({ own: 0, rest: 0 })
    ties[ties.length - 1][labels[row] === label ? 'own' : 'rest'] += weightOf(record, row)
  })
  return ties
}
