/** Loss and score of rows, by whatever metric is asked for. */
import type { Dataset, TargetScaling } from '../data/dataset.ts'
import { compute, defaultMetric, type MetricName, metricsOf } from '../metrics/index.ts'
import { predictedOf, type TrialOutputs } from '../results/outputs.ts'
import type { Average } from '../settings/average.ts'
import { evaluate } from './evaluate.ts'
import type { Model, RowSet } from './model.ts'
import { RowOutputs } from './outputs.ts'

/** What is computed of predictions. */
export interface Scoring {
  /** The metric that compares; that of the task where absent. */
  readonly metric?: MetricName
  /** Label of the class that scores of one class are about. */
  readonly positive?: number
}

export interface Scored {
  /** Mean data loss. */
  readonly loss: number
  /** Null where the rows do not define the metric. */
  readonly score: number | null
}

export interface FullyScored extends Scored {
  /** By every metric of the task. */
  readonly scores: ReadonlyMap<MetricName, number | null>
  readonly outputs: TrialOutputs
}

/** What a model is scored on. */
export interface Scorer {
  readonly dataset: Dataset
  readonly target: TargetScaling
  readonly scoring: Scoring
  readonly average?: Average
}

/** Null where there are no rows. The default metric of rows without weights costs no more than the loss. */
export function scoreRows(model: Model, rows: RowSet, scorer: Scorer): Scored | null {
  const metric = scorer.scoring.metric ?? defaultMetric(scorer.dataset.task)
  if (metric !== defaultMetric(scorer.dataset.task) || scorer.dataset.weights !== undefined) {
    const full = scoreFully(model, rows, scorer)
    return full && { loss: full.loss, score: full.score }
  }
  return evaluate(model, rows, scorer.average)
}

/** By every metric of the task, from the same predictions; null where there are no rows. */
export function scoreFully(model: Model, rows: RowSet, scorer: Scorer): FullyScored | null {
  const { dataset, target, scoring, average } = scorer
  const collected = new RowOutputs(model, rows)
  const evaluation = evaluate(model, rows, average, collected)
  if (evaluation === null) return null
  const outputs = collected.result(dataset, target, scoring.positive)
  const record = predictedOf(outputs)
  const scores = new Map(metricsOf(dataset.task).map((name) => [name, compute(name, record)]))
  // The root of the loss of the same rows: the number that training sees, to its last bit.
  if (dataset.task === 'regression' && record.weights === undefined) scores.set('rmse', evaluation.score)
  return {
    loss: evaluation.loss,
    score: scores.get(scoring.metric ?? defaultMetric(dataset.task)) ?? null,
    scores,
    outputs,
  }
}
