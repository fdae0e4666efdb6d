import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert, suite } from '../harness.ts'
import { assertDone, folder, regbench, TINY } from './run.ts'
import { readCsv } from './table.ts'

const METHODS = ['--method', 'none', '--method', 'l2:0.5', '--method', 'inverted-dropout:keep=0.3']
/** Training as it was when the tie was found. */
const PLAIN = [
  '--optimizer',
  'momentum',
  '--learning-rate',
  '0.02',
  '--schedule',
  'constant',
  '--scale',
  'standard',
]
const tie = fileURLToPath(new URL('../fixtures/tie.csv', import.meta.url))

suite('cli: --inference', (test) => {
  test('rows is the default, resampled is wider, and both print the same differences', async () => {
    const cwd = folder()
    // Three trials hardly tell how much is luck: twelve do.
    const args = ['compare', 'iris', ...TINY.slice(0, -1), '4', ...METHODS, '--quiet', '--format', 'csv']
    const rows = await regbench([...args, '--export-trials', 't.csv'], { cwd })
    assertDone(rows)
    const resampled = await regbench([...args, '--inference', 'resampled'], { cwd })
    assertDone(resampled)
    const [byRows, bySplits] = [rows, resampled].map(({ stdout }) => readCsv(stdout))
    assert.equal(
      byRows.map(({ inference }) => inference),
      ['', 'rows', 'rows', '', ''],
    )
    assert.equal(
      bySplits.map(({ inference }) => inference),
      ['', 'resampled', 'resampled', '', ''],
    )
    const width = (row: Record<string, string>) => Number(row.difference_high) - Number(row.difference_low)
    for (const i of [1, 2]) {
      assert.ok(width(byRows[i]) < width(bySplits[i]))
      assert.ok(Math.abs(Number(byRows[i].difference) - Number(bySplits[i].difference)) < 1e-12)
      const difference = Number(byRows[i].test_score_mean) - Number(byRows[0].test_score_mean)
      assert.ok(Math.abs(Number(byRows[i].difference) - difference) < 1e-12)
    }
    // The table is made again from the files, rows included, and without them by the splits.
    const report = await regbench(['report', 't.csv', '--quiet', '--format', 'csv'], { cwd })
    assert.is(report.stdout, rows.stdout)
    const other = folder({
      't.csv': readFileSync(join(cwd, 't.csv')),
      't.csv.experiment.json': readFileSync(join(cwd, 't.csv.experiment.json')),
    })
    const without = await regbench(['report', 't.csv', '--format', 'csv'], { cwd: other })
    assert.is(readCsv(without.stdout)[1].inference, 'resampled')
    assert.match(without.stderr, /judged by the resampled splits .* no record of what was predicted/)
  })

  test('shards and a resumed run carry the rows, to the same table', async () => {
    const cwd = folder()
    const args = ['compare', 'iris', ...TINY, ...METHODS, '--quiet', '--format', 'csv']
    const whole = await regbench(args, { cwd })
    assertDone(whole)
    for (const index of [1, 2]) {
      assertDone(
        await regbench([...args, '--shard', `${index}/2`, '--export-trials', `${index}.csv`], { cwd }),
      )
    }
    const timeless = (csv: string) =>
      readCsv(csv).map(({ train_seconds_mean: _, predict_seconds_mean: __, ...row }) => row)
    const joined = await regbench(
      ['report', '1.csv', '2.csv', '--quiet', '--format', 'csv', '--export-trials', 'all.csv'],
      { cwd },
    )
    assertDone(joined)
    assert.equal(timeless(joined.stdout), timeless(whole.stdout))
    const again = await regbench(['report', 'all.csv', '--quiet', '--format', 'csv'], { cwd })
    assert.equal(timeless(again.stdout), timeless(whole.stdout))
    const lines = readFileSync(join(cwd, '1.csv'), 'utf8').split('\n')
    const stopped = folder({
      't.csv': `${lines.slice(0, 4).join('\n')}\n`,
      't.csv.rows': readFileSync(join(cwd, '1.csv.rows')),
      't.csv.experiment.json': readFileSync(join(cwd, '1.csv.experiment.json')),
    })
    assertDone(
      await regbench([...args, '--shard', '1/2', '--export-trials', 't.csv', '--resume'], { cwd: stopped }),
    )
    assert.is(
      readFileSync(join(stopped, 't.csv.rows'), 'utf8'),
      readFileSync(join(cwd, '1.csv.rows'), 'utf8'),
    )
  })

  test('names the splits where rows cannot tell, and says why', async () => {
    const held = await regbench([
      'compare',
      'iris',
      ...TINY,
      ...METHODS,
      '--test-fraction',
      '0.3',
      '--format',
      'csv',
    ])
    assert.is(readCsv(held.stdout)[1].inference, 'resampled')
    assert.match(held.stderr, /--test-fraction tests some rows more often than others/)
    const kappa = await regbench([
      'compare',
      'iris',
      ...TINY,
      ...METHODS,
      '--metric',
      'kappa',
      '--format',
      'csv',
    ])
    assert.is(readCsv(kappa.stdout)[1].inference, 'resampled')
    assert.match(kappa.stderr, /what a row contributes to this score is not known/)
  })

  test('two saved runs are paired by their rows', async () => {
    const cwd = folder()
    const args = ['compare', 'iris', ...TINY, ...METHODS, '--quiet', '--export-trials']
    assertDone(await regbench([...args, 'old.csv'], { cwd }))
    assertDone(await regbench([...args, 'new.csv', '--learning-rate', '0.1'], { cwd }))
    const paired = await regbench(
      ['report', 'old.csv', 'new.csv', '--paired', '--quiet', '--format', 'csv'],
      {
        cwd,
      },
    )
    assertDone(paired)
    for (const row of readCsv(paired.stdout)) {
      assert.is(row.inference, 'rows')
      const leavesOutZero = Number(row.difference_low) > 0 || Number(row.difference_high) < 0
      assert.is(leavesOutZero, Number(row.p_holm) < 0.05)
    }
  })

  test('a tie is a tie: 31 of 60 rows, whichever folds they fell into', async () => {
    const result = await regbench([
      ...['compare', tie, '--method', 'none', '--method', 'max-norm:0.5', '--hidden', '6', '--epochs', '6'],
      ...['--folds', '3', '--repeats', '1', '--quiet', '--format', 'csv', ...PLAIN],
      ...['--fail-if', 'difference(max-norm:0.5) > 0', '--fail-if', 'difference(max-norm:0.5) < 0'],
      ...['--fail-if', 'test_score_mean(none) < test_score_mean(max-norm:0.5)'],
    ])
    assertDone(result)
    const [none, other] = readCsv(result.stdout)
    // The means differ in the last bit, which is what makes this a test.
    assert.is.not(none.test_score_mean, other.test_score_mean)
    assert.ok(Math.abs(Number(none.test_score_mean) - 31 / 60) < 1e-12)
    assert.is(other.difference, '0')
  })

  test('a dry run says what the run could establish, and an undecided table what more would do', async () => {
    const args = ['compare', 'iris', ...TINY, ...METHODS]
    const dry = await regbench([...args, '--dry-run'])
    assertDone(dry)
    assert.match(dry.stdout, /forecast from one split, \d+\s+rows predicted by every method/)
    assert.match(dry.stdout, /One split was tried for the forecast/)
    const none = await regbench([...args, '--dry-run', '--inference', 'resampled'])
    assert.match(none.stdout, /Nothing was run, and nothing written/)
    const undecided = await regbench([
      'compare',
      tie,
      '--method',
      'none',
      '--method',
      'inverted-dropout:keep=0.5',
      ...TINY,
      ...PLAIN,
      '--quiet',
    ])
    assertDone(undecided)
    assert.match(undecided.stdout, /no difference from none established.*planning: a run like this one/s)
  })
})
