import type { Resampling } from '../results/identity.ts'
import type { MethodSummary } from '../results/summary.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Unfinished, Warning } from '../results/warning.ts'
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
  { resampling = 'folds', freshNorm }: { resampling?: Resampling; freshNorm?: number } = {},
): Warning[] {
  return [
    ...fixedTest(trials, resampling),
    ...fewPairs(trials, resampling),
    ...unfinished(methods, trials),
    ...runaway(methods, trials, freshNorm),
    ...noVariance(methods),
  ]
}

const fixedTest = (trials: readonly TrialResult[], resampling: Resampling): Warning[] =>
  resampling !== 'fixed-test' || trials.length === 0 ? [] : [{ kind: 'one-test-file' }]

function fewPairs(trials: readonly TrialResult[], resampling: Resampling): Warning[] {
  const pairs = new Set(trials.map((trial) => cellKey(trial, resampling))).size
  return pairs === 0 || pairs >= ENOUGH_PAIRS ? [] : [{ kind: 'few-pairs', pairs, resampling }]
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
