import { unexplained } from './explained.ts'
import type { ValueMetric } from './metric.ts'

export const r2: ValueMetric = {
  title: 'coefficient of determination',
  summary: "share of the targets' variance that is explained; 0 is what their own mean gets",
  reference: 'Wright (1921); scikit-learn: r2_score',
  task: 'regression',
  direction: 'higher',
  range: [-Infinity, 1],
  unit: 'none',
  compute(record) {
    const rest = unexplained(record)
    return rest === null ? null : 1 - rest
  },
}
