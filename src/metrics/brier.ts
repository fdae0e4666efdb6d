import type { ClassMetric } from './metric.ts'
import { meanOver } from './predicted.ts'

export const brier: ClassMetric = {
  title: 'Brier score',
  summary:
    'squared distance of the probabilities from the true class, averaged over the rows; halved for two classes',
  reference:
    'Brier (1950), summed over the classes; for two classes half of that is scikit-learn: brier_score_loss',
  task: 'classification',
  direction: 'lower',
  range: [0, 2],
  unit: 'none',
  macro: false,
  compute(record) {
    const { classes, labels, probabilities } = record
    const mean = meanOver(record, (row) => {
      let sum = 0
      for (let label = 0; label < classes; label++) {
        const gap = probabilities[row * classes + label] - (labels[row] === label ? 1 : 0)
        sum += gap * gap
      }
      return sum
    })
    return mean === null || classes > 2 ? mean : mean / 2
  },
}
