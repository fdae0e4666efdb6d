/** A Redis server of a test's own, and workers at it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { folder, start } from '../cli/run.ts'

/** Why the tests of queues cannot run here; undefined if they can. In CI that is a failure instead. */
export function missing(): string | undefined {
  if (spawnSync('redis-server', ['--version']).status !== 0) return 'redis-server is not installed'
  try {
    import.meta.resolve('bullmq')
    import.meta.resolve('ioredis')
    return undefined
  } catch {
    return 'the packages bullmq and ioredis are not installed'
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function watched(child: ChildProcess): ChildProcess {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

const gone = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))

/** Every write is on disk before it is answered, as nothing may be lost that was promised. */
export class Redis {
  readonly url: string
  readonly #port: number
  readonly #folder = folder()
  readonly #password: string | undefined
  #server: ChildProcess | undefined

  private constructor(port: number, password: string | undefined) {
    this.#port = port
    this.#password = password
    this.url = `redis://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`
  }

  static async open(password?: string): Promise<Redis> {
    const redis = new Redis(await freePort(), password)
    await redis.start()
    return redis
  }

  async start(): Promise<void> {
    const flags = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--dir', this.#folder, '--save', '']
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
    const secret = this.#password === undefined ? [] : ['--requirepass', this.#password]
    this.#server = watched(spawn('redis-server', [...flags, ...durable, ...secret], { stdio: 'ignore' }))
    while (!(await this.#answers())) await sleep(20)
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    this.#server!.kill('SIGKILL')
    await gone(this.#server!)
  }

  /** One command in words, and the answer as it comes. */
  command(...words: string[]): string {
    const secret = this.#password === undefined ? [] : ['-a', this.#password, '--no-auth-warning']
    return spawnSync('redis-cli', ['-p', `${this.#port}`, ...secret, ...words], { encoding: 'utf8' }).stdout
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(this.#port, '127.0.0.1')
      socket.once('connect', () => socket.write('PING\r\n'))
      socket.once('data', (data) => {
        socket.destroy()
        resolve(!data.toString().startsWith('-LOADING'))
      })
      socket.once('error', () => resolve(false))
    })
  }
}

/** A worker process; `stop` ends it at once. */
export function worker(url: string, ...more: string[]) {
  const child = watched(start(['worker', '--queue', url, '--lease', '1', '--jobs', '1', ...more]))
  child.stderr?.resume()
  child.stdout?.resume()
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    await gone(child)
    return { code: child.exitCode, signal: child.signalCode }
  }
  return { child, stop }
}
