/** A forecast of what a comparison could establish, from one of its splits: the rows tested there, each by every method. */
import type { Dataset } from '../../data/dataset.ts'
import type { MetricName } from '../../metrics/index.ts'
import type { Analysis, Resampling } from '../../results/identity.ts'
import { pairsByRows } from '../../statistics/pairsByRows.ts'
import { planFor, scaledParts } from '../../statistics/planning.ts'
import { defaultRope } from '../../statistics/summarize.ts'
import type { Experiment } from '../config.ts'
import { type Cost, trialSeconds } from './estimate.ts'
import type { Trial } from './grid.ts'
import { reserveTrials, TrialRunner } from './trial.ts'

export interface Forecast {
  readonly method: string
  /** The smallest true difference that the planned run would establish in four of five cases, luck of training left out. */
  readonly smallest: number
}

export interface Pilot {
  readonly metric: MetricName
  readonly testRows: number
  /** In the order of the methods, the baseline left out. */
  readonly forecasts: readonly Forecast[]
}

/** More is a run of its own, which tells more. */
const MAX_SECONDS = 10

/**
 * Trains every method once, on the first split. Null where that would take longer than ten seconds, and where rows do not tell:
 * one method alone, a metric without influence, a share held out, a trial that does not end well.
 */
export async function pilotOf(
  { dataset, resampling, trials }: { dataset: Dataset; resampling: Resampling; trials: readonly Trial[] },
  experiment: Experiment,
  { baseline, confidence, inference }: Analysis,
  costs: ReadonlyMap<string, Cost>,
): Promise<Pilot | null> {
  if (inference === 'resampled') return null
  const [{ split }] = trials
  const first = trials.filter((trial) => trial.split === split && trial.yardstick === undefined)
  const seconds = first.reduce(
    (sum, { method }) => sum + trialSeconds(method, costs.get(method.spec)!, split, experiment),
    0,
  )
  if (seconds > MAX_SECONDS) return null
  const runner = new TrialRunner(await reserveTrials(dataset, experiment, 1), experiment, 0)
  const results = first.map((trial) => runner.run(trial))
  const reference = results.filter(({ method }) => method === baseline)
  const { byRows } = pairsByRows(
    results
      .filter(({ method }) => method !== baseline)
      .map((own) => ({ method: own.method, own: [own], reference })),
    { resampling, confidence, rope: defaultRope(reference[0].metric, reference[0].testScore ?? 0) },
  )
  if (byRows === null) return null
  const repeats = new Set(trials.map(({ split: { repeat } }) => repeat)).size
  const design = { folds: new Set(trials.map(({ split: { fold } }) => fold)).size, repeats }
  const tested = trials.filter(({ method, split: { repeat } }) => method === first[0].method && repeat === 0)
  const rows = tested.reduce((sum, trial) => sum + trial.split.test.length, 0)
  return {
    metric: reference[0].metric,
    testRows: split.test.length,
    forecasts: byRows.findings
      .filter(({ pValue, differing }) => pValue !== null && differing > 0)
      .map(({ method, variance, units }) => {
        const from = { ...design, rows: split.test.length }
        const parts = scaledParts(variance, from, { ...design, rows })
        const all = Math.round((units * rows) / split.test.length)
        return {
          method,
          smallest: planFor(0, parts, { ...design, rows }, byRows.level, Math.max(1, all - 1)).smallest,
        }
      }),
  }
}
