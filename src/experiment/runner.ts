/** Runs trials on worker threads that share one compiled core and one copy of the data. */
import { Worker } from 'node:worker_threads'
import { failure } from '../util/errors.ts'
import type { Experiment } from './config.ts'
import type { Trial } from './grid.ts'
import type { CurvePoint, TrialResult } from './result.ts'
import type { Workspace } from './workspace.ts'

export interface RunSetup {
  readonly workspace: Workspace
  readonly experiment: Experiment
  readonly trials: readonly Trial[]
  /** Whether learning curves are wanted. */
  readonly curves: boolean
}

export interface WorkerSetup extends RunSetup {
  readonly worker: number
}

export type WorkerReply =
  | { readonly index: number; readonly result: TrialResult; readonly curve: readonly CurvePoint[] }
  | { readonly index: number; readonly error: string }

/** The curve is empty unless the setup wants curves. */
export type OnResult = (result: TrialResult, curve: readonly CurvePoint[]) => void

/**
 * Runs all trials on as many workers as the workspace has arenas; `onResult` is called as each ends, in no particular
 * order. Rejects on the first failure, or when `signal` aborts; either way all workers are gone by then.
 */
export async function runTrials(setup: RunSetup, onResult: OnResult, signal: AbortSignal): Promise<void> {
  const { workspace, trials } = setup
  // The built worker, from dist/ as from src/: loaders that run TypeScript do not reach into threads.
  const url = new URL('../../dist/experiment/worker.js', import.meta.url)
  const queue = trials.keys()
  const count = Math.min(workspace.bases.length, trials.length)
  const workers = Array.from(
    { length: count },
    (_, worker) => new Worker(url, { workerData: { ...setup, worker } satisfies WorkerSetup }),
  )
  try {
    await Promise.all(workers.map((worker) => drain(worker, queue, onResult, signal)))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
}

/** Hands trial after trial to one worker until the queue is empty. */
function drain(
  worker: Worker,
  queue: Iterator<number>,
  onResult: OnResult,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    const next = () => {
      const { value, done } = queue.next()
      if (done) resolve()
      else worker.postMessage(value)
    }
    worker.on('message', (reply: WorkerReply) => {
      if ('error' in reply) {
        reject(failure(`a trial failed: ${reply.error}`))
        return
      }
      try {
        onResult(reply.result, reply.curve)
        next()
      } catch (error) {
        reject(error)
      }
    })
    worker.on('error', (error) => reject(failure(`a worker failed: ${error.message}`, error)))
    worker.on('exit', (code) => reject(failure(`a worker ended with code ${code}`)))
    next()
  })
}
