/** Whole comparisons in the checked build of the core: every assert and every canary, on the way to the same bits. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, folder, regbench, TINY } from './run.ts'
import { timeless } from './table.ts'

const METHODS = [
  ...['none', 'l1', 'elastic-net', 'weight-decay', 'max-norm:1+early-stopping:3', 'dropconnect:keep=0.7'],
  ...[
    'vanilla-dropout:keep=0.5,input-keep=0.8',
    'inverted-dropout:keep=0.5,mask=batch',
    'gaussian-dropout:keep=0.7',
  ],
].flatMap((spec) => ['--method', spec])

suite('cli: the debug core', (test) => {
  for (const [data, more] of [
    ['wine', ['--activation', 'tanh', '--optimizer', 'adam']],
    ['diabetes', ['--activation', 'leaky-relu', '--optimizer', 'nesterov', '--batch-size', '17']],
  ] as const) {
    test(`runs all methods on ${data} without an assert, to the bits of the strict one`, async () => {
      const cwd = folder()
      const run = async (name: string, env: Record<string, string>) => {
        const args = ['compare', data, ...TINY, ...more, ...METHODS, '--export-trials', name, '--quiet']
        assertDone(await regbench(args, { cwd, env }))
        return timeless(readFileSync(join(cwd, name), 'utf8'))
      }
      assert.equal(
        await run('debug.csv', { REGBENCH_BUILD: 'debug' }),
        await run('strict.csv', { REGBENCH_BUILD: '' }),
      )
    })
  }
})
