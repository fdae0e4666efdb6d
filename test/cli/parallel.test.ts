/** The first way of docs/scale.md to more than one machine: shards, run by GNU parallel, joined by report. */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, BINARY, finished, folder, regbench } from './run.ts'
import { timeless } from './table.ts'

const ARGS = [
  ...['compare', 'iris', '--epochs', '3', '--hidden', '8', '--folds', '4', '--repeats', '1'],
  ...['--method', 'none', '--method', 'l2:0.01', '--method', 'inverted-dropout:keep=0.8'],
]

suite('cli: shards run by GNU parallel', (test) => {
  if (spawnSync('parallel', ['--version']).status !== 0) {
    test('SKIPPED: parallel is not installed', () => {
      console.log('\n  skipped: parallel is not installed')
      assert.ok(!process.env.REGBENCH_REQUIRED?.includes('parallel'), 'required here')
    })
    return
  }

  test('join to the summary and the trials of a run in one piece', async () => {
    const cwd = folder()
    const words = ['--will-cite', '--halt', 'now,fail=1', '-j', '2', process.execPath, BINARY, ...ARGS]
    const shards = ['--shard', '{}/3', '--export-trials', 'part-{}.csv', '--quiet', ':::', '1', '2', '3']
    const env = { PATH: process.env.PATH ?? '', HOME: cwd }
    assertDone(await finished(spawn('parallel', [...words, ...shards], { cwd, env })))
    const parts = ['part-1.csv', 'part-2.csv', 'part-3.csv']
    const joined = await regbench(['report', ...parts, '--format', 'csv', '--export-trials', 'all.csv'], {
      cwd,
    })
    assertDone(joined)
    const whole = await regbench([...ARGS, '--format', 'csv', '--export-trials', 't.csv'], { cwd })
    assertDone(whole)
    assert.equal(timeless(joined.stdout), timeless(whole.stdout))
    const trials = (name: string) => timeless(readFileSync(join(cwd, name), 'utf8'))
    assert.equal(trials('all.csv'), trials('t.csv'))
  })
})
