import { log } from '../util/elementary.ts'
import type { ClassMetric } from './metric.ts'
import { meanOver } from './predicted.ts'

export const logLoss: ClassMetric = {
  title: 'log loss',
  summary:
    'minus the logarithm of the probability that the true class was given, in nats, averaged over the rows',
  reference: 'Good (1952); scikit-learn: log_loss, which keeps probabilities 2^-52 away from 0 and 1 as well',
  task: 'classification',
  direction: 'lower',
  range: [0, Infinity],
  unit: 'none',
  macro: false,
  compute(record) {
    const { classes, labels, probabilities } = record
    return meanOver(record, (row) => {
      const probability = probabilities[row * classes + labels[row]]
      return -log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)))
    })
  },
}
