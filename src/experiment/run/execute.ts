/** Where the trials of a dataset are run: on threads of this process, or wherever else somebody runs them. */
import type { Experiment } from '../config.ts'
import type { Trial } from './grid.ts'
import type { DatasetPlan } from './plan.ts'
import { runTrials } from './runner.ts'
import type { OnResult } from './setup.ts'
import { reserveTrials } from './trial.ts'

export interface Task {
  readonly part: DatasetPlan
  readonly experiment: Experiment
  /** The trials of the part that are wanted. */
  readonly trials: readonly Trial[]
  /** Whether learning curves are wanted. */
  readonly curves: boolean
  /** Seconds after which a trial is given up; absent for no limit. */
  readonly trialTimeout?: number
}

/**
 * Runs every trial of a task and calls `onResult` once for each, in no particular order. Rejects when `onResult` throws or
 * `signal` aborts.
 */
export type Execute = (task: Task, onResult: OnResult, signal: AbortSignal) => Promise<void>

/** At most `jobs` trials at a time, each on `threads` threads. */
export const locally =
  (jobs: number, threads = 1): Execute =>
  async ({ part, ...task }, onResult, signal) => {
    const workers = Math.min(jobs, task.trials.length)
    const workspace = await reserveTrials(part.dataset, task.experiment, workers, threads)
    await runTrials({ workspace, ...task }, onResult, signal)
  }
