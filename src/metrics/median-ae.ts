import type { ValueMetric } from './metric.ts'
import { rowsOf, weightOf } from './predicted.ts'

export const medianAe: ValueMetric = {
  title: 'median absolute error',
  summary: "median of the errors' sizes, in the target's units: outliers do not move it",
  reference: 'scikit-learn: median_absolute_error',
  task: 'regression',
  direction: 'lower',
  range: [0, Infinity],
  unit: 'target',
  compute(record) {
    const { targets, values } = record
    const errors = Array.from({ length: rowsOf(record) }, (_, row) => ({
      size: Math.abs(values[row] - targets[row]),
      weight: weightOf(record, row),
    }))
      .filter(({ weight }) => weight > 0)
      .sort((a, b) => a.size - b.size)
    const half = errors.reduce((sum, { weight }) => sum + weight, 0) / 2
    let below = 0
    for (const [i, { size, weight }] of errors.entries()) {
      below += weight
      // Where the two halves weigh the same it lies in the middle between them, weights or not.
      if (below === half) return (size + errors[i + 1].size) / 2
      if (below > half) return size
    }
    return null
  },
}
