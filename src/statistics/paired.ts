import type { PairedSummary } from '../results/paired.ts'
import type { TrialResult } from '../results/trial.ts'
import { count } from '../util/format.ts'
import { type PairsByRows, pairsByRows } from './pairsByRows.ts'
import { adjust, defaultRope, type SummarizeOptions, summarize, trialsOf } from './summarize.ts'

export type PairOptions = Pick<SummarizeOptions, 'resampling' | 'rope' | 'confidence' | 'inference'>

/**
 * Each method of one dataset in two runs of the same splits: the inference of `summarize`, with the old run for a
 * baseline, adjusted over the methods.
 *
 * @param before trials of the old run, @param after of the new one: the same (method, repeat, fold, seed) in both.
 */
export function pairMethods(
  before: readonly TrialResult[],
  after: readonly TrialResult[],
  options: PairOptions,
): PairedSummary[] {
  const methods = [...new Set(before.map(({ method }) => method))]
  const fingerprints = new Set(before.map(markOf))
  const rows = methods.map((method): PairedSummary => {
    const relabelled = [
      ...before.filter((trial) => trial.method === method).map((trial) => ({ ...trial, method: 'old' })),
      ...after.filter((trial) => trial.method === method).map((trial) => ({ ...trial, method: 'new' })),
    ]
    const [old, fresh] = summarize(relabelled, {
      ...options,
      inference: 'resampled',
      methods: ['old', 'new'],
      baseline: 'old',
    }).methods
    return {
      dataset: before[0].dataset,
      method,
      trials: old.trials,
      identical: after.filter((trial) => trial.method === method && fingerprints.has(markOf(trial))).length,
      metric: old.metric,
      oldScoreMean: old.testScoreMean,
      newScoreMean: fresh.testScoreMean,
      difference: fresh.difference,
      differenceLow: fresh.differenceLow,
      differenceHigh: fresh.differenceHigh,
      pValue: fresh.pValue,
      pHolm: null,
      pBetter: fresh.pBetter,
      pEquivalent: fresh.pEquivalent,
      pWorse: fresh.pWorse,
      inference: fresh.inference,
    }
  })
  adjust(rows, options.inference === 'resampled' ? null : byRows(rows, before, after, options))
  return rows
}

/** The methods of the new run, each against itself in the old one: one family over the same rows. */
function byRows(
  rows: readonly PairedSummary[],
  before: readonly TrialResult[],
  after: readonly TrialResult[],
  { resampling, rope, confidence = 0.95 }: PairOptions,
): PairsByRows {
  const compared = rows.filter(({ difference }) => difference !== null)
  const score = compared.find(({ oldScoreMean }) => oldScoreMean !== null)?.oldScoreMean ?? 0
  return pairsByRows(
    compared.map(({ method }) => ({
      method,
      own: trialsOf(after, method),
      reference: trialsOf(before, method),
    })),
    { resampling, confidence, rope: rope ?? defaultRope(rows[0]?.metric ?? 'accuracy', score) },
  )
}

const markOf = ({ method, repeat, fold, seed, fingerprint }: TrialResult): string =>
  JSON.stringify([method, repeat, fold, seed, fingerprint])

/** What two runs must have in common besides their keys; a sentence where they do not. */
export function unpairable(before: readonly TrialResult[], after: readonly TrialResult[]): string | null {
  const keyOf = ({ dataset, method, repeat, fold, seed }: TrialResult): string =>
    `${dataset} ${method} repeat ${repeat} fold ${fold} seed ${seed}`
  const old = new Map(before.map((trial) => [keyOf(trial), trial]))
  const fresh = new Map(after.map((trial) => [keyOf(trial), trial]))
  const only = (
    one: ReadonlyMap<string, TrialResult>,
    other: ReadonlyMap<string, TrialResult>,
    which: string,
  ) => {
    const lone = [...one.keys()].filter((key) => !other.has(key))
    return lone.length === 0
      ? []
      : [`${count(lone.length, 'trial')} only in the ${which} run, such as ${lone[0]}`]
  }
  const lonely = [...only(old, fresh, 'old'), ...only(fresh, old, 'new')]
  if (lonely.length > 0) return lonely.join('; ')
  for (const [key, trial] of old) {
    const other = fresh.get(key)!
    if (other.metric !== trial.metric) return `${key} is scored by ${trial.metric} and by ${other.metric}`
    if (other.testRows !== trial.testRows)
      return `${key} has ${trial.testRows} test rows and ${other.testRows}`
  }
  return null
}
