/** Runs trials on worker threads that share one compiled core and one copy of the data. */
import { failure } from '../../util/errors.ts'
import { failedTrial } from './failed.ts'
import type { OnResult, Outcome, RunSetup } from './setup.ts'
import { type Answer, Thread, WORKER } from './thread.ts'

/** A trial that ended its worker may have been unlucky, say short of memory. One that does it twice would do it again. */
const ATTEMPTS = 2

/**
 * Runs all trials on as many workers as the workspace has arenas; `onResult` is called as each ends, in no particular
 * order. A trial that throws or ends its worker runs once more on a fresh one, and then counts as failed, as one does that
 * takes longer than its time: the others go on. Rejects when `onResult` throws, when workers do not even start, or when
 * `signal` aborts; all workers are gone by then, or wait for another run. `script` is what a worker runs: tests have worse ones.
 */
export async function runTrials(
  setup: RunSetup,
  onResult: OnResult,
  signal: AbortSignal,
  script: URL = WORKER,
): Promise<void> {
  const queue = setup.trials.keys()
  const count = Math.min(setup.workspace.bases.length, setup.trials.length)
  const pool = new Pool(setup, script)
  const onAbort = () => pool.stop(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  const slots = Array.from({ length: count }, (_, worker) =>
    drain(pool, worker, queue, setup, onResult).catch((error) => pool.stop(error)),
  )
  await Promise.all(slots)
  signal.removeEventListener('abort', onAbort)
  await pool.end()
}

/** The threads of a run, one for each arena. They end together: once it has stopped, whatever is asked of it throws the reason. */
export class Pool {
  readonly #setup: RunSetup
  readonly #script: URL
  readonly #threads = new Map<number, Thread>()
  #stopped: { readonly reason: unknown } | undefined

  constructor(setup: RunSetup, script: URL) {
    this.#setup = setup
    this.#script = script
  }

  async run(worker: number, index: number): Promise<Answer> {
    const thread = this.#threads.get(worker) ?? (await this.#start(worker))
    const answer = await thread.run(index, this.#setup.trialTimeout)
    this.#check()
    return answer
  }

  /** The next trial of this worker gets a fresh thread. */
  async discard(worker: number): Promise<void> {
    const thread = this.#threads.get(worker)
    this.#threads.delete(worker)
    await thread?.stop()
  }

  /** The first reason stands. */
  stop(reason: unknown): void {
    this.#stopped ??= { reason }
    for (const thread of this.#threads.values()) void thread.stop()
  }

  /** Waits until nothing of the threads touches the memory any more; throws the reason if the pool was stopped. */
  async end(): Promise<void> {
    const isStopped = this.#stopped !== undefined
    await Promise.all(
      [...this.#threads.values()].map((thread) => (isStopped ? thread.stop() : thread.release())),
    )
    this.#check()
  }

  /** A thread that ends before it has seen a trial says nothing about trials; nor would the next one get further. */
  async #start(worker: number): Promise<Thread> {
    for (let attempt = 1; ; attempt++) {
      this.#check()
      const thread = new Thread(this.#setup, worker, this.#script)
      this.#threads.set(worker, thread)
      const answer = await thread.ready()
      this.#check()
      if ('ready' in answer) return thread
      if (attempt === ATTEMPTS)
        throw failure(`a worker cannot start: ${'ended' in answer ? answer.ended : 'it spoke out of turn'}`)
      await this.discard(worker)
    }
  }

  #check(): void {
    if (this.#stopped !== undefined) throw this.#stopped.reason
  }
}

/** Runs trial after trial on one worker until the queue is empty. */
async function drain(
  pool: Pool,
  worker: number,
  queue: Iterable<number>,
  setup: RunSetup,
  onResult: OnResult,
): Promise<void> {
  for (const index of queue) {
    const { result, curve } = await runOne(pool, worker, index, setup)
    onResult(result, curve)
  }
}

/** Runs one trial, on a second thread if it ends the first, and makes a failed one of what still has no result. */
export async function runOne(pool: Pool, worker: number, index: number, setup: RunSetup): Promise<Outcome> {
  const began = performance.now()
  for (let attempt = 1; ; attempt++) {
    const answer = await pool.run(worker, index)
    if ('result' in answer) return answer
    await pool.discard(worker)
    const isLast = attempt === ATTEMPTS || ('stalled' in answer && answer.stalled)
    if (!isLast) continue
    const seconds = (performance.now() - began) / 1000
    const { task } = setup.workspace.dataset
    const result = failedTrial(setup.trials[index], task, setup.experiment, seconds, reasonOf(answer))
    return { result, curve: [] }
  }
}

const reasonOf = (answer: Answer): string =>
  'ended' in answer ? answer.ended : 'error' in answer ? answer.error : 'its worker spoke out of turn'
