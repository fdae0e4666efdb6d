/** Runs the trials of a plan with everything a user sees of it: files that grow, progress, signals, failed trials. */
import { availableParallelism } from 'node:os'
import type { Plan } from '../experiment/run/plan.ts'
import type { Analysis } from '../results/identity.ts'
import type { TrialResult } from '../results/trial.ts'
import type { OutputSettings } from '../settings/output.ts'
import type { RunningSettings } from '../settings/running.ts'
import { count } from '../util/format.ts'
import { placeOf } from './queue.ts'

export interface RunSettings {
  readonly output: OutputSettings
  readonly running: RunningSettings
}

/** Trials at a time, so that all threads together are as many as the cores. */
export const jobsOf = ({ jobs, threads }: Pick<RunningSettings, 'jobs' | 'threads'>): number =>
  jobs ?? Math.max(1, Math.floor(availableParallelism() / threads))

/** Trials in the order of the plan. Failed ones are told of on standard error, whatever else becomes of the run. */
export async function runTrialsOf(
  plan: Plan,
  analysis: Analysis,
  given: RunSettings,
  earlier: readonly TrialResult[] = [],
): Promise<TrialResult[]> {
  const { openFiles } = await import('./journal.ts')
  const { runPlan } = await import('../experiment/run/compare.ts')
  const { failureSentence } = await import('../experiment/run/failed.ts')
  const { createProgress } = await import('../report/progress.ts')
  const { listenForSignals } = await import('./signals.ts')
  const { notice, warn } = await import('./terminal.ts')

  const { output, running } = given
  const { shard, threads, trialTimeout } = running
  const place = placeOf(running)
  const queue = place && (await import('../experiment/queue/ask.ts')).remotely(place)
  const progress = createProgress(process.stderr, !output.quiet && output.progress)
  // From the moment there are files, a signal has to say how to go on with them.
  const interruption = listenForSignals(output.exportTrials)
  const failed: TrialResult[] = []
  try {
    const { notes, ...files } = await openFiles(plan, analysis, output, running)
    notice(output, notes)
    return await runPlan(plan, {
      jobs: jobsOf(running),
      threads,
      ...(queue && { execute: queue }),
      signal: interruption.signal,
      ...(trialTimeout !== undefined && { trialTimeout }),
      ...files,
      earlier,
      ...(shard && { shard }),
      onProgress: (done, total, latest) => {
        if (latest?.status === 'failed') failed.push(latest)
        progress.update(done, total, latest)
      },
    })
  } finally {
    progress.end()
    interruption.dispose()
    for (const trial of failed) warn(failureSentence(trial))
    if (failed.length > 0 && output.exportTrials !== undefined)
      warn(`${count(failed.length, 'trial')} failed; the same command with --resume tries again`)
  }
}

/** A sentence for each method that diverged on some splits; trains again to find it, where this process trained before. */
export async function hintsOf(
  plan: Plan,
  trials: readonly TrialResult[],
  { output, running }: RunSettings,
): Promise<string[]> {
  if (placeOf(running) || trials.every(({ status }) => status !== 'diverged')) return []
  const { workingRates } = await import('../experiment/run/workingRate.ts')
  const { listenForSignals } = await import('./signals.ts')
  const interruption = listenForSignals(output.exportTrials)
  const { trialTimeout } = running
  try {
    return await workingRates(plan, trials, {
      jobs: jobsOf(running),
      signal: interruption.signal,
      ...(trialTimeout !== undefined && { trialTimeout }),
    })
  } finally {
    interruption.dispose()
  }
}

/** Whether the command has to end with code 1, although its tables are there. */
export const anyFailed = (trials: readonly TrialResult[]): boolean =>
  trials.some(({ status }) => status === 'failed')
