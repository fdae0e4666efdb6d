/**
 * The registry of metrics: `--metric`, the columns of the trials file, the tables and the list in docs/evaluation.md derive
 * from it. The first of a task is its default.
 */
import { accuracy } from './accuracy.ts'
import { auc } from './auc.ts'
import { averagePrecision } from './average-precision.ts'
import { balancedAccuracy } from './balanced-accuracy.ts'
import { brier } from './brier.ts'
import { ece } from './ece.ts'
import { f1 } from './f1.ts'
import { kappa } from './kappa.ts'
import { logLoss } from './log-loss.ts'
import { mae } from './mae.ts'
import { mcc } from './mcc.ts'
import { medianAe } from './median-ae.ts'
import type { Metric } from './metric.ts'
import type { Predicted } from './predicted.ts'
import { r2 } from './r2.ts'
import { relativeRmse } from './relative-rmse.ts'
import { rmse } from './rmse.ts'

export const metrics = {
  accuracy,
  'balanced-accuracy': balancedAccuracy,
  f1,
  auc,
  'average-precision': averagePrecision,
  'log-loss': logLoss,
  brier,
  ece,
  kappa,
  mcc,
  rmse,
  mae,
  r2,
  'median-ae': medianAe,
  'relative-rmse': relativeRmse,
} as const satisfies Record<string, Metric>

export type MetricName = keyof typeof metrics

export const metricNames = Object.keys(metrics) as MetricName[]

/** An entry with its task forgotten: what code that loops over the registry sees. */
export const metric = (name: MetricName): Metric => metrics[name]

export const metricsOf = (task: Metric['task']): MetricName[] =>
  metricNames.filter((name) => metrics[name].task === task)

export const defaultMetric = (task: Metric['task']): MetricName => metricsOf(task)[0]

export const isHigherBetter = (name: MetricName): boolean => metrics[name].direction === 'higher'

/** Shown in percent, and differences in points. */
export const isShare = (name: MetricName): boolean => metric(name).unit === 'share'

/** A mean over classes, of which the rows may lack some. */
export function isMacro(name: MetricName): boolean {
  const entry = metric(name)
  return entry.task === 'classification' && entry.macro
}

/** Whether it is about the positive class alone where one is named. */
export function isOfPositive(name: MetricName): boolean {
  const entry = metric(name)
  return entry.task === 'classification' && entry.ofPositive === true
}

/** Null for a metric of the other task, and where the rows do not define it. */
export function compute(name: MetricName, record: Predicted): number | null {
  const entry = metric(name)
  if (entry.task === 'classification') {
    return record.task === 'classification' ? entry.compute(record) : null
  }
  return record.task === 'regression' ? entry.compute(record) : null
}

/** Classes without a row that counts, which a macro mean leaves out. */
export function absentClasses(
  classes: number,
  labels: ArrayLike<number>,
  weights?: ArrayLike<number>,
): number {
  const present = Array.from(labels).filter((_, row) => weights === undefined || weights[row] > 0)
  return classes - new Set(present).size
}
