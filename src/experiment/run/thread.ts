/** One worker thread, seen from outside: trials in, results out, and an end that may come at any moment. */
import { Worker } from 'node:worker_threads'
import type { RunSetup, WorkerReply, WorkerSetup } from './setup.ts'

/** The built worker, from dist/ as from src/: loaders that run TypeScript do not reach into threads. */
export const WORKER = new URL('../../../dist/experiment/run/worker.js', import.meta.url)

const waiting = new Set<Worker>()

/**
 * Starts `count` workers that load their code while data is still being read; the next threads are made of them. Those that
 * nobody needs do not keep the process alive.
 */
export function startAhead(count: number): void {
  for (let i = 0; i < count; i++) {
    const worker = spawn(WORKER)
    worker.unref()
    // Whatever is wrong with it will be wrong with the next one, which somebody waits for.
    worker.on('error', () => {})
    worker.once('exit', () => waiting.delete(worker))
    waiting.add(worker)
  }
}

function startedAhead(setup: WorkerSetup): Worker | undefined {
  const [worker] = waiting
  if (worker === undefined) return undefined
  waiting.delete(worker)
  worker.ref()
  worker.postMessage(setup)
  return worker
}

/** Flags of the process, such as --input-type or a loader, are not the worker's. */
const spawn = (script: URL, setup?: WorkerSetup): Worker =>
  new Worker(script, { workerData: setup, execArgv: [] })

/** What a thread answers: a message of its own, or how it ended instead of sending one. */
export type Answer = WorkerReply | { readonly ended: string; readonly stalled: boolean }

export class Thread {
  readonly #worker: Worker
  readonly #gone: Promise<unknown>
  #reason: string | undefined
  #stalled = false
  #ended = false
  #answer: ((answer: Answer) => void) | undefined

  /** `worker` is its number, from 0, which is that of its arena. */
  constructor(runSetup: RunSetup, worker: number, script: URL) {
    const setup: WorkerSetup = { ...runSetup, worker }
    this.#worker = (script === WORKER ? startedAhead(setup) : undefined) ?? spawn(script, setup)
    this.#worker.on('message', (reply: WorkerReply) => this.#settle(reply))
    this.#worker.on('error', (error) => {
      this.#reason = error instanceof Error ? error.message : String(error)
    })
    this.#gone = new Promise<void>((resolve) => {
      this.#worker.once('exit', (code) => {
        this.#ended = true
        this.#reason ??= `its worker ended with code ${code}`
        this.#settle(this.#end())
        resolve()
      })
    })
  }

  /** Waits until the thread can run trials. */
  ready(): Promise<Answer> {
    return this.#next()
  }

  /** Runs the trial of this index; a thread that takes longer than `seconds` is ended. */
  async run(index: number, seconds?: number): Promise<Answer> {
    if (this.#ended) return this.#end()
    this.#worker.postMessage(index)
    const timer =
      seconds === undefined
        ? undefined
        : setTimeout(() => {
            this.#stalled = true
            this.#reason = `it took longer than ${seconds} s`
            void this.stop()
          }, seconds * 1000)
    const answer = await this.#next()
    clearTimeout(timer)
    return answer
  }

  /** Resolves when the thread is gone, and nothing of it touches the memory any more. */
  async stop(): Promise<void> {
    await this.#worker.terminate()
    await this.#gone
  }

  #end(): Answer {
    return { ended: this.#reason!, stalled: this.#stalled }
  }

  #next(): Promise<Answer> {
    return new Promise((resolve) => {
      this.#answer = resolve
    })
  }

  #settle(answer: Answer): void {
    this.#answer?.(answer)
    this.#answer = undefined
  }
}
