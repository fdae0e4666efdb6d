/** The way to a Redis server: packages that need not be installed, an address that may hold a password, keys that expire. */
import { createHash } from 'node:crypto'
import type { Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { failure, RegbenchError, usageError } from '../../util/errors.ts'
import { version } from '../../util/version.ts'

/** What is not asked for again in so many seconds is forgotten: a week. */
export const KEPT_SECONDS = 7 * 24 * 3600

/** Before the name of every key; another one keeps several groups of users on one server apart. */
export const DEFAULT_PREFIX = 'regbench'

/** What a job says: which trial of which order. The order itself is stored once, under its hash. */
export interface Ticket {
  readonly order: string
  readonly trial: number
}

export interface Place {
  /** redis://, or rediss:// for TLS; may hold a user, a password and the number of a database. */
  readonly url: string
  readonly prefix: string
}

/** Workers of another version may train to other bits: they wait at a queue of their own. */
export const QUEUE = `trials-${version}`

/** A URL as messages show it: without what it may hold of a password. */
export function shownUrl(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
}

/** Credentials in which a character stands that ends them, as the rest of an address is read. */
const UNENCODED = /^rediss?:\/\/[^@/?#]*[/?#][^@]*@/

/** Throws a usage error for what is not an address of a Redis server. The text may hold a password, so it is not repeated. */
export function checkUrl(url: string): void {
  if (UNENCODED.test(url)) {
    throw usageError(
      '--queue: a password with /, ? or # in it must be percent-encoded in the address: %2F, %3F, %23',
    )
  }
  let protocol: string
  try {
    protocol = new URL(url).protocol
  } catch {
    throw usageError('--queue takes an address such as redis://HOST:6379, or rediss:// for TLS')
  }
  if (protocol !== 'redis:' && protocol !== 'rediss:') {
    throw usageError(`--queue takes redis:// or rediss://, not ${protocol}//`)
  }
}

/** Loads the two packages; a usage error says how to get them. */
export async function loadPackages() {
  try {
    const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')])
    return { ...bullmq, Redis: ioredis.Redis }
  } catch (error) {
    throw new RegbenchError(
      2,
      '--queue needs two packages that are not installed with regbench: npm install bullmq ioredis',
      { cause: error },
    )
  }
}

export type Packages = Awaited<ReturnType<typeof loadPackages>>

/**
 * Connects; a failure if nobody answers. A connection that is lost later is tried again for as long as it takes, and what
 * waits on it waits.
 */
export async function connect({ Redis }: Packages, place: Place): Promise<Redis> {
  const { url } = place
  let connected = false
  let reason = 'no answer'
  const redis = new Redis(url, {
    maxRetriesPerRequest: null,
    lazyConnect: true,
    retryStrategy: (times) => (connected || times < 4 ? Math.min(2000, 200 * times) : null),
  })
  redis.on('error', ({ message }) => {
    reason = message
  })
  try {
    await redis.connect()
    await checkServer(redis, place)
  } catch (error) {
    redis.disconnect()
    throw refusal(error, place) ?? failure(`no connection to ${shownUrl(url)}: ${reason}`, error)
  }
  connected = true
  return redis
}

/** Finds out, before anything is asked for, whether the server stores what it is given and keeps it. */
async function checkServer(redis: Redis, { url, prefix }: Place): Promise<void> {
  await redis.set(`${prefix}:hello`, version, 'EX', 60)
  // A user may be denied this look.
  const memory = await redis.info('memory').catch(() => '')
  const [, policy = 'noeviction'] = /^maxmemory_policy:(\S+)/m.exec(memory) ?? []
  if (policy === 'noeviction') return
  throw failure(
    `the Redis server at ${shownUrl(url)} may throw keys away when its memory is full (maxmemory-policy ${policy}), and trials with them; set it to noeviction`,
  )
}

/** What a server refuses to do, by the first word of its answer. */
const REFUSALS: Readonly<Record<string, (place: Place, answer: string) => string>> = {
  OOM: () => 'is full (maxmemory) and stores nothing more; make room there, or raise the limit',
  NOPERM: ({ prefix }, answer) =>
    `does not let this user work: ${answer.replace(/^NOPERM /, '')}; give it read and write access to keys that begin with "${prefix}:", and the right to run scripts`,
  READONLY: () => 'is a read-only replica; name the primary server',
  MISCONF: () => 'cannot save to its disk and so takes nothing; look at its log',
  WRONGPASS: () => 'does not know this user or password',
  NOAUTH: () => 'wants a password; write redis://:PASSWORD@HOST, percent-encoded',
}

/** The failure behind what the server answered; undefined for any other error. The command may hold data and is not shown. */
export function refusal(error: unknown, place: Place): RegbenchError | undefined {
  if (error instanceof RegbenchError) return error
  if (!(error instanceof Error)) return undefined
  const reason = REFUSALS[/^(?:ReplyError: )?([A-Z]+)\b/.exec(error.message)?.[1] ?? '']
  if (reason === undefined) return undefined
  return failure(`the Redis server at ${shownUrl(place.url)} ${reason(place, error.message)}`)
}

/** Work that ends when the signal aborts, although a server that is away would keep it waiting. */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal,
  redis: Redis,
  place: Place,
): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } catch (error) {
    throw signal.aborted ? await interruptedBy(signal.reason, redis, place) : error
  } finally {
    signal.removeEventListener('abort', stop)
    // Whatever the work still says, nobody waits for it.
    work.catch(() => {})
    aborted.catch(() => {})
  }
}

/** The reason of an interruption, with what kept the run waiting when it came. */
export async function interruptedBy(reason: unknown, redis: Redis, { url }: Place): Promise<unknown> {
  if (!(reason instanceof RegbenchError) || (await answers(redis))) return reason
  return new RegbenchError(
    reason.exitCode,
    `the Redis server at ${shownUrl(url)} does not answer any more; ${reason.message}`,
  )
}

/** Asks, as a connection that has just been lost looks like a good one until its end has been read. */
async function answers(redis: Redis): Promise<boolean> {
  if (redis.status !== 'ready') return false
  return (await briefly(redis.ping())) === 'PONG'
}

/** Waits for what ends by itself, but not for a server that is away. */
export const briefly = (work: Promise<unknown>): Promise<unknown> =>
  Promise.race([work.catch(() => {}), new Promise((resolve) => setTimeout(resolve, 1000).unref())])

/**
 * What BullMQ keeps of a queue beside its jobs, each below the queue's own name. Not `stalled-check`, which it lets expire
 * within seconds to know when to look for lost workers again.
 */
const STRUCTURE = [
  ...[
    'meta',
    'id',
    'events',
    'marker',
    'stalled',

    'pc',
    'metrics:completed',
    'metrics:failed',
  ],
  ...['wait', 'active', 'paused', 'delayed', 'prioritized', 'completed', 'failed', 'waiting-children'],
]

/**
 * BullMQ lets nothing of a queue expire. So whoever works at one puts it off by a week, again and again: a queue that all
 * have left is forgotten like the orders are.
 */
export const putOffExpiry = (redis: Redis, place: Place): Promise<unknown> =>
  letExpire(redis, place, STRUCTURE)

/**
 * So that parts of the queue, or tickets, expire a week from now. What is written to them later keeps the time they have.
 * Commands one by one, which a connection that comes back sends again, unlike a pipeline.
 */
export const letExpire = (redis: Redis, { prefix }: Place, names: readonly string[]): Promise<unknown> =>
  Promise.all(names.map((name) => redis.expire(`${prefix}:${QUEUE}:${name}`, KEPT_SECONDS)))

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Names of what is stored. An order's reports are a stream: who reads them does not take them from others. */
export const keysOf = ({ prefix }: Place) => ({
  order: (hash: string) => `${prefix}:order:${hash}`,
  reports: (hash: string) => `${prefix}:reports:${hash}`,
  data: (hash: string, part: number) => `${prefix}:data:${hash}:${part}`,
  /** How many parts there are: written last, so that it says that all are there. */
  parts: (hash: string) => `${prefix}:data:${hash}`,
})

export type TicketQueue = Queue<Ticket>
