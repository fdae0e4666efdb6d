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
  { resampling = 'folds' }: { resampling?: Resampling } = {},
): Warning[] {
  return [
    ...fixedTest(trials, resampling),
    ...fewPairs(trials, resampling),
    ...unfinished(methods, trials),
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

/** Two pairs or more that all differ by the same amount: Student's t has no distribution then. */
function noVariance(methods: readonly MethodSummary[]): Warning[] {
  return methods
    .filter((row) => row.difference !== null && row.difference !== 0 && row.pValue === null && row.ok >= 2)
    .filter((row) => row.testScoreSd !== null)
    .map(({ method }) => ({ kind: 'no-variance', method }))
}
