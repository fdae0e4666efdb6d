import type { Resampling } from '../results/identity.ts'
import type { MethodSummary } from '../results/summary.ts'
import type { TrialResult } from '../results/trial.ts'
import { count } from '../util/format.ts'
import { cellKey } from './summarize.ts'

/** Below this many pairs a t interval is so wide, and so sensitive to one split, that it decides little. */
const ENOUGH_PAIRS = 5

/**
 * What a reader should know before trusting the table: one sentence each, ending in what to do.
 *
 * @param methods the summary, @param trials what it was made from.
 */
export function comparisonWarnings(
  methods: readonly MethodSummary[],
  trials: readonly TrialResult[],
  { resampling = 'folds' }: { resampling?: Resampling } = {},
): string[] {
  return [
    ...fixedTest(trials, resampling),
    ...fewPairs(trials, resampling),
    ...unfinished(methods, trials),
    ...noVariance(methods),
  ]
}

function fixedTest(trials: readonly TrialResult[], resampling: Resampling): string[] {
  if (resampling !== 'fixed-test' || trials.length === 0) return []
  return [
    'all trials share one test file: intervals and p-values cover training noise (the seed) alone, not other test rows; use --folds for that',
  ]
}

function fewPairs(trials: readonly TrialResult[], resampling: Resampling): string[] {
  const splits = new Set(trials.map((trial) => cellKey(trial, resampling))).size
  if (splits === 0 || splits >= ENOUGH_PAIRS) return []
  const more = {
    folds: 'raise --folds or --repeats',
    'given-folds': 'use a --fold-column of more folds',
    holdout: 'raise --repeats',
    'fixed-test': 'raise --repeats',
  }[resampling]
  const consequence =
    splits === 1 ? 'there is no interval and no test' : 'intervals are wide and tests decide little'
  return [`only ${count(splits, 'pair')} of trials to compare: ${consequence}; ${more}`]
}

function unfinished(methods: readonly MethodSummary[], trials: readonly TrialResult[]): string[] {
  return methods.flatMap(({ method, trials: run }) => {
    const ended = (status: TrialResult['status']): number =>
      trials.filter((trial) => trial.method === method && trial.status === status).length
    const diverged = ended('diverged')
    const failed = ended('failed')
    const means = run > diverged + failed ? '; its means and pairs leave them out' : ''
    return [
      ...(diverged > 0
        ? [
            `${method}: ${diverged} of ${count(run, 'trial')} diverged${means}; lower --learning-rate or the strength`,
          ]
        : []),
      ...(failed > 0
        ? [
            `${method}: ${failed} of ${count(run, 'trial')} failed${means}; run it alone with --jobs 1 and see standard error`,
          ]
        : []),
    ]
  })
}

/** Two pairs or more that all differ by the same amount: Student's t has no distribution then. */
function noVariance(methods: readonly MethodSummary[]): string[] {
  return methods
    .filter((row) => row.difference !== null && row.difference !== 0 && row.pValue === null && row.ok >= 2)
    .filter((row) => row.testScoreSd !== null)
    .map(
      (row) =>
        `${row.method}: no variance: every pair shows the same difference, so there is no test; raise --repeats or use more rows`,
    )
}
