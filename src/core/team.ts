/**
 * One run on several threads. Work is divided where its parts do not meet (columns of a product, rows of a mask, elements
 * of an update), never within a sum, so every result has the bits of one thread. A team looks like a core, and who
 * calls its kernels need not know.
 */
import { Worker } from 'node:worker_threads'
import { internalError } from '../util/errors.ts'
import { ALIGN } from './arena.ts'
import type { CoreExports } from './exports.ts'
import type { HelperSetup } from './helper.ts'
import { instantiateCore, optimizeAtOnce } from './load.ts'
import {
  createMailbox,
  DONE,
  GONE,
  JOB,
  JOBS,
  type JobName,
  type Mailbox,
  openMailbox,
  POSTED,
  READY,
  STARTING,
  STATE,
  Watch,
} from './mailbox.ts'
import { divideConvolutions, type Share } from './teamImages.ts'

/** The built helper, from dist/ as from src/: loaders that run TypeScript do not reach into threads. */
const HELPER = new URL('../../dist/core/helper.js', import.meta.url)

/** Work below these is not divided. */
export interface MinWork {
  /** Multiplications of a product. */
  readonly multiplyAdds: number
  /** Elements of an update or a penalty. */
  readonly elements: number
  /** Units of a mask. */
  readonly units: number
}

/** Work below these is over in some 30 us, before a helper that sleeps has woken up. docs/performance.md, "One run on two threads", has what larger work gains. */
export const MIN_WORK: MinWork = { multiplyAdds: 1 << 20, elements: 1 << 16, units: 1 << 14 }

/** Columns and elements come in multiples of these, so that parts fill their tiles and start on lines of their own. */
const COLUMNS = 32
const ELEMENTS = 16

/** No job takes nearly as long; a helper that does is not coming back. */
const PATIENCE_MILLISECONDS = 60_000

/** The core of a run, and its end. */
export interface OpenCore {
  readonly core: CoreExports
  /** Blocks until all helpers have started, some 50 ms: what is timed should not begin without them. */
  ready(): void
  /** Resolves when no helper touches the memory any more. */
  close(): Promise<void>
}

/** A core over `memory` for one owner, who calls it from one thread; with `threads` above 1 it has helpers. */
export function openCore(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  threads = 1,
  least = MIN_WORK,
): OpenCore {
  optimizeAtOnce()
  const core = instantiateCore(module, memory)
  if (threads === 1) return { core, ready: () => {}, close: async () => {} }
  const helpers = Array.from({ length: threads - 1 }, () => new Helper(module, memory))
  return {
    core: divide(core, helpers, least),
    ready: () => {
      for (const helper of helpers) helper.awaitStart()
    },
    close: async () => {
      await Promise.all(helpers.map((helper) => helper.close()))
    },
  }
}

/** What a plan needs of the core of a run with so many threads: each has its own panels. */
export const planningCore = (core: CoreExports, threads: number): CoreExports =>
  threads === 1 ? core : { ...core, ...sharedScratch(core, threads) }

/** Bytes of the panels of all threads. */
const sharedScratch = (
  core: CoreExports,
  threads: number,
): Pick<CoreExports, 'gemmScratch' | 'gemmScratchUpTo' | 'convolutionScratch'> => ({
  gemmScratch: (M, N, K) => threads * ownScratch(core, M, N, K),
  gemmScratchUpTo: (M, N, K) => threads * alignUp(core.gemmScratchUpTo(M, N, K)),
  convolutionScratch: (...sizes) => threads * alignUp(core.convolutionScratch(...sizes)),
})

const ownScratch = (core: CoreExports, M: number, N: number, K: number): number =>
  alignUp(core.gemmScratch(M, N, K))

const alignUp = (bytes: number): number => Math.ceil(bytes / ALIGN) * ALIGN

/** Runs the first part of a kernel here. */
const sharing =
  (core: CoreExports, helpers: readonly Helper[]): Share =>
  (job, size, step, part) => {
    const ready = helpers.filter((helper) => helper.isReady)
    const parts = ready.length + 1
    const bound = (i: number) => (i === parts ? size : Math.floor((size * i) / parts / step) * step)
    ready.forEach((helper, i) => {
      helper.post(job, part(bound(i + 1), bound(i + 2), i + 1))
    })
    const call = core[job] as (...numbers: readonly number[]) => number | undefined
    let sum = 0
    try {
      sum = call(...part(0, bound(1), 0)) ?? 0
    } finally {
      for (const helper of ready) sum += helper.finish()
    }
    return sum
  }

function divide(core: CoreExports, helpers: readonly Helper[], least: MinWork): CoreExports {
  const share = sharing(core, helpers)

  const gemm =
    (aAlongK: number, bAlongK: number, whole: CoreExports['gemmNN']): CoreExports['gemmNN'] =>
    (a, b, c, M, N, K, scratch) => {
      if (N < 2 * COLUMNS || M * N * K < least.multiplyAdds) {
        whole(a, b, c, M, N, K, scratch)
        return
      }
      const own = ownScratch(core, M, N, K)
      share('gemmColumns', N, COLUMNS, (first, last, thread) => [
        aAlongK,
        bAlongK,
        a,
        b,
        c,
        M,
        N,
        K,
        first,
        last,
        scratch + thread * own,
      ])
    }

  /** An element-wise kernel whose arguments are `arrays` addresses, then factors, then the number of elements. */
  const elementwise =
    (job: JobName, arrays: number) =>
    (...numbers: number[]): void => {
      const n = numbers[numbers.length - 1]
      if (n < least.elements) {
        ;(core[job] as (...numbers: number[]) => void)(...numbers)
        return
      }
      share(job, n, ELEMENTS, (first, last) =>
        numbers.map((value, i) =>
          i < arrays ? value + 4 * first : i === numbers.length - 1 ? last - first : value,
        ),
      )
    }

  const sampleMask: CoreExports['sampleMask'] = (mask, rowIds, M, N, ...stream) =>
    M * N < least.units
      ? core.sampleMask(mask, rowIds, M, N, ...stream)
      : share('sampleMask', M, 1, (first, last) => [
          mask + 4 * first * N,
          rowIds + 4 * first,
          last - first,
          N,
          ...stream,
        ])

  return {
    ...core,
    ...sharedScratch(core, helpers.length + 1),
    gemmNN: gemm(1, 0, core.gemmNN),
    gemmNT: gemm(1, 1, core.gemmNT),
    gemmTN: gemm(0, 0, core.gemmTN),
    ...divideConvolutions(core, share, least.multiplyAdds, (...sizes) =>
      alignUp(core.convolutionScratch(...sizes)),
    ),
    sampleMask,
    addL2Gradient: elementwise('addL2Gradient', 2),
    addL1Gradient: elementwise('addL1Gradient', 2),
    softThreshold: elementwise('softThreshold', 1),
    decay: elementwise('decay', 1),
    sgd: elementwise('sgd', 2),
    momentum: elementwise('momentum', 3),
    nesterov: elementwise('nesterov', 3),
    adam: elementwise('adam', 4),
  }
}

class Helper {
  readonly #worker: Worker
  readonly #mailbox: Mailbox
  readonly #answers: Watch
  #posted = 0

  constructor(module: WebAssembly.Module, memory: WebAssembly.Memory) {
    const mailbox = createMailbox()
    this.#mailbox = openMailbox(mailbox)
    this.#answers = new Watch(this.#mailbox.words, DONE)
    this.#worker = new Worker(HELPER, {
      workerData: { module, memory, mailbox } satisfies HelperSetup,
      execArgv: [],
    })
    // Whoever owns it may end without a word; `finish` says what is wrong where that matters.
    this.#worker.unref()
    this.#worker.on('error', () => {})
  }

  /** Until it has started, and if it could not, its owner does its part. */
  get isReady(): boolean {
    return Atomics.load(this.#mailbox.words, STATE) === READY
  }

  awaitStart(): void {
    Atomics.wait(this.#mailbox.words, STATE, STARTING, PATIENCE_MILLISECONDS)
  }

  post(job: JobName, numbers: readonly number[]): void {
    const { words } = this.#mailbox
    this.#mailbox.numbers.set(numbers)
    words[JOB] = JOBS.indexOf(job)
    Atomics.store(words, POSTED, ++this.#posted)
    Atomics.notify(words, POSTED)
  }

  /** Waits until the job is done; returns what its kernel did. */
  finish(): number {
    const { words, numbers } = this.#mailbox
    // The number before this one, unless the helper is gone.
    for (let done = Atomics.load(words, DONE); done !== this.#posted; done = Atomics.load(words, DONE)) {
      if (Atomics.load(words, STATE) === GONE)
        throw internalError('a helper thread ended before its work was done')
      if (!this.#answers.change(done, PATIENCE_MILLISECONDS))
        throw internalError('a helper thread does not answer')
    }
    return numbers[0]
  }

  /** What its owner still has to do, it does alone. */
  async close(): Promise<void> {
    Atomics.store(this.#mailbox.words, STATE, GONE)
    await this.#worker.terminate()
  }
}
