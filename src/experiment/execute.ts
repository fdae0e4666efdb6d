/** Where the trials of a dataset are run: on threads of this process, or wherever else somebody runs them. */
import type { Experiment } from './config.ts'
import type { Trial } from './grid.ts'
import type { DatasetPlan } from './plan.ts'
import { type OnResult, runTrials } from './runner.ts'
import { createWorkspace } from './workspace.ts'

export interface Task {
  readonly part: DatasetPlan
  readonly experiment: Experiment
  /** Those of the part that are wanted. */
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

/** On so many threads at most. */
export const locally =
  (jobs: number): Execute =>
  async ({ part, ...task }, onResult, signal) => {
    const threads = Math.min(jobs, task.trials.length)
    const workspace = await createWorkspace(part.dataset, task.experiment, threads)
    await runTrials({ workspace, ...task }, onResult, signal)
  }
