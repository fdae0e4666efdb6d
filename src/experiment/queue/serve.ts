/** Runs trials for whoever asks at a queue: the working side. It runs nothing but trials of orders it understands. */

import type { Redis } from 'ioredis'
import { failure } from '../../util/errors.ts'
import { check, object, text, whole } from '../../util/shape.ts'
import { planExperiment } from '../run/plan.ts'
import { Pool, runOne } from '../run/runner.ts'
import type { RunSetup } from '../run/setup.ts'
import { WORKER } from '../run/thread.ts'
import { reserveTrials } from '../run/trial.ts'
import {
  briefly,
  connect,
  hashOf,
  interruptedBy,
  KEPT_SECONDS,
  keysOf,
  letExpire,
  loadPackages,
  type Place,
  putOffExpiry,
  QUEUE,
  refusal,
  type Ticket,
} from './link.ts'
import { decodeOrder } from './order.ts'
import { unpackDataset } from './parcel.ts'
import { refused } from './refused.ts'
import { encodeReport } from './report.ts'

export interface ServeOptions {
  /** Trials at a time. */
  readonly jobs: number
  /** Seconds that a worker may be silent before its trials are given to others. */
  readonly lease: number
  /** Seconds without a trial after which to end; never where absent. */
  readonly idle?: number
  readonly signal: AbortSignal
  onTrial?(): void
}

/** A worker that is killed, or cut off, so many times over one trial takes the blame off the workers. */
const ticketShape = object({ order: text, trial: whole({ min: 0 }) })

const MAX_LOSSES = 3

/** Orders kept ready: their data and threads take memory, and getting them again takes time. */
const MAX_BENCHES = 2

/** Between two looks at what might never expire. */
const MAX_BETWEEN_MS = 10_000

/** Resolves after `idle` seconds without a trial, or once the trials in hand when `signal` aborts have ended. */
export async function serve(place: Place, options: ServeOptions): Promise<void> {
  const packages = await loadPackages()
  const [redis, taking] = [await connect(packages, place), await connect(packages, place)]
  const benches = new Benches(place, redis, options.jobs)
  let running = 0
  let lastEnd = performance.now()
  const worker = new packages.Worker<Ticket>(
    QUEUE,
    async ({ data }) => {
      running++
      try {
        await benches.run(data)
        options.onTrial?.()
      } finally {
        running--
        lastEnd = performance.now()
      }
    },
    {
      connection: taking,
      prefix: place.prefix,
      concurrency: options.jobs,
      lockDuration: options.lease * 1000,
      stalledInterval: options.lease * 1000,
      maxStalledCount: MAX_LOSSES,
      autorun: false,
      skipVersionCheck: true,
    },
  )
  // A lost connection is tried again; everything else has been told to the asking side.
  worker.on('error', () => {})
  const putOff = () => putOffExpiry(redis, place).catch(() => {})
  const refreshing = setInterval(putOff, Math.min(MAX_BETWEEN_MS, (options.lease * 1000) / 2))
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<void>((resolve) => {
    if (options.signal.aborted) resolve()
    options.signal.addEventListener('abort', () => resolve(), { once: true })
    const { idle } = options
    if (idle === undefined) return
    timer = setInterval(
      () => {
        if (running === 0 && performance.now() - lastEnd > idle * 1000) resolve()
      },
      Math.min(1000, idle * 1000),
    )
  })
  try {
    await Promise.race([worker.run(), ended])
    // Trials in hand are finished and reported, but a server that is away cannot be told of them.
    if (options.signal.aborted) {
      const reason = await interruptedBy(options.signal.reason, redis, place)
      if (reason !== options.signal.reason) throw reason
    }
    await worker.close()
  } catch (error) {
    throw refusal(error, place) ?? error
  } finally {
    clearInterval(timer)
    await briefly(worker.close(true))
    clearInterval(refreshing)
    // What is there expires later, when somebody works again.
    await briefly(putOff())
    await benches.close()
    redis.disconnect()
    taking.disconnect()
  }
}

/** All that the trials of one order need: its data, plan and threads. */
class Bench {
  readonly setup: RunSetup
  readonly #pool: Pool
  readonly #free: number[]

  constructor(setup: RunSetup) {
    this.setup = setup
    this.#pool = new Pool(setup, WORKER)
    this.#free = [...setup.workspace.bases.keys()]
  }

  async run(trial: number) {
    // There are as many arenas as trials at a time.
    const slot = this.#free.pop()!
    try {
      return await runOne(this.#pool, slot, trial, this.setup)
    } finally {
      this.#free.push(slot)
    }
  }

  get isIdle(): boolean {
    return this.#free.length === this.setup.workspace.bases.length
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}

/** The benches of the orders seen last. */
class Benches {
  readonly #place: Place
  readonly #keys: ReturnType<typeof keysOf>
  readonly #redis: Redis
  readonly #jobs: number
  readonly #benches = new Map<string, Promise<Bench>>()

  constructor(place: Place, redis: Redis, jobs: number) {
    this.#place = place
    this.#keys = keysOf(place)
    this.#redis = redis
    this.#jobs = jobs
  }

  /** Runs the trial of a ticket and reports it; does nothing if its order is withdrawn. */
  async run(data: unknown): Promise<void> {
    const { order, trial } = check(ticketShape, data, refused('ticket'))
    // This list is made anew whenever a first ticket is taken, and should this worker be killed it stays.
    await letExpire(this.#redis, this.#place, ['active'])
    if ((await this.#redis.exists(this.#keys.order(order))) === 0) return
    const bench = await this.#benchOf(order)
    if (bench === undefined) return
    if (trial >= bench.setup.trials.length) throw failure(`there is no trial ${trial} in the order`)
    const outcome = await bench.run(trial)
    const key = this.#keys.reports(order)
    await this.#redis.xadd(key, '*', 'trial', `${trial}`, 'report', encodeReport(outcome))
    await this.#redis.expire(key, KEPT_SECONDS)
  }

  async close(): Promise<void> {
    const benches = await Promise.allSettled(this.#benches.values())
    await Promise.all(
      benches.map((bench) => (bench.status === 'fulfilled' ? bench.value.close() : undefined)),
    )
  }

  async #benchOf(hash: string): Promise<Bench | undefined> {
    const known = this.#benches.get(hash)
    // The one used last stands last.
    this.#benches.delete(hash)
    const bench = known ?? this.#open(hash)
    this.#benches.set(hash, bench)
    try {
      const opened = await bench
      await this.#closeOthers()
      return opened
    } catch (error) {
      this.#benches.delete(hash)
      if (error instanceof Withdrawn) return undefined
      throw error
    }
  }

  async #closeOthers(): Promise<void> {
    for (const [hash, opening] of [...this.#benches].slice(0, -MAX_BENCHES)) {
      const bench = await opening.catch(() => undefined)
      if (bench === undefined || !bench.isIdle) continue
      this.#benches.delete(hash)
      await bench.close()
    }
  }

  async #open(hash: string): Promise<Bench> {
    const text = await this.#redis.get(this.#keys.order(hash))
    if (text === null) throw new Withdrawn()
    if (hashOf(text) !== hash) throw failure(`order ${hash} does not have that hash`)
    const { dataset: name, hash: data, experiment, curves, trialTimeout } = decodeOrder(text)
    const dataset = unpackDataset(await this.#fetch(data), data, name)
    const { parts } = await planExperiment([dataset], experiment)
    const workspace = await reserveTrials(dataset, experiment, this.#jobs)
    return new Bench({
      workspace,
      experiment,
      trials: parts[0].trials,
      curves,
      ...(trialTimeout !== undefined && { trialTimeout }),
    })
  }

  async #fetch(hash: string): Promise<Buffer> {
    const count = Number(await this.#redis.get(this.#keys.parts(hash)))
    const parts: Buffer[] = []
    for (let part = 0; part < count; part++) {
      const bytes = await this.#redis.getBuffer(this.#keys.data(hash, part))
      if (bytes === null) throw new Withdrawn()
      parts.push(bytes)
    }
    if (parts.length === 0) throw new Withdrawn()
    return Buffer.concat(parts)
  }
}

/** The order, or its data, is not there: whoever asked has gone, or will ask again. */
class Withdrawn extends Error {}
