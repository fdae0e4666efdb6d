import { unexplained } from './explained.ts'
import type { ValueMetric } from './metric.ts'

export const relativeRmse: ValueMetric = {
  title: 'relative root mean squared error',
  summary:
    "rmse as a part of the targets' own deviation: 1 is what the mean of the rows gets, whatever the units",
  reference: 'Witten and Frank (2005), root relative squared error, here against the mean of the scored rows',
  task: 'regression',
  direction: 'lower',
  range: [0, Infinity],
  unit: 'none',
  compute(record) {
    const rest = unexplained(record)
    return rest === null ? null : Math.sqrt(rest)
  },
}
