import type { Resampling } from '../results/identity.ts'
import type { MethodSummary } from '../results/summary.ts'
import type { TrialResult } from '../results/trial.ts'
import { count } from '../util/format.ts'
import { groupBy } from '../util/groupBy.ts'
import { MIN_DIFFERING } from './fewRows.ts'
import type { NoRows, PairsByRows } from './pairsByRows.ts'
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
  { resampling = 'folds', rows = null }: { resampling?: Resampling; rows?: PairsByRows | null } = {},
): string[] {
  const isByRows = rows !== null && rows.byRows !== null
  return [
    ...fixedTest(trials, resampling, isByRows),
    ...blocksOfTime(resampling, isByRows),
    ...(isByRows ? [] : fewPairs(trials, resampling)),
    ...notByRows(rows, trials),
    ...fewDiffering(rows),
    ...unfinished(methods, trials),
    ...noVariance(methods),
  ]
}

function fixedTest(trials: readonly TrialResult[], resampling: Resampling, isByRows: boolean): string[] {
  if (resampling !== 'fixed-test' || trials.length === 0) return []
  if (isByRows) {
    return [
      'all trials share one test file: what is found holds for networks trained on these training rows, not for other training rows; use --folds for that',
    ]
  }
  return [
    'all trials share one test file: intervals and p-values cover training noise (the seed) alone, not other test rows; use --folds for that',
  ]
}

function fewPairs(trials: readonly TrialResult[], resampling: Resampling): string[] {
  const splits = new Set(trials.map((trial) => cellKey(trial, resampling))).size
  if (splits === 0 || splits >= ENOUGH_PAIRS) return []
  const more = {
    folds: 'raise --folds or --repeats',
    groups: 'raise --folds or --repeats',
    time: 'raise --folds',
    'given-folds': 'use a --fold-column of more folds',
    holdout: 'raise --repeats',
    'fixed-test': 'raise --repeats',
  }[resampling]
  const consequence =
    splits === 1 ? 'there is no interval and no test' : 'intervals are wide and tests decide little'
  return [`only ${count(splits, 'pair')} of trials to compare: ${consequence}; ${more}`]
}

function blocksOfTime(resampling: Resampling, isByRows: boolean): string[] {
  if (resampling !== 'time' || !isByRows) return []
  return [
    'rows that follow each other in time are not independent: differences are judged by their means over the blocks of time, which are few; raise --folds for more',
  ]
}

const REASONS: Readonly<Record<NoRows, string>> = {
  metric: 'what a row contributes to this score is not known',
  holdout: '--test-fraction tests some rows more often than others',
  record: 'the trials file has no record of what was predicted for each row',
  trials: 'not every trial of it and of the baseline ended well',
}

/** Where rows were asked and could not tell: one sentence a reason. */
function notByRows(rows: PairsByRows | null, trials: readonly TrialResult[]): string[] {
  if (rows === null || trials.length === 0) return []
  const byReason = groupBy([...rows.refused], ([, reason]) => reason)
  return [...byReason].map(([reason, entries]) => {
    const who =
      rows.byRows === null && reason !== 'trials' ? '' : `${entries.map(([method]) => method).join(', ')}: `
    return `${who}judged by the resampled splits (--inference resampled) instead of the rows: ${REASONS[reason]}`
  })
}

/** Fewer rows than an approximation by the normal distribution needs. */
function fewDiffering(rows: PairsByRows | null): string[] {
  const few = (rows?.byRows?.findings ?? []).filter(
    ({ differing, pValue }) => pValue !== null && differing > 0 && differing < MIN_DIFFERING,
  )
  if (few.length === 0) return []
  const [{ method, differing, units }] = few
  const others = few.length === 1 ? '' : ` (likewise ${count(few.length - 1, 'other method')})`
  return [
    `${method} differs from what it is compared with on ${differing} of ${units} rows alone${others}: its interval has a form for so few; more rows would say more`,
  ]
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
