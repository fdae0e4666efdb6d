/** From trials, fresh or saved, to what a report prints. */

import { absentClasses, defaultMetric, isMacro, isOfPositive } from '../metrics/index.ts'
import type { AlsoScore, Comparison, Study } from '../results/comparison.ts'
import type { Analysis, DatasetFacts } from '../results/identity.ts'
import { scoreKey } from '../results/scores.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Metric } from '../results/trialId.ts'
import type { Warning } from '../results/warning.ts'
import { ofMethods, yardsticksIn } from '../results/yardsticks.ts'
import { advise } from '../statistics/advice.ts'
import { mean } from '../statistics/moments.ts'
import { planningOf } from '../statistics/planning.ts'
import { rankMethods } from '../statistics/ranking.ts'
import { defaultRope, summarize } from '../statistics/summarize.ts'
import { comparisonWarnings } from '../statistics/warnings.ts'
import { count } from '../util/format.ts'
import { tunedOf } from './choices.ts'

/** A dataset's facts, or as many of them as its trials tell. */
export type Setting = Omit<DatasetFacts, 'features' | 'target' | 'classes' | 'splits'> &
  Pick<Comparison, 'features' | 'target' | 'classes' | 'settings' | 'seed'> & {
    /** How strengths were tuned, in words; absent where all are as written. */
    readonly tuning?: string
  }

/**
 * The comparison of one dataset.
 *
 * @param methods specifications, in the order of the rows.
 * @param all those of this dataset, yardsticks' too.
 */
export function condense(
  { name, evaluation, resampling, warnings, freshNorm, ...setting }: Setting,
  methods: readonly string[],
  { baseline, rope, confidence, inference, also = [] }: Analysis,
  all: readonly TrialResult[],
): Comparison {
  const trials = ofMethods(all)
  const yardsticks = yardsticksIn(all)
  const options = {
    methods,
    baseline,
    yardsticks,
    resampling,
    confidence,
    ...(inference && { inference }),
    ...(rope !== undefined && { rope }),
  }
  const { methods: summary, yardsticks: measured, rows: byRows } = summarize(all, options)
  const metric = trials[0]?.metric ?? defaultMetric(setting.task)
  const reference = summary.find((row) => row.method === baseline)?.testScoreMean ?? null
  const planning = planningOf(summary, byRows?.byRows ?? null, designOf(trials), confidence)
  const collapsed = methods.filter((method) => isCollapsed(method, trials))
  const { rows, features, target, task, classes, settings, seed } = setting
  return {
    dataset: name,
    rows,
    features,
    target,
    task,
    classes,
    ...(setting.classNames && { classNames: setting.classNames }),
    metric,
    baseline,
    evaluation,
    ...(setting.trainRows && { trainRows: setting.trainRows }),
    ...(setting.trainedTestRows && { trainedTestRows: setting.trainedTestRows }),
    settings,
    seed,
    confidence,
    rope: rope ?? (reference === null ? null : defaultRope(metric, reference)),
    ...(also.length > 0 && { also: alsoOf(also, metric, [...methods, ...yardsticks], all) }),
    ...(setting.tuning !== undefined && {
      tuned: tunedOf(setting.tuning, methods, trials, setting.ingredients),
    }),
    ...(planning && { planning }),
    methods: summary,
    ...(measured.length > 0 && { yardsticks: measured }),
    ...(collapsed.length > 0 && { collapsed }),
    trials: [...all],
    warnings: [
      ...warnings.map((sentence): Warning => ({ kind: 'said', sentence })),
      ...comparisonWarnings(summary, trials, {
        resampling,
        rows: byRows,
        ...(freshNorm !== undefined && { freshNorm }),
      }),
      ...advise(trials, baseline),
      ...absentWarnings([metric, ...also], trials),
    ],
  }
}

/** Whether each trial of a method that ended well gave its test rows one answer. */
function isCollapsed(method: string, trials: readonly TrialResult[]): boolean {
  const own = trials.filter((trial) => trial.method === method && trial.status === 'ok')
  return own.length > 0 && own.every(({ testAnswers }) => testAnswers === 1)
}

/** Without the metric that is shown anyway. */
const alsoOf = (
  also: readonly Metric[],
  shown: Metric,
  methods: readonly string[],
  trials: readonly TrialResult[],
): AlsoScore[] =>
  [...new Set(also)]
    .filter((metric) => metric !== shown)
    .map((metric) => ({
      metric,
      means: methods.map((method) => {
        const scores = trials.flatMap((trial) =>
          trial.method === method && trial.status === 'ok' ? (trial[scoreKey(metric)] ?? []) : [],
        )
        return scores.length === 0 ? null : mean(scores)
      }),
    }))

/** A mean over classes leaves out those without a test row: how often, and how many. */
function absentWarnings(metrics: readonly Metric[], trials: readonly TrialResult[]): Warning[] {
  const positive = trials.find(({ outputs }) => outputs !== undefined)?.outputs?.positive
  const means = metrics.filter((name) => isMacro(name) && !(positive !== undefined && isOfPositive(name)))
  // Methods share their splits.
  const ofOne = trials.filter(({ method }) => method === trials[0].method)
  const absent = ofOne.flatMap(({ outputs }) =>
    outputs === undefined || outputs.classes === 0
      ? []
      : absentClasses(outputs.classes, outputs.truth, outputs.weights),
  )
  const lacking = absent.filter((classes) => classes > 0)
  if (means.length === 0 || lacking.length === 0) return []
  const most = Math.max(...lacking)
  return [
    {
      kind: 'said',
      sentence:
        `${lacking.length} of ${count(absent.length, 'split')} test no row of some class (up to ${most} of ${ofOne[0].outputs?.classes} classes), ` +
        `which the mean over classes leaves out there: ${means.join(', ')}`,
    },
  ]
}

/** Folds and repeats as the trials have them. */
const designOf = (trials: readonly TrialResult[]) => ({
  folds: new Set(trials.map(({ fold }) => fold)).size,
  repeats: new Set(trials.map(({ repeat }) => repeat)).size,
})

/** The comparisons of one experiment and, with several datasets, the ranks over them. */
export const studyOf = (comparisons: readonly Comparison[]): Study => ({
  comparisons: [...comparisons],
  // Sizes of one dataset are no sample of datasets.
  ranking:
    comparisons.length < 2 || comparisons.some(({ trainRows }) => trainRows !== undefined)
      ? null
      : rankMethods(comparisons),
})
