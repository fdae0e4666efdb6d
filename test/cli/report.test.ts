import { existsSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { timeless } from './table.ts'

const PAIR = ['--method', 'none', '--method', 'l2:0.01', '--quiet']
const IRIS = ['compare', 'iris', ...TINY, ...PAIR]

const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8')

suite('cli: report', (test) => {
  test('prints what compare printed, in every format, to the last byte', async () => {
    const cwd = folder()
    const run = [
      ...IRIS.slice(0, -1),
      'wine',
      '--confidence',
      '0.9',
      '--rope',
      '0.02',
      '--baseline',
      'l2:0.01',
    ]
    const exports = ['csv', 'json', 'markdown'].flatMap((format) => [`--export-${format}`, `${format}.txt`])
    const compared = await regbench([...run, ...exports, '--export-trials', 't.csv'], { cwd })
    assertDone(compared)
    const reported = await regbench(['report', 't.csv'], { cwd })
    assertDone(reported)
    assert.is(reported.stdout, compared.stdout)
    assert.is(reported.stderr, compared.stderr)
    for (const format of ['csv', 'json', 'markdown']) {
      const { stdout } = await regbench(['report', 't.csv', '--format', format], { cwd })
      assert.is(stdout, read(cwd, `${format}.txt`))
    }
  })

  test('another baseline, rope and confidence need no training', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    const args = ['--baseline', 'l2:1e-2', '--rope', '0.5', '--confidence', '0.5', '--format', 'json']
    const { stdout } = await regbench(['report', 't.csv', ...args], { cwd })
    const { baseline, rope, confidence, summary } = JSON.parse(stdout)
    assert.equal([baseline, rope, confidence], ['l2:0.01', 0.5, 0.5])
    assert.is(summary[1].difference, null)
  })

  test('shards are joined to the table and the file of one run', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 'whole.csv'], { cwd }))
    for (const index of [1, 2, 3, 4]) {
      const result = await regbench([...IRIS, '--shard', `${index}/4`, '--export-trials', `${index}.csv`], {
        cwd,
      })
      assertDone(result)
      assert.is(result.stdout, '')
    }
    const args = [
      'report',
      '3.csv',
      '1.csv',
      '4.csv',
      '2.csv',
      '--export-trials',
      'all.csv',
      '--format',
      'csv',
    ]
    const joined = await regbench(args, { cwd })
    assertDone(joined)
    const { stdout } = await regbench(['report', 'whole.csv', '--format', 'csv'], { cwd })
    assert.equal(timeless(joined.stdout), timeless(stdout))
    assert.equal(timeless(read(cwd, 'all.csv')), timeless(read(cwd, 'whole.csv')))
    assert.is(read(cwd, 'all.csv.experiment.json'), read(cwd, 'whole.csv.experiment.json'))
    const { stdout: once } = await regbench(['report', 'all.csv', '--format', 'csv'], { cwd })
    assert.is(once, joined.stdout)
  })

  test('a shard that is missing is named; --partial reports without it', async () => {
    const cwd = folder()
    for (const index of [1, 3]) {
      assertDone(
        await regbench([...IRIS, '--shard', `${index}/3`, '--export-trials', `${index}.csv`], { cwd }),
      )
    }
    const missing =
      'iris l2:0.01 repeat 0 fold 0, iris none repeat 0 fold 1, iris linear repeat 0 fold 1 and 1 more'
    assertRefused(
      await regbench(['report', '1.csv', '3.csv'], { cwd }),
      3,
      `1.csv, 3.csv: 4 of 12 trials missing: ${missing}; of 3 shards, 2 is not given, or --partial reports what there is`,
    )
    const partial = await regbench(['report', '1.csv', '3.csv', '--partial'], { cwd })
    assertDone(partial)
    assert.match(partial.stderr, `regbench: 4 of 12 trials missing: ${missing}\n`)
  })

  test('without the settings it makes the table from the trials', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    const full = await regbench(['report', 't.csv', '--format', 'csv'], { cwd })
    unlinkSync(join(cwd, 't.csv.experiment.json'))
    const bare = await regbench(['report', 't.csv', '--format', 'csv'], { cwd })
    assert.is(bare.stdout, full.stdout)
    assert.match(bare.stderr, /^regbench: t\.csv\.experiment\.json is missing: the settings are unknown/)
    const { stdout } = await regbench(['report', 't.csv', '--quiet'], { cwd })
    assert.match(stdout, /^iris: 150 rows, classification\n3 folds x 1 repeat, seed 0\n/)
  })

  test('what is no run of ours is refused in a sentence', async () => {
    const cwd = folder({ 'a.csv': 'a,b\n1,2\n', 'empty.csv': '' })
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    assertRefused(await regbench(['report', 'nowhere.csv'], { cwd }), 3, 'nowhere.csv: there is no such file')
    assertRefused(
      await regbench(['report', 'a.csv'], { cwd }),
      3,
      'a.csv: not a file of results: report reads trials (compare --export-trials), curves (compare --curves), candidates (tune --export-csv) and models (train --save)',
    )
    assertRefused(
      await regbench(['report', 'empty.csv', '--quiet'], { cwd }),
      3,
      'empty.csv: there are no trials in it',
    )
    for (const content of ['{', '{}', 'null', '{"report":{"methods":3}}']) {
      writeFileSync(join(cwd, 't.csv.experiment.json'), content)
      const { code, stderr } = await regbench(['report', 't.csv'], { cwd })
      assert.is(code, 3)
      assert.match(stderr, /^regbench: t\.csv\.experiment\.json: this [^\n]*\n$/)
    }
  })

  test('an export onto the trials is refused', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    const before = read(cwd, 't.csv')
    const result = await regbench(['report', 't.csv', '--export-trials', './t.csv'], { cwd })
    assertRefused(result, 2, 'an export would overwrite the data in ./t.csv')
    assert.is(read(cwd, 't.csv'), before)
  })
})

suite('cli: report --paired', (test) => {
  test('pairs two runs trial by trial, and says what differs in the settings', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 'old.csv'], { cwd }))
    assertDone(await regbench([...IRIS, '--epochs', '4', '--export-trials', 'new.csv'], { cwd }))
    const { stdout } = await regbench(['report', 'old.csv', 'new.csv', '--paired', '--format', 'json'], {
      cwd,
    })
    const { changes, summary } = JSON.parse(stdout)
    assert.equal(changes, ['training.epochs: 2 -> 4'])
    const trials = ['old', 'new'].map((name) =>
      timeless(read(cwd, `${name}.csv`)).filter(({ method }) => method === 'none'),
    )
    const differences = trials[1].map((row, i) => Number(row.test_score) - Number(trials[0][i].test_score))
    const mean = differences.reduce((sum, each) => sum + each, 0) / 3
    assert.ok(Math.abs(summary[0].difference - mean) < 1e-12)
    assert.equal([summary[0].trials, summary[0].identical], [3, 0])
  })

  test('the same run twice is bit-identical', async () => {
    const cwd = folder()
    for (const name of ['old.csv', 'new.csv'])
      assertDone(await regbench([...IRIS, '--export-trials', name], { cwd }))
    const { stdout } = await regbench(['report', 'old.csv', 'new.csv', '--paired'], { cwd })
    assert.match(stdout, /every trial of the two runs has bit-identical weights\n$/)
  })

  test('runs that are no pairs are refused', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 'old.csv'], { cwd }))
    assertDone(await regbench([...IRIS, '--seed', '1', '--export-trials', 'seed.csv'], { cwd }))
    assertDone(await regbench([...IRIS, '--method', 'l1:1', '--export-trials', 'more.csv'], { cwd }))
    assertRefused(
      await regbench(['report', 'old.csv', 'seed.csv', '--paired'], { cwd }),
      3,
      'seed.csv: cannot be paired with old.csv: different seed',
    )
    assertRefused(
      await regbench(['report', 'old.csv', 'more.csv', '--paired'], { cwd }),
      3,
      'more.csv: cannot be paired with old.csv: 3 trials only in the new run, such as iris l1:1 repeat 0 fold 0 seed 0',
    )
    assertRefused(
      await regbench(['report', 'old.csv', '--paired'], { cwd }),
      2,
      '--paired takes two files, the old run and the new, got 1',
    )
  })
})

suite('cli: gates', (test) => {
  test('one that holds ends with code 4 and a sentence, after everything is written', async () => {
    const cwd = folder()
    const args = [...IRIS, '--format', 'csv', '--export-csv', 'a.csv']
    const gates = [
      '--fail-if',
      'test_score_mean(none) < 2',
      '--fail-if',
      'ok(l2:1e-2) < 3',
      '--fail-if',
      'difference(none) > 0',
    ]
    const { code, stdout, stderr } = await regbench([...args, ...gates], { cwd })
    assert.is(code, 4)
    assert.is(read(cwd, 'a.csv'), stdout)
    const lines = stderr.trimEnd().split('\n')
    assert.is(lines.length, 2)
    assert.match(lines[0], /^regbench: --fail-if "test_score_mean\(none\) < 2": 0\.\d+ < 2$/)
    assert.is(lines[1], 'regbench: --fail-if "difference(none) > 0": there is no difference(none)')
  })

  test('one that does not hold is silent', async () => {
    const result = await regbench([...IRIS, '--fail-if', 'test_score_mean(none) < 0'])
    assertDone(result)
    assert.is(result.stderr, '')
  })

  test('one that is wrong is refused before anything runs', async () => {
    const cwd = folder()
    const result = await regbench([...IRIS, '--export-trials', 't.csv', '--fail-if', 'accuracy(none) < 1'], {
      cwd,
    })
    assert.is(result.code, 2)
    assert.match(
      result.stderr,
      /^regbench: --fail-if "accuracy\(none\) < 1": there is no column "accuracy" of numbers; /,
    )
    assert.not.ok(existsSync(join(cwd, 't.csv')))
  })

  test('saved trials and pairs have gates too', async () => {
    const cwd = folder()
    assertDone(await regbench([...IRIS, '--export-trials', 't.csv'], { cwd }))
    assertDone(await regbench([...IRIS, '--export-trials', 'u.csv'], { cwd }))
    const saved = await regbench(['report', 't.csv', '--quiet', '--fail-if', 'trials(none) == 3'], { cwd })
    assert.equal([saved.code, saved.stderr], [4, 'regbench: --fail-if "trials(none) == 3": 3 == 3\n'])
    const pair = ['report', 't.csv', 'u.csv', '--paired', '--quiet', '--fail-if']
    assert.is((await regbench([...pair, 'identical(none) < 3'], { cwd })).code, 0)
    assert.is((await regbench([...pair, 'identical(none) >= 3'], { cwd })).code, 4)
  })
})
