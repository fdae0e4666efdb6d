import { confusionOf, macroMean } from './confusion.ts'
import type { ClassMetric } from './metric.ts'
import type { PredictedClasses } from './predicted.ts'
import { ranked } from './ranked.ts'

export const auc: ClassMetric = {
  title: 'area under the ROC curve',
  summary:
    'chance that a row of a class has a larger probability of it than a row of the rest; of several classes the mean',
  reference:
    'Hanley and McNeil (1982); Provost and Domingos (2000) for one against the rest; scikit-learn: roc_auc_score',
  task: 'classification',
  direction: 'higher',
  range: [0, 1],
  unit: 'none',
  macro: true,
  ofPositive: true,
  compute(record) {
    const { classes, positive } = record
    if (positive !== undefined) return areaOf(record, positive)
    // Of two classes one tells all: the other's probability is what is left of 1.
    if (classes === 2) return areaOf(record, 1)
    const confusion = confusionOf(record)
    const isAlone = confusion.actual.some((own) => own === confusion.total)
    return isAlone ? null : macroMean(confusion, (label) => areaOf(record, label)!)
  },
}

/** Mann and Whitney's statistic: pairs in the right order, ties counting half. Null where a pair cannot be formed. */
function areaOf(record: PredictedClasses, label: number): number | null {
  let [own, rest, pairs] = [0, 0, 0]
  for (const tie of ranked(record, label)) {
    pairs += tie.rest * (own + tie.own / 2)
    own += tie.own
    rest += tie.rest
  }
  return own > 0 && rest > 0 ? pairs / (own * rest) : null
}
