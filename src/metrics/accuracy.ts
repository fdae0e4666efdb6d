import type { ClassMetric } from './metric.ts'
import { meanOver } from './predicted.ts'

export const accuracy: ClassMetric = {
  title: 'accuracy',
  summary: 'share of the rows whose class is the predicted one',
  reference: 'scikit-learn: accuracy_score',
  task: 'classification',
  direction: 'higher',
  range: [0, 1],
  unit: 'share',
  macro: false,
  compute: (record) => meanOver(record, (row) => (record.predicted[row] === record.labels[row] ? 1 : 0)),
}
