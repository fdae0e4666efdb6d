/** Trials judged by another metric than they were run with: every trial has its score by each. */
import { type MetricName, metric as metricEntry, metricsOf } from '../metrics/index.ts'
import { scoreKey } from '../results/scores.ts'
import type { TrialResult } from '../results/trial.ts'
import { dataError, usageError } from '../util/errors.ts'

/**
 * Trials with their test scores by `metric`; scores of training rows were kept by the metric of the run alone, so there are
 * none. Throws a usage error for a metric of the other task, and a data error for trials of a version that kept one metric only.
 */
export function rescore(
  trials: readonly TrialResult[],
  metric: MetricName,
  files: readonly string[],
): TrialResult[] {
  for (const { dataset, metric: own } of trials) checkTask(metric, metricEntry(own).task, dataset)
  const key = scoreKey(metric)
  const ended = trials.filter(({ status, metric: own }) => status === 'ok' && own !== metric)
  if (ended.length > 0 && ended.every((trial) => trial[key] === null)) {
    throw dataError(
      { file: files.join(', ') },
      `no trial has a score by ${metric}: its test rows do not define it, or the file was written by a version that kept ${ended[0].metric} alone`,
    )
  }
  return trials.map((trial) =>
    trial.metric === metric
      ? trial
      : { ...trial, metric, testScore: trial[key], trainScore: null, validationScore: null, gap: null },
  )
}

/** Throws a usage error for a metric that does not apply. */
export function checkTask(name: MetricName, task: 'classification' | 'regression', dataset: string): void {
  if (metricEntry(name).task === task) return
  throw usageError(
    `${name} is a metric of a ${metricEntry(name).task}, and ${dataset} is a ${task}; its metrics are ${metricsOf(task).join(', ')}`,
  )
}
