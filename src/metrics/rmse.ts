import type { ValueMetric } from './metric.ts'
import { meanOver } from './predicted.ts'

export const rmse: ValueMetric = {
  title: 'root mean squared error',
  summary: "root of the mean squared error, in the target's units",
  reference: 'scikit-learn: the root of mean_squared_error',
  task: 'regression',
  direction: 'lower',
  range: [0, Infinity],
  unit: 'target',
  compute(record) {
    const mean = meanOver(record, (row) => (record.values[row] - record.targets[row]) ** 2)
    return mean === null ? null : Math.sqrt(mean)
  },
}
