/** From trials, fresh or saved, to what a report prints. */

import { defaultMetric } from '../metrics/index.ts'
import type { Comparison, Study } from '../results/comparison.ts'
import type { Analysis, DatasetFacts } from '../results/identity.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Warning } from '../results/warning.ts'
import { advise } from '../statistics/advice.ts'
import { rankMethods } from '../statistics/ranking.ts'
import { defaultRope, summarize } from '../statistics/summarize.ts'
import { comparisonWarnings } from '../statistics/warnings.ts'
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
 * @param trials those of this dataset.
 */
export function condense(
  { name, evaluation, resampling, warnings, ...setting }: Setting,
  methods: readonly string[],
  { baseline, rope, confidence }: Analysis,
  trials: readonly TrialResult[],
): Comparison {
  const options = { methods, baseline, resampling, confidence, ...(rope !== undefined && { rope }) }
  const summary = summarize(trials, options)
  const metric = trials[0]?.metric ?? defaultMetric(setting.task)
  const reference = summary.find((row) => row.method === baseline)?.testScoreMean ?? null
  const { rows, features, target, task, classes, settings, seed } = setting
  return {
    dataset: name,
    rows,
    features,
    target,
    task,
    classes,
    metric,
    baseline,
    evaluation,
    settings,
    seed,
    confidence,
    rope: rope ?? (reference === null ? null : defaultRope(metric, reference)),
    ...(setting.tuning !== undefined && { tuned: tunedOf(setting.tuning, methods, trials) }),
    methods: summary,
    trials: [...trials],
    warnings: [
      ...warnings.map((sentence): Warning => ({ kind: 'said', sentence })),
      ...comparisonWarnings(summary, trials, { resampling }),
      ...advise(trials, baseline),
    ],
  }
}

/** The comparisons of one experiment and, with several datasets, the ranks over them. */
export const studyOf = (comparisons: readonly Comparison[]): Study => ({
  comparisons: [...comparisons],
  ranking: comparisons.length < 2 ? null : rankMethods(comparisons),
})
