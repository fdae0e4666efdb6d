import { confusionOf } from './confusion.ts'
import type { ClassMetric } from './metric.ts'

export const mcc: ClassMetric = {
  title: "Matthews' correlation coefficient",
  summary: 'correlation of true and predicted classes; 0 is chance, and what always naming one class gets',
  reference: 'Matthews (1975); Gorodkin (2004) for several classes; scikit-learn: matthews_corrcoef',
  task: 'classification',
  direction: 'higher',
  range: [-1, 1],
  unit: 'none',
  macro: false,
  compute(record) {
    const confusion = confusionOf(record)
    const { actual, predicted, total } = confusion
    let [both, varied, guessed] = [0, total * total, total * total]
    for (const label of actual.keys()) {
      both += confusion.hits[label] * total - actual[label] * predicted[label]
      varied -= actual[label] * actual[label]
      guessed -= predicted[label] * predicted[label]
    }
    // Rows of one class correlate with nothing. A single guess is the limit of guesses at random: 0.
    if (varied <= 0) return null
    return guessed <= 0 ? 0 : both / Math.sqrt(varied * guessed)
  },
}
