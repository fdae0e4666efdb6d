/** Trials judged by another metric than they were run with: every trial has its score by each. */
import { listed, shown } from '../data/cells.ts'
import { compute, isOfPositive, type MetricName, metric as metricEntry, metricsOf } from '../metrics/index.ts'
import type { DatasetFacts } from '../results/identity.ts'
import { predictedOf } from '../results/outputs.ts'
import { scoreKey } from '../results/scores.ts'
import type { Task } from '../results/task.ts'
import type { TrialResult } from '../results/trial.ts'
import type { ScoreSettings } from '../settings/scores.ts'
import { dataError, usageError } from '../util/errors.ts'

type ClassFacts = Pick<DatasetFacts, 'name' | 'task' | 'classNames'>

/** Trials as `report` judges them: by another metric, about another class, or as they were. */
export function rescored(
  { trials, settings }: { trials: readonly TrialResult[]; settings: readonly ClassFacts[] },
  { metric, positive }: Pick<ScoreSettings, 'metric' | 'positive'>,
  files: readonly string[],
): readonly TrialResult[] {
  const about =
    positive === undefined
      ? trials
      : settings.flatMap((facts) =>
          withPositive(
            trials.filter(({ dataset }) => dataset === facts.name),
            positive,
            facts,
            files,
          ),
        )
  return metric === undefined ? about : rescore(about, metric, files)
}

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

/** The label of a class that is named. Throws a usage error for what the dataset does not have. */
export function labelOf(
  positive: string,
  { dataset, task, classes }: { dataset: string; task: Task; classes: readonly string[] },
): number {
  const label = classes.indexOf(positive)
  if (label >= 0) return label
  throw usageError(
    task === 'regression'
      ? `${dataset} is a regression and has no class ${shown(positive)}; leave --positive out`
      : `${dataset} has no class ${shown(positive)} to be the positive one; its classes are ${listed(classes)}`,
  )
}

/**
 * Trials of one dataset with the scores that are of a class taken of this one, from what each predicted for its test rows. Throws a
 * usage error for a class that there is not, and a data error for trials that kept no predictions.
 */
export function withPositive(
  trials: readonly TrialResult[],
  positive: string,
  { name, task, classNames = [] }: ClassFacts,
  files: readonly string[],
): TrialResult[] {
  const label = labelOf(positive, { dataset: name, task, classes: classNames })
  return trials.map((trial) => {
    if (trial.status !== 'ok') return trial
    if (trial.outputs === undefined) {
      throw dataError(
        { file: files.join(', ') },
        `--positive needs what every trial predicted, and that of ${trial.method} repeat ${trial.repeat} fold ${trial.fold} was not kept`,
      )
    }
    const outputs = { ...trial.outputs, positive: label }
    const record = predictedOf(outputs)
    const ofClass = metricsOf(task).filter(isOfPositive)
    const scores = Object.fromEntries(ofClass.map((metric) => [scoreKey(metric), compute(metric, record)]))
    const own = scores[scoreKey(trial.metric)]
    return {
      ...trial,
      ...scores,
      outputs,
      // Of training rows nothing but a score was kept.
      ...(own !== undefined && { testScore: own, trainScore: null, validationScore: null, gap: null }),
    }
  })
}
