/** Runs the trials of a plan with everything a user sees of it: files that grow, progress, signals, failed trials. */
import type { Analysis } from '../experiment/config.ts'
import type { Plan } from '../experiment/plan.ts'
import type { Shard } from '../results/identity.ts'
import type { TrialResult } from '../results/trial.ts'
import { count } from '../util/format.ts'
import { jobsOption, type RawOptions } from './options.ts'
import { placeOption } from './queue.ts'

/** Trials in the order of the plan. Failed ones are told of on standard error, whatever else becomes of the run. */
export async function runTrialsOf(
  plan: Plan,
  analysis: Analysis,
  raw: RawOptions,
  shard?: Shard,
): Promise<TrialResult[]> {
  const { openFiles } = await import('./journal.ts')
  const { runPlan } = await import('../experiment/compare.ts')
  const { failureSentence } = await import('../experiment/failed.ts')
  const { createProgress } = await import('../report/progress.ts')
  const { listenForSignals } = await import('./signals.ts')
  const { notice, warn } = await import('./terminal.ts')

  const place = placeOption(raw)
  const queue = place && (await import('../experiment/queue/ask.ts')).remotely(place)
  const progress = createProgress(process.stderr, raw.quiet !== true && raw.progress !== false)
  // From the moment there are files, a signal has to say how to go on with them.
  const interruption = listenForSignals(raw.exportTrials as string | undefined)
  const failed: TrialResult[] = []
  try {
    const { notes, ...files } = await openFiles(plan, analysis, raw, shard)
    notice(raw, notes)
    return await runPlan(plan, {
      jobs: jobsOption(raw),
      ...(raw.threads !== undefined && { threads: raw.threads as number }),
      ...(queue && { execute: queue }),
      signal: interruption.signal,
      ...(raw.trialTimeout !== undefined && { trialTimeout: raw.trialTimeout as number }),
      ...files,
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
    if (failed.length > 0 && raw.exportTrials !== undefined)
      warn(`${count(failed.length, 'trial')} failed; the same command with --resume tries again`)
  }
}

/** Whether the command has to end with code 1, although its tables are there. */
export const anyFailed = (trials: readonly TrialResult[]): boolean =>
  trials.some(({ status }) => status === 'failed')
