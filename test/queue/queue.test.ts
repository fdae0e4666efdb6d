/** Trials run by workers at a real Redis server: the table is the local one, whatever dies on the way. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertDone, assertRefused, endAll, finished, folder, regbench, start } from '../cli/run.ts'
import { withoutSeconds } from '../cli/table.ts'
import { assert, suite } from '../harness.ts'
import { missing, missingTls, Redis, worker } from './redis.ts'

const why = missing()

const FILES = ['t.csv', 't.csv.chosen.csv', 'c.csv', 't.csv.experiment.json']

/** Thirty trials, one in three tuned, with every file that grows. */
const args = (epochs: number, more: readonly string[] = []) => [
  ...['compare', 'iris', '--epochs', `${epochs}`, '--hidden', '16', '--folds', '5', '--repeats', '2'],
  ...['--method', 'none', '--method', 'inverted-dropout:keep=0.8', '--method', 'l2', '--tune', '3'],
  ...['--export-trials', 't.csv', '--curves', 'c.csv', '--format', 'csv', '--quiet'],
  ...more,
]

const remains = (cwd: string, stdout: string) => [
  withoutSeconds(stdout),
  ...FILES.map((name) => withoutSeconds(readFileSync(join(cwd, name), 'utf8'))),
]

const rowsIn = (cwd: string): number => {
  const path = join(cwd, 't.csv')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 2 : 0
}

async function rows(cwd: string, count: number, end: Promise<unknown>): Promise<void> {
  let ended = false
  end.then(() => {
    ended = true
  })
  while (!ended && rowsIn(cwd) < count) await sleep(5)
  assert.ok(!ended, `the run has ended before there were ${count} trials`)
}

async function local(epochs: number, more: readonly string[] = []) {
  const cwd = folder()
  const result = await regbench(args(epochs, more), { cwd })
  assertDone(result)
  return remains(cwd, result.stdout)
}

if (why !== undefined) {
  suite('queue: SKIPPED', (test) => {
    test(why, () => {
      console.log(`\n  skipped: ${why}`)
      assert.ok(!process.env.REGBENCH_REQUIRED?.includes('redis'), `required here, but ${why}`)
    })
  })
} else {
  suite('queue: workers', (plain) => {
    const test = (name: string, body: () => Promise<void>) => plain(name, () => body().finally(endAll))

    test('give the table, the trials and the curves of a local run; nothing of it is left behind', async () => {
      const redis = await Redis.open('se:cret')
      const url = redis.url.replace('se:cret', encodeURIComponent('se:cret'))
      const workers = [worker(url), worker(url)]
      const cwd = folder()
      const mixed = ['--cocktail']
      const result = await regbench([...args(10, mixed), '--queue', url], { cwd })
      assertDone(result)
      assert.equal(remains(cwd, result.stdout), await local(10, mixed))
      const keys = redis.command('keys', '*').trim().split('\n')
      for (const key of keys) assert.match(key, /^regbench:/)
      assert.equal(await redis.everlasting(), [])
      // A week, for the data; the queue's own few keys, and the greeting of a minute, hold nothing of a run.
      const kept = keys.filter((key) => !/^regbench:(?:trials-|hello$)/.test(key))
      assert.ok(kept.length > 0 && kept.every((key) => key.startsWith('regbench:data:')), kept.join(' '))
      for (const key of kept) assert.ok(Number(redis.command('ttl', key)) > 600_000)
      for (const { stop } of workers) assert.is((await stop('SIGTERM')).code, 143)
      await redis.kill()
    })

    test('killed, cut off by a restart of Redis, and asked by a run that is killed: nothing is lost or counted twice', async () => {
      const redis = await Redis.open()
      const workers = [worker(redis.url), worker(redis.url), worker(redis.url)]
      const cwd = folder()
      const asked = [...args(400), '--queue', redis.url]
      const first = start(asked, { cwd })
      const firstEnd = finished(first)
      await rows(cwd, 4, firstEnd)
      await workers[0].stop('SIGKILL')
      await rows(cwd, 8, firstEnd)
      await redis.kill()
      await sleep(300)
      await redis.start()
      await rows(cwd, 14, firstEnd)
      first.kill('SIGKILL')
      assert.is((await firstEnd).signal, 'SIGKILL')
      const before = rowsIn(cwd)
      // The workers go on with what is in the queue.
      await sleep(500)
      const resumed = await regbench([...asked, '--resume'], { cwd })
      assertDone(resumed)
      assert.ok(before >= 14 && before < 30, `${before} trials`)
      assert.equal(remains(cwd, resumed.stdout), await local(400))
      for (const { stop } of workers) await stop()
      await redis.kill()
    })

    test('a run that is killed leaves no key that stays for ever, nor do workers that are killed in it', async () => {
      const redis = await Redis.open()
      const workers = [worker(redis.url), worker(redis.url)]
      const cwd = folder()
      const child = start([...args(2000), '--queue', redis.url], { cwd })
      const end = finished(child)
      await rows(cwd, 2, end)
      child.kill('SIGKILL')
      await end
      await workers[0].stop('SIGKILL')
      // The other works on. It looks at the queue twice in a lease of a second.
      await sleep(1200)
      assert.ok(
        redis.keys().some((key) => key.endsWith(':wait')),
        'some tickets still wait',
      )
      assert.equal(await redis.everlasting(), [])
      assert.is((await workers[1].stop('SIGTERM')).code, 143)
      assert.equal(await redis.everlasting(), [])
      await redis.kill()
    })

    test('a server that is full, or throws keys away, or lets nobody write is named before anything is asked for', async () => {
      const redis = await Redis.open()
      const ask = (url: string) => regbench([...args(2), '--queue', url], { cwd: folder() })
      const [, address] = redis.url.split('://')
      redis.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
      assertRefused(
        await ask(redis.url),
        1,
        `the Redis server at ${redis.url} may throw keys away when its memory is full (maxmemory-policy allkeys-lru), and trials with them; set it to noeviction`,
      )
      redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
      redis.command('CONFIG', 'SET', 'maxmemory', '1')
      assertRefused(
        await ask(redis.url),
        1,
        `the Redis server at ${redis.url} is full (maxmemory) and stores nothing more; make room there, or raise the limit`,
      )
      redis.command('CONFIG', 'SET', 'maxmemory', '0')
      redis.command('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '+@read', '+@connection', '+info')
      const { code, stderr } = await ask(`redis://reader:secret@${address}`)
      assert.match(stderr, /^regbench: the Redis server at \S+ does not let this user work: [^\n]+\n$/)
      assert.not.match(stderr, 'secret')
      assert.is(code, 1)
      await redis.kill()
    })

    test('both sides end on the first signal when the server is gone, and say so', async () => {
      const redis = await Redis.open()
      const cwd = folder()
      const { stop } = worker(redis.url)
      const asking = start([...args(400), '--queue', redis.url], { cwd })
      const end = finished(asking)
      await rows(cwd, 2, end)
      await redis.kill()
      asking.kill('SIGINT')
      const gone = `regbench: the Redis server at ${redis.url} does not answer any more; interrupted: `
      const { code, stderr } = await end
      assert.match(stderr, gone)
      assert.is(code, 130)
      const worked = await stop('SIGINT')
      assert.match(worked.stderr, gone)
      assert.is(worked.code, 130)
    })

    test('a run that is interrupted withdraws what is not begun, and says how to resume', async () => {
      const redis = await Redis.open()
      const { stop } = worker(redis.url)
      const cwd = folder()
      const child = start([...args(400), '--queue', redis.url], { cwd })
      const end = finished(child)
      await rows(cwd, 2, end)
      child.kill('SIGINT')
      const { code, stderr } = await end
      assert.is(code, 130)
      assert.match(stderr, /^regbench: interrupted: finished trials are in t\.csv; .* --resume continues\n$/)
      assert.is(redis.command('keys', 'regbench:order:*').trim(), '')
      await stop()
      await redis.kill()
    })

    test('a trial over its time is failed, and the others are as ever', async () => {
      const redis = await Redis.open()
      const { stop } = worker(redis.url)
      const limited = ['--trial-timeout', '0.000001', '--queue', redis.url]
      const result = await regbench([...args(50), ...limited], { cwd: folder() })
      assert.is(result.code, 1)
      assert.match(result.stderr, 'iris none repeat 0 fold 0 failed: it took longer than 0.000001 s\n')
      await stop()
      await redis.kill()
    })
  })

  const noTls = missingTls()
  if (noTls !== undefined) {
    suite('queue: TLS: SKIPPED', (test) => {
      test(noTls, () => {
        console.log(`\n  skipped: ${noTls}`)
        assert.ok(!process.env.REGBENCH_REQUIRED?.includes('tls'), `required here, but ${noTls}`)
      })
    })
  } else {
    suite('queue: TLS', (test) => {
      test('a server that speaks nothing else is asked in it, with a password, by both sides', async () => {
        const redis = await Redis.open('se:cret', { tls: true })
        const url = redis.url.replace('se:cret', encodeURIComponent('se:cret'))
        const env = { NODE_EXTRA_CA_CERTS: redis.authority! }
        const { stop } = worker(url, env)
        const cwd = folder()
        const result = await regbench([...args(10), '--queue', url], { cwd, env })
        assertDone(result)
        assert.equal(remains(cwd, result.stdout), await local(10))
        assert.equal(await redis.everlasting(), [])
        await stop()
        await redis.kill()
      })

      test('a certificate that nobody vouches for ends the run, and so does redis:// in the place of rediss://', async () => {
        const redis = await Redis.open('secret', { tls: true })
        const { host } = new URL(redis.url)
        assertRefused(
          await regbench([...args(1), '--queue', redis.url]),
          1,
          `no connection to rediss://${host}: self-signed certificate`,
        )
        const plain = await regbench([...args(1), '--queue', redis.url.replace('rediss:', 'redis:')])
        assert.is(plain.code, 1)
        assert.match(plain.stderr, `regbench: no connection to redis://${host}: `)
        assert.not.match(plain.stderr, 'secret')
        await redis.kill()
      })
    })
  }

  suite('queue: addresses', (test) => {
    test('where nobody answers end the run, without the password', async () => {
      assertRefused(
        await regbench([...args(1), '--queue', 'redis://:secret@127.0.0.1:1']),
        1,
        'no connection to redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1',
      )
    })

    test('of nothing known are usage errors', async () => {
      for (const command of [args(1), ['worker']]) {
        assertRefused(
          await regbench([...command, '--queue', 'http://127.0.0.1']),
          2,
          '--queue takes redis:// or rediss://, not http://',
        )
      }
    })
  })
}
