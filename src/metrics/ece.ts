import { calibrationBins } from './calibration.ts'
import type { ClassMetric } from './metric.ts'

export const ece: ClassMetric = {
  title: 'expected calibration error',
  summary:
    'how far confidence and accuracy lie apart, in 15 equal bins of the confidence, averaged over the rows',
  reference: 'Guo, Pleiss, Sun and Weinberger (ICML 2017), equation 3, bins (low, high]',
  task: 'classification',
  direction: 'lower',
  range: [0, 1],
  unit: 'none',
  macro: false,
  compute(record) {
    let [sum, total] = [0, 0]
    for (const { weight, confidence, accuracy } of calibrationBins(record)) {
      if (weight === 0) continue
      sum += weight * Math.abs(accuracy - confidence)
      total += weight
    }
    return total > 0 ? sum / total : null
  },
}
