/** One worker thread, seen from outside: trials in, results out, and an end that may come at any moment. */
import { Worker } from 'node:worker_threads'
import type { RunSetup, WorkerReply, WorkerSetup } from './setup.ts'

/** The built worker, from dist/ as from src/: loaders that run TypeScript do not reach into threads. */
export const WORKER = new URL('../../../bin/worker.js', import.meta.url)

/** Threads that have loaded their code and belong to no run. They do not keep the process alive. */
const waiting = new Map<Worker, NodeJS.Timeout>()
/** A thread that nobody has taken for so long ends. */
const IDLE_MILLISECONDS = 30_000

/**
 * A run of so much memory does not lend its threads to the next: theirs would be the last references to it, and where nothing
 * is done nothing is collected. Beside reading such data, starting a thread is nothing.
 */
const MAX_KEPT_BYTES = 2 ** 25

/** Starts `count` workers that load their code while data is still being read; the next threads are made of them. */
export function startAhead(count: number): void {
  for (let i = 0; i < count; i++) park(spawn(WORKER))
}

function park(worker: Worker): void {
  worker.unref()
  const timer = setTimeout(() => void worker.terminate(), IDLE_MILLISECONDS)
  timer.unref()
  waiting.set(worker, timer)
}

function takeWaiting(): Worker | undefined {
  for (const [worker, timer] of waiting) {
    clearTimeout(timer)
    waiting.delete(worker)
    worker.ref()
    return worker
  }
  return undefined
}

/** Flags of the process, such as --input-type or a loader, are not the worker's. */
function spawn(script: URL, setup?: WorkerSetup): Worker {
  const worker = new Worker(script, { workerData: setup, execArgv: [] })
  // Whatever is wrong with one that waits will be wrong with the next one, which somebody waits for.
  worker.on('error', () => {})
  worker.once('exit', () => {
    clearTimeout(waiting.get(worker))
    waiting.delete(worker)
  })
  return worker
}

/** What a thread answers: a message of its own, or how it ended instead of sending one. */
export type Answer = WorkerReply | { readonly ended: string; readonly stalled: boolean }

export class Thread {
  readonly #worker: Worker
  readonly #gone: Promise<unknown>
  #reason: string | undefined
  #stalled = false
  #ended = false
  #answer: ((answer: Answer) => void) | undefined

  readonly #mayWait: boolean
  #onExit!: (code: number) => void

  /** `worker` is its number, from 0, which is that of its arena. */
  constructor(runSetup: RunSetup, worker: number, script: URL) {
    const setup: WorkerSetup = { ...runSetup, worker }
    this.#mayWait = script === WORKER && runSetup.workspace.memory.buffer.byteLength <= MAX_KEPT_BYTES
    if (script === WORKER) {
      this.#worker = takeWaiting() ?? spawn(WORKER)
      this.#worker.postMessage(setup)
    } else this.#worker = spawn(script, setup)
    this.#worker.on('message', this.#onMessage).on('error', this.#onError)
    this.#gone = new Promise<void>((resolve) => {
      this.#onExit = (code) => {
        this.#ended = true
        this.#reason ??= `its worker ended with code ${code}`
        this.#settle(this.#end())
        resolve()
      }
    })
    this.#worker.once('exit', this.#onExit)
  }

  readonly #onMessage = (reply: WorkerReply): void => this.#settle(reply)
  readonly #onError = (error: unknown): void => {
    this.#reason = error instanceof Error ? error.message : String(error)
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

  /** As `stop`, but a thread that is not at work may wait for another run instead, with its code loaded and optimized. */
  async release(): Promise<void> {
    if (!this.#mayWait || this.#ended || this.#answer !== undefined) return this.stop()
    this.#worker.postMessage({ release: true })
    if (!('released' in (await this.#next()))) return this.stop()
    this.#worker.off('message', this.#onMessage).off('error', this.#onError).off('exit', this.#onExit)
    park(this.#worker)
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
