import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { readCsv, timeless } from './table.ts'

const ARGS = ['compare', 'iris', ...TINY, '--method', 'none', '--method', 'l2:0.1', '--quiet']

suite('cli: yardsticks', (test) => {
  test('stand below the methods, are saved with their kind, and reported again', async () => {
    const cwd = folder()
    const whole = await regbench([...ARGS, '--format', 'csv', '--export-trials', 't.csv'], { cwd })
    assertDone(whole)
    const rows = timeless(whole.stdout)
    assert.equal(
      rows.map(({ method, kind, p_holm, inference }) => [method, kind, p_holm !== '', inference]),
      [
        ['none', 'method', false, ''],
        ['l2:0.1', 'method', true, 'rows'],
        ['constant', 'yardstick', false, ''],
        ['linear', 'yardstick', false, ''],
      ],
    )
    const kinds = readCsv(readFileSync(join(cwd, 't.csv'), 'utf8')).map(({ kind }) => kind)
    assert.equal(
      kinds,
      [0, 1, 2].flatMap(() => ['method', 'method', 'yardstick', 'yardstick']),
    )
    const again = await regbench(['report', 't.csv', '--format', 'csv'], { cwd })
    assert.equal(timeless(again.stdout), rows)

    const without = await regbench([...ARGS, '--no-yardstick', '--format', 'csv'], { cwd })
    assert.equal(timeless(without.stdout), rows.slice(0, 2))
    assertRefused(
      await regbench([...ARGS, '--no-yardstick', '--export-trials', 't.csv', '--resume'], { cwd }),
      2,
      '--resume: t.csv holds trials of the yardsticks constant and linear, which this run leaves out; name what the file has, and more if you like, or --force starts anew',
    )
  })

  test('are no methods, no baseline and in no gate', async () => {
    assertRefused(
      await regbench(['compare', 'iris', '--method', 'linear']),
      2,
      '"linear" is not a method: a constant answer and a linear model stand below the methods of every table; leave it out of --method',
    )
    assertRefused(
      await regbench([...ARGS, '--fail-if', 'test_score_mean(linear) > 0.9']),
      2,
      '--fail-if "test_score_mean(linear) > 0.9": "linear" is not one of the methods; they are none, l2:0.1',
    )
  })
})
