import type { Resampling } from '../results/identity.ts'
import type { MethodSummary } from '../results/summary.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Unfinished, Warning } from '../results/warning.ts'
import { groupBy } from '../util/groupBy.ts'
import { MIN_DIFFERING } from './fewRows.ts'
import type { PairsByRows } from './pairsByRows.ts'
import { cellKey } from './summarize.ts'

/** Below this many pairs a t interval is so wide, and so sensitive to one split, that it decides little. */
const ENOUGH_PAIRS = 5

/**
 * What a reader should know before trusting the table.
 *
 * @param methods the summary, @param trials what it was made from.
 */
export function comparisonWarnings(
  methods: readonly MethodSummary[],
  trials: readonly TrialResult[],
  {
    resampling = 'folds',
    rows = null,
    freshNorm,
  }: { resampling?: Resampling; rows?: PairsByRows | null; freshNorm?: number } = {},
): Warning[] {
  const isByRows = rows !== null && rows.byRows !== null
  return [
    ...fixedTest(trials, resampling, isByRows),
    ...blocksOfTime(resampling, isByRows),
    ...(isByRows ? [] : fewPairs(trials, resampling)),
    ...notByRows(rows, trials),
    ...fewDiffering(rows),
    ...unfinished(methods, trials),
    ...runaway(methods, trials, freshNorm),
    ...noVariance(methods),
  ]
}

function fixedTest(trials: readonly TrialResult[], resampling: Resampling, isByRows: boolean): Warning[] {
  return resampling !== 'fixed-test' || trials.length === 0 ? [] : [{ kind: 'one-test-file', isByRows }]
}

function blocksOfTime(resampling: Resampling, isByRows: boolean): Warning[] {
  return resampling === 'time' && isByRows ? [{ kind: 'blocks-of-time' }] : []
}

function fewPairs(trials: readonly TrialResult[], resampling: Resampling): Warning[] {
  const pairs = new Set(trials.map((trial) => cellKey(trial, resampling))).size
  return pairs === 0 || pairs >= ENOUGH_PAIRS ? [] : [{ kind: 'few-pairs', pairs, resampling }]
}

/** Where rows were asked and could not tell: one warning a reason. */
function notByRows(rows: PairsByRows | null, trials: readonly TrialResult[]): Warning[] {
  if (rows === null || trials.length === 0) return []
  const byReason = groupBy([...rows.refused], ([, reason]) => reason)
  return [...byReason].map(([reason, entries]) => ({
    kind: 'not-by-rows',
    reason,
    // Where no method could be judged by rows, none needs to be named.
    methods: rows.byRows === null && reason !== 'trials' ? [] : entries.map(([method]) => method),
  }))
}

/** Fewer rows than an approximation by the normal distribution needs. */
function fewDiffering(rows: PairsByRows | null): Warning[] {
  const few = (rows?.byRows?.findings ?? []).filter(
    ({ differing, pValue }) => pValue !== null && differing > 0 && differing < MIN_DIFFERING,
  )
  if (few.length === 0) return []
  const [{ method, differing, units }] = few
  return [{ kind: 'few-rows-differ', method, differing, rows: units, others: few.length - 1 }]
}

function unfinished(methods: readonly MethodSummary[], trials: readonly TrialResult[]): Warning[] {
  return methods.flatMap(({ method, trials: run }) => {
    const ended = (status: Unfinished): number =>
      trials.filter((trial) => trial.method === method && trial.status === status).length
    const isPartly = run > ended('diverged') + ended('failed')
    return (['diverged', 'failed'] as const)
      .map(
        (status) =>
          ({ kind: 'unfinished', method, status, count: ended(status), trials: run, isPartly }) as const,
      )
      .filter(({ count }) => count > 0)
  })
}

/** Times the norm of fresh weights; under the defaults no trial on 42 real tables reaches a fifth of it. */
const RUNAWAY = 10

function runaway(
  methods: readonly MethodSummary[],
  trials: readonly TrialResult[],
  fresh: number | undefined,
): Warning[] {
  if (fresh === undefined) return []
  return methods.flatMap(({ method }): Warning[] => {
    const own = trials.filter((trial) => trial.method === method && trial.status === 'ok')
    const norms = own.map(({ weightNorm }) => weightNorm ?? 0).filter((norm) => norm > RUNAWAY * fresh)
    if (norms.length === 0) return []
    return [
      { kind: 'runaway', method, norm: Math.max(...norms), fresh, count: norms.length, trials: own.length },
    ]
  })
}

/** Two pairs or more that all differ by the same amount: Student's t has no distribution then. */
function noVariance(methods: readonly MethodSummary[]): Warning[] {
  // Where trials are missing there is no test for that reason; of rows without a difference one is the baseline.
  const isWhole = ({ ok, trials }: MethodSummary) => ok === trials
  if (!methods.every((row) => row.difference !== null || isWhole(row))) return []
  return methods
    .filter((row) => row.difference !== null && row.difference !== 0 && row.pValue === null && row.ok >= 2)
    .filter(isWhole)
    .filter((row) => row.testScoreSd !== null)
    .map(({ method }) => ({ kind: 'no-variance', method }))
}
