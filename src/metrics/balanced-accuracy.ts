import { confusionOf, macroMean } from './confusion.ts'
import type { ClassMetric } from './metric.ts'

export const balancedAccuracy: ClassMetric = {
  title: 'balanced accuracy',
  summary: 'recall of a class, averaged over the classes: always naming the largest scores 1 / classes',
  reference: 'Brodersen et al. (ICPR 2010); scikit-learn: balanced_accuracy_score',
  task: 'classification',
  direction: 'higher',
  range: [0, 1],
  unit: 'share',
  macro: true,
  compute(record) {
    const confusion = confusionOf(record)
    return macroMean(confusion, (label) => confusion.hits[label] / confusion.actual[label])
  },
}
