import { confusionOf } from './confusion.ts'
import type { ClassMetric } from './metric.ts'

export const kappa: ClassMetric = {
  title: "Cohen's kappa",
  summary: 'agreement beyond that of two who name classes as often and know nothing; 0 is chance',
  reference: 'Cohen (1960); scikit-learn: cohen_kappa_score',
  task: 'classification',
  direction: 'higher',
  range: [-1, 1],
  unit: 'none',
  macro: false,
  compute(record) {
    const confusion = confusionOf(record)
    const { actual, predicted, total } = confusion
    let [agreed, expected] = [0, 0]
    for (const label of actual.keys()) {
      agreed += confusion.hits[label]
      expected += (actual[label] * predicted[label]) / total
    }
    // Nothing lies beyond chance where all is of one class.
    return expected < total ? (agreed - expected) / (total - expected) : null
  },
}
