/** What a run is told, and what comes back: plain data, for it crosses threads. */
import type { CurvePoint } from '../../results/curve.ts'
import type { TrialResult } from '../../results/trial.ts'
import type { SharedWorkspace } from '../../training/workspace.ts'
import type { Experiment } from '../config.ts'
import type { Trial } from './grid.ts'

export interface RunSetup {
  readonly workspace: SharedWorkspace
  readonly experiment: Experiment
  readonly trials: readonly Trial[]
  /** Whether learning curves are wanted. */
  readonly curves: boolean
  /** Seconds after which a trial is given up; absent for no limit. */
  readonly trialTimeout?: number
}

/** The curve is empty unless the setup wants curves. */
export interface Outcome {
  readonly result: TrialResult
  readonly curve: readonly CurvePoint[]
}

export type OnResult = (result: TrialResult, curve: readonly CurvePoint[]) => void

export interface WorkerSetup extends RunSetup {
  /** Its number, from 0, and that of its arena. */
  readonly worker: number
}

/** The index of a trial to run, a setup to begin with, or the end of the one at hand. */
export type WorkerRequest = number | WorkerSetup | { readonly release: true }

export type WorkerReply =
  | { readonly ready: true }
  | { readonly released: true }
  | Outcome
  | { readonly error: string }
