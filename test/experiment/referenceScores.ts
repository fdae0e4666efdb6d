/** Every metric of what the float64 reference predicts; the metrics themselves are tested against scikit-learn. */
import type { Task } from '../../src/data/dataset.ts'
import { compute, metricNames } from '../../src/metrics/index.ts'
import type { Predicted } from '../../src/metrics/predicted.ts'
import { scoreKey } from '../../src/results/scores.ts'
import type { referenceTrain } from '../reference/train.ts'

/** `outputs` are logits, or predictions on the standardised target, as `y` is; no metric depends on the target's mean. */
export function referenceScores(
  task: Task,
  tested: ReturnType<typeof referenceTrain>['tested'],
): Readonly<Record<string, number | null>> {
  if (tested === null) return {}
  const { outputs, y, deviation } = tested
  const record = task === 'classification' ? ofClasses(outputs, y) : ofValues(outputs, y, deviation)
  return Object.fromEntries(metricNames.map((name) => [scoreKey(name), compute(name, record)]))
}

function ofClasses(outputs: readonly ArrayLike<number>[], labels: readonly number[]): Predicted {
  const rows = outputs.map((row) => Array.from(row))
  const probabilities = rows.flatMap((row) => {
    const sum = row.reduce((total, logit) => total + Math.exp(logit), 0)
    return row.map((logit) => Math.exp(logit) / sum)
  })
  return {
    task: 'classification',
    classes: rows[0].length,
    labels,
    predicted: rows.map((row) => row.indexOf(Math.max(...row))),
    probabilities,
  }
}

const ofValues = (
  outputs: readonly ArrayLike<number>[],
  y: readonly number[],
  deviation: number,
): Predicted => ({
  task: 'regression',
  targets: y.map((value) => deviation * value),
  values: outputs.map((row) => deviation * row[0]),
})
