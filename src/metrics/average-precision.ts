import { confusionOf, macroMean } from './confusion.ts'
import type { ClassMetric } from './metric.ts'
import type { PredictedClasses } from './predicted.ts'
import { ranked } from './ranked.ts'

export const averagePrecision: ClassMetric = {
  title: 'average precision',
  summary:
    'precision at each row of the class, from the most probable down, averaged; that of the positive class, or the mean over the classes',
  reference: 'Su, Yuan and Zhu (ICTIR 2015); scikit-learn: average_precision_score',
  task: 'classification',
  direction: 'higher',
  range: [0, 1],
  unit: 'none',
  macro: true,
  ofPositive: true,
  compute(record) {
    const confusion = confusionOf(record)
    if (record.positive === undefined) return macroMean(confusion, (label) => precisionOf(record, label))
    return confusion.actual[record.positive] > 0 ? precisionOf(record, record.positive) : null
  },
}

/** Sum over thresholds of (gain in recall) * precision; rows of equal probability pass a threshold together. */
function precisionOf(record: PredictedClasses, label: number): number {
  let [own, all, sum] = [0, 0, 0]
  for (const tie of ranked(record, label)) {
    own += tie.own
    all += tie.own + tie.rest
    sum += tie.own * (own / all)
  }
  return sum / own
}
