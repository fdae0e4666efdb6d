import { confusionOf, macroMean } from './confusion.ts'
import type { ClassMetric } from './metric.ts'

export const f1: ClassMetric = {
  title: 'F1',
  summary: 'harmonic mean of precision and recall, averaged over the classes, or that of the positive class',
  reference: 'van Rijsbergen (1979); scikit-learn: f1_score with the labels that the rows hold',
  task: 'classification',
  direction: 'higher',
  range: [0, 1],
  unit: 'none',
  macro: true,
  ofPositive: true,
  compute(record) {
    const confusion = confusionOf(record)
    const { actual, predicted } = confusion
    // 2 / (1 / precision + 1 / recall) without a division by 0 where the class was never predicted.
    const of = (label: number) => (2 * confusion.hits[label]) / (actual[label] + predicted[label])
    if (record.positive === undefined) return macroMean(confusion, of)
    return actual[record.positive] > 0 ? of(record.positive) : null
  },
}
