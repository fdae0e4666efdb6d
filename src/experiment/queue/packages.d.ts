/**
 * As much of BullMQ and ioredis as is used here. Both are optional: whoever wants queues installs them, and the program has to
 * build without them.
 */
declare module 'ioredis' {
  export interface RedisOptions {
    readonly maxRetriesPerRequest: null
    readonly lazyConnect: boolean
    readonly retryStrategy?: (times: number) => number | null
  }
  export class Redis {
    constructor(url: string, options: RedisOptions)
    connect(): Promise<void>
    disconnect(): void
    on(event: 'error', listener: (error: Error) => void): this
    /** What the connection is at, `ready` where commands go out. */
    readonly status: string
    ping(): Promise<string>
    info(section: 'memory'): Promise<string>
    exists(key: string): Promise<number>
    get(key: string): Promise<string | null>
    getBuffer(key: string): Promise<Buffer | null>
    set(key: string, value: string | Buffer, unit: 'EX', seconds: number): Promise<unknown>
    expire(key: string, seconds: number): Promise<number>
    del(...keys: string[]): Promise<number>
    xadd(key: string, id: '*', ...fields: string[]): Promise<string | null>
    xread(
      ...args: ['COUNT', number, 'BLOCK', number, 'STREAMS', string, string]
    ): Promise<[key: string, entries: [id: string, fields: string[]][]][] | null>
    xtrim(key: string, strategy: 'MINID', id: string): Promise<number>
  }
}

declare module 'bullmq' {
  import type { Redis } from 'ioredis'

  export interface Job<Data> {
    readonly id?: string
    readonly data: Data
    readonly failedReason?: string
    remove(): Promise<void>
  }
  export interface JobOptions {
    readonly jobId: string
    readonly removeOnComplete: boolean
    readonly removeOnFail: { readonly age: number }
  }
  export class Queue<Data> {
    constructor(
      name: string,
      options: { readonly connection: Redis; readonly prefix: string; readonly skipVersionCheck?: boolean },
    )
    on(event: 'error', listener: (error: Error) => void): this
    addBulk(jobs: { name: string; data: Data; opts: JobOptions }[]): Promise<unknown>
    getJobCounts(...states: string[]): Promise<Record<string, number>>
    getFailed(start: number, end: number): Promise<(Job<Data> | undefined)[]>
    close(): Promise<void>
  }
  export class Worker<Data> {
    constructor(
      name: string,
      process: (job: Job<Data>) => Promise<void>,
      options: {
        readonly connection: Redis
        readonly prefix: string
        readonly concurrency: number
        readonly lockDuration: number
        readonly stalledInterval: number
        readonly maxStalledCount: number
        readonly autorun: boolean
        readonly skipVersionCheck?: boolean
      },
    )
    on(event: 'error', listener: (error: Error) => void): this
    run(): Promise<void>
    close(force?: boolean): Promise<void>
  }
}
