/** A Redis server of a test's own, and workers at it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { folder, start, watched } from '../cli/run.ts'

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

/** The same for tests of TLS. */
export function missingTls(): string | undefined {
  if (spawnSync('openssl', ['version']).status !== 0) return 'openssl is not installed'
  // It is built with TLS where the server is.
  const { stdout } = spawnSync('redis-cli', ['--help'], { encoding: 'utf8' })
  return stdout.includes('--tls') ? undefined : 'this redis is built without TLS'
}

/** A key and a certificate of 127.0.0.1 that vouches for itself, in a folder: paths as they are there. */
function certificate(at: string): { key: string; cert: string } {
  const [key, cert] = [join(at, 'key.pem'), join(at, 'cert.pem')]
  const made = spawnSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'],
    ...['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', cert],
  ])
  if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`)
  return { key, cert }
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

const gone = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))

/** Every write is on disk before it is answered, as nothing may be lost that was promised. */
export class Redis {
  readonly url: string
  /** The certificate to trust, where the server speaks TLS alone. */
  readonly authority: string | undefined
  readonly #port: number
  readonly #folder = folder()
  readonly #password: string | undefined
  readonly #tls: { key: string; cert: string } | undefined
  #server: ChildProcess | undefined

  private constructor(port: number, password: string | undefined, tls: boolean) {
    this.#port = port
    this.#password = password
    this.#tls = tls ? certificate(this.#folder) : undefined
    this.authority = this.#tls?.cert
    this.url = `redis${tls ? 's' : ''}://${password === undefined ? '' : `:${password}@`}127.0.0.1:${port}`
  }

  static async open(password?: string, { tls = false } = {}): Promise<Redis> {
    const redis = new Redis(await freePort(), password, tls)
    await redis.start()
    return redis
  }

  async start(): Promise<void> {
    const flags = ['--bind', '127.0.0.1', '--dir', this.#folder, '--save', '']
    const ports =
      this.#tls === undefined
        ? ['--port', `${this.#port}`]
        : [
            ...['--port', '0', '--tls-port', `${this.#port}`, '--tls-auth-clients', 'no'],
            ...['--tls-cert-file', this.#tls.cert, '--tls-key-file', this.#tls.key],
          ]
    const durable = ['--appendonly', 'yes', '--appendfsync', 'always']
    const secret = this.#password === undefined ? [] : ['--requirepass', this.#password]
    this.#server = watched(
      spawn('redis-server', [...ports, ...flags, ...durable, ...secret], { stdio: 'ignore' }),
    )
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
    const tls = this.#tls === undefined ? [] : ['--tls', '--cacert', this.#tls.cert]
    return spawnSync('redis-cli', ['-h', '127.0.0.1', '-p', `${this.#port}`, ...tls, ...secret, ...words], {
      encoding: 'utf8',
    }).stdout
  }

  keys(): string[] {
    return this.command('--scan').split('\n').filter(Boolean)
  }

  /** Keys that would stay for ever; looked at again for a second, as a worker may be about to see to one. */
  async everlasting(): Promise<string[]> {
    let found: string[] = []
    for (let look = 0; look < 10; look++) {
      found = this.keys().filter((key) => this.command('ttl', key).trim() === '-1')
      if (found.length === 0) break
      await sleep(100)
    }
    return found
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const ask = () => socket.write('PING\r\n')
      const socket =
        this.#tls === undefined
          ? connect(this.#port, '127.0.0.1', ask)
          : connectTls({ port: this.#port, host: '127.0.0.1', ca: readFileSync(this.#tls.cert) }, ask)
      socket.once('data', (data) => {
        socket.destroy()
        resolve(!data.toString().startsWith('-LOADING'))
      })
      socket.once('error', () => resolve(false))
    })
  }
}

/** A worker process; `stop` ends it at once. */
export function worker(url: string, env: Readonly<Record<string, string>> = {}, ...more: string[]) {
  const child = watched(start(['worker', '--queue', url, '--lease', '1', '--jobs', '1', ...more], { env }))
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdout?.resume()
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    await gone(child)
    return { code: child.exitCode, signal: child.signalCode, stderr }
  }
  return { child, stop }
}
