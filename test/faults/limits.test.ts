/** Limits that the system sets: a full disk behind standard output, and few addresses. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { BINARY, ENV, finished, folder, TINY } from '../cli/run.ts'
import { assert, suite } from '../harness.ts'

/** The program behind a shell, which sets a limit or redirects a stream. */
const shell = (line: string, ...args: string[]) =>
  finished(spawn('sh', ['-c', line, 'sh', process.execPath, BINARY, ...args], { cwd: folder(), env: ENV }))

suite('faults: limits of the system', (test) => {
  if (existsSync('/dev/full')) {
    for (const args of [
      ['compare', 'iris', '--method', 'none', '--quiet', ...TINY],
      ['tune', 'iris', '--method', 'l2', '--budget', '2', '--quiet', '--epochs', '1'],
      ['describe', 'iris', '--quiet'],
      ['datasets', 'export', 'iris'],
      ['methods'],
      ['--help'],
    ]) {
      test(`regbench ${args.slice(0, 2).join(' ')} > /dev/full is one sentence and code 1`, async () => {
        const { code, stderr } = await shell('"$@" > /dev/full', ...args)
        assert.is(stderr, 'regbench: cannot write standard output: no space is left on the device\n')
        assert.is(code, 1)
      })
    }
  }

  if (process.platform === 'linux') {
    test('few addresses (ulimit -v) change nothing', async () => {
      const args = [
        'compare',
        'iris',
        '--method',
        'none',
        '--quiet',
        '--format',
        'csv',
        '--jobs',
        '1',
        ...TINY,
      ]
      const limited = await shell('ulimit -v 4000000; "$@"', ...args)
      assert.is(limited.stderr, '')
      assert.is(limited.code, 0)
      const free = await shell('"$@"', ...args)
      // But for the seconds in the last columns.
      const scores = (text: string) => text.split('\n')[1]!.split(',').slice(0, 8)
      assert.equal(scores(limited.stdout), scores(free.stdout))
    })

    test('a limit that is too low for the run is named', async () => {
      const { code, stderr } = await shell(
        'ulimit -v 2500000; NODE_OPTIONS=--disable-wasm-trap-handler "$@"',
        ...['compare', 'iris', '--method', 'none', ...TINY, '--hidden', '10000,10000'],
      )
      assert.match(
        stderr,
        /^regbench: this takes [\d.]+ GiB of memory, and .* \(ulimit -v 2500000\) leaves too few/,
      )
      assert.is(code, 1)
    })
  }
})
