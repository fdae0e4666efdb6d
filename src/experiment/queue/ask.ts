/** Has trials run by whoever listens at a queue: the asking side. */

import type { Redis } from 'ioredis'
import { internalError } from '../../util/errors.ts'
import { metricOf } from '../config.ts'
import type { Execute, Task } from '../run/execute.ts'
import { failedTrial } from '../run/failed.ts'
import { keyOf } from '../run/grid.ts'
import type { OnResult } from '../run/setup.ts'
import {
  briefly,
  connect,
  hashOf,
  KEPT_SECONDS,
  keysOf,
  letExpire,
  loadPackages,
  type Place,
  putOffExpiry,
  QUEUE,
  refusal,
  type Ticket,
  type TicketQueue,
  untilAborted,
} from './link.ts'
import { encodeOrder } from './order.ts'
import { packDataset } from './parcel.ts'
import { decodeReport } from './report.ts'

/** A value may be 512 MB; smaller ones do not hold up everybody else on the server. */
const PART_BYTES = 2 ** 24

/** Tickets handed over in one go. */
const BULK = 1000

/** Reports taken in one go, and how long to wait for one before looking whether anything was lost. */
const REPORTS = 500
const PATIENCE_MS = 2000

/**
 * Stores the data and the order under their hashes, hands out a ticket for each trial, and takes reports until all are in.
 * Whatever the server or a worker forgets is asked for again: a ticket has the name of its trial, so that it is never in the
 * queue twice, and of two reports of one trial the first counts.
 */
export const remotely =
  (place: Place): Execute =>
  async (task, onResult, signal) => {
    const packages = await loadPackages()
    // Reading blocks its connection.
    const [redis, reading] = [await connect(packages, place), await connect(packages, place)]
    const queue: TicketQueue = new packages.Queue(QUEUE, {
      connection: redis,
      prefix: place.prefix,
      skipVersionCheck: true,
    })
    queue.on('error', () => {})
    const asker = new Asker(place, redis, reading, queue, task, onResult)
    // A blocked read has no other way to end.
    const stop = () => reading.disconnect()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await untilAborted(asker.run(signal), signal, redis, place)
    } catch (error) {
      throw refusal(error, place) ?? error
    } finally {
      signal.removeEventListener('abort', stop)
      // Without its order a ticket is void: nobody works for a run that has ended.
      await briefly(asker.revoke())
      reading.disconnect()
      await briefly(queue.close())
      redis.disconnect()
    }
  }

class Asker {
  readonly #place: Place
  readonly #keys: ReturnType<typeof keysOf>
  readonly #redis: Redis
  readonly #reading: Redis
  readonly #queue: TicketQueue
  readonly #task: Task
  readonly #onResult: OnResult
  readonly #order: string
  readonly #hash: string
  /** Trials without a report, by their place among all trials of the dataset. */
  readonly #open: Map<number, Task['trials'][number]>
  #last = '0'

  constructor(
    place: Place,
    redis: Redis,
    reading: Redis,
    queue: TicketQueue,
    task: Task,
    onResult: OnResult,
  ) {
    this.#place = place
    this.#keys = keysOf(place)
    this.#redis = redis
    this.#reading = reading
    this.#queue = queue
    this.#task = task
    this.#onResult = onResult
    const { part, experiment, curves, trialTimeout } = task
    this.#order = encodeOrder({
      dataset: part.dataset.name,
      hash: part.dataset.hash,
      experiment,
      curves,
      ...(trialTimeout !== undefined && { trialTimeout }),
    })
    this.#hash = hashOf(this.#order)
    const wanted = new Set(task.trials.map(keyOf))
    this.#open = new Map([...part.trials.entries()].filter(([, trial]) => wanted.has(keyOf(trial))))
    if (this.#open.size !== task.trials.length)
      throw internalError('a trial is not in the plan of its dataset')
  }

  async run(signal: AbortSignal): Promise<void> {
    await this.#store()
    // What workers did for a run of this order that was killed.
    while ((await this.#take(0, signal)) > 0);
    await this.#handOut()
    while (this.#open.size > 0) {
      const taken = await this.#take(PATIENCE_MS, signal)
      if (taken > 0) continue
      await this.#collectFailed()
      await this.#store()
      const counts = await this.#queue.getJobCounts('wait', 'active', 'delayed', 'paused', 'prioritized')
      if (Object.values(counts).every((count) => count === 0)) await this.#handOut()
    }
    await this.#redis.del(this.#keys.reports(this.#hash))
    await putOffExpiry(this.#redis, this.#place)
  }

  /** If the server is away, the order expires by itself. */
  revoke(): Promise<unknown> {
    return this.#redis.del(this.#keys.order(this.#hash))
  }

  /** Puts there what is not there yet, or no more. */
  async #store(): Promise<void> {
    const { dataset } = this.#task.part
    const { hash } = dataset
    let part = 0
    if ((await this.#redis.expire(this.#keys.parts(hash), KEPT_SECONDS)) === 0) {
      for (const bytes of packDataset(dataset, PART_BYTES)) {
        await this.#redis.set(this.#keys.data(hash, part++), bytes, 'EX', KEPT_SECONDS)
      }
      await this.#redis.set(this.#keys.parts(hash), `${part}`, 'EX', KEPT_SECONDS)
    } else {
      const parts = Number(await this.#redis.get(this.#keys.parts(hash)))
      for (; part < parts; part++) {
        // A part that is missing makes all of them new, the next time.
        if ((await this.#redis.expire(this.#keys.data(hash, part), KEPT_SECONDS)) === 0) {
          await this.#redis.del(this.#keys.parts(hash))
          return this.#store()
        }
      }
    }
    await this.#redis.set(this.#keys.order(this.#hash), this.#order, 'EX', KEPT_SECONDS)
    await putOffExpiry(this.#redis, this.#place)
  }

  async #handOut(): Promise<void> {
    const tickets = [...this.#open.keys()].map((trial) => ({
      name: 'trial',
      data: { order: this.#hash, trial } satisfies Ticket,
      opts: {
        jobId: `${this.#hash}-${trial}`,
        removeOnComplete: true,
        removeOnFail: { age: KEPT_SECONDS },
      },
    }))
    for (let at = 0; at < tickets.length; at += BULK) {
      const some = tickets.slice(at, at + BULK)
      await this.#queue.addBulk(some)
      await letExpire(
        this.#redis,
        this.#place,
        some.map(({ opts }) => opts.jobId),
      )
      await putOffExpiry(this.#redis, this.#place)
    }
  }

  /** Takes the reports that are there, or that come within so many milliseconds. Resolves to their number. */
  async #take(patience: number, signal: AbortSignal): Promise<number> {
    const key = this.#keys.reports(this.#hash)
    const streams = await this.#reading
      // BLOCK 0 would wait for ever.
      .xread('COUNT', REPORTS, 'BLOCK', Math.max(1, patience), 'STREAMS', key, this.#last)
      .catch((error) => {
        signal.throwIfAborted()
        throw error
      })
    signal.throwIfAborted()
    const entries = streams?.[0]?.[1] ?? []
    for (const [id, [, index, , json]] of entries) {
      this.#record(Number(index), json)
      this.#last = id
    }
    // They are in the journal: should this run be killed, nobody asks for them again.
    if (entries.length > 0) await this.#redis.xtrim(key, 'MINID', this.#last)
    return entries.length
  }

  #record(index: number, json: string): void {
    const trial = this.#open.get(index)
    // Run twice, because its first worker was taken for dead.
    if (trial === undefined) return
    const metric = metricOf(this.#task.experiment, this.#task.part.dataset.task)
    const { result, curve } = decodeReport(json, trial, metric)
    this.#onResult(result, curve)
    this.#open.delete(index)
  }

  /** Tickets that BullMQ has given up, because their workers were lost again and again, or could not begin. */
  async #collectFailed(): Promise<void> {
    for (const job of await this.#queue.getFailed(0, REPORTS)) {
      if (job?.data.order !== this.#hash) continue
      const trial = this.#open.get(job.data.trial)
      await job.remove()
      if (trial === undefined) continue
      const { part, experiment } = this.#task
      const reason = `no worker could run it (${job.failedReason ?? 'no reason given'})`
      this.#onResult(failedTrial(trial, part.dataset.task, experiment, 0, reason), [])
      this.#open.delete(job.data.trial)
    }
  }
}
