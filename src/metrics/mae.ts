import type { ValueMetric } from './metric.ts'
import { meanOver } from './predicted.ts'

export const mae: ValueMetric = {
  title: 'mean absolute error',
  summary:
    "mean of the errors' sizes, in the target's units: a large error counts for its size, not for its square",
  reference: 'scikit-learn: mean_absolute_error',
  task: 'regression',
  direction: 'lower',
  range: [0, Infinity],
  unit: 'target',
  compute: (record) => meanOver(record, (row) => Math.abs(record.values[row] - record.targets[row])),
}
