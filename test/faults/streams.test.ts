/** Ends that come from outside: signals and readers that go away. */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BINARY, finished, folder, start, TINY } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

const LONG = ['compare', 'iris', '--epochs', '100000', '--method', 'none', '--export-trials', 't.csv']

/** Sends the signal when trials run. */
async function signalled(signal: NodeJS.Signals) {
  const cwd = folder()
  const child = start(LONG, { cwd })
  const end = finished(child)
  const poll = setInterval(() => {
    if (!existsSync(join(cwd, 't.csv'))) return
    clearInterval(poll)
    child.kill(signal)
  }, 5)
  return { ...(await end), trials: readFileSync(join(cwd, 't.csv'), 'utf8') }
}

suite('faults: signals', (test) => {
  for (const [signal, expected] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
    test(`${signal} ends a trial in the middle, with code ${expected} and how to resume`, async () => {
      const { code, stdout, stderr, trials } = await signalled(signal as NodeJS.Signals)
      assert.is(
        stderr,
        'regbench: interrupted: finished trials are in t.csv; the same command with --resume continues\n',
      )
      assert.is(stdout, '')
      assert.is(code, expected)
      assert.is(trials.split('\n').length, 2, 'nothing but the header')
    })
  }
})

suite('faults: readers that go away', (test) => {
  test('of standard error, in the middle of a failing run, change neither its trials nor its code', async () => {
    const cwd = folder()
    const line = 'set -o pipefail; { "$0" "$@" 2>&1 >out.txt; } | true'
    const methods = ['--method', 'none', '--method', 'l2', '--no-color']
    const limit = ['--trial-timeout', '0.000001', '--export-trials', 't.csv']
    const args = ['compare', 'iris', ...TINY, ...methods, ...limit]
    const result = await finished(spawn('bash', ['-c', line, process.execPath, BINARY, ...args], { cwd }))
    assert.equal(result, { code: 1, signal: null, stdout: '', stderr: '' })
    assert.match(readFileSync(join(cwd, 'out.txt'), 'utf8'), /^iris: 150 rows/)
    assert.is(readFileSync(join(cwd, 't.csv'), 'utf8').match(/,failed,/g)?.length, 12)
  })
})
