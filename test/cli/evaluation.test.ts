/** Splits, scores, weights and predictions from the command line; docs/evaluation.md's command lines are run as they stand. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fixture } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { readCsv, timeless } from './table.ts'

const text = (name: string): string => readFileSync(fixture(name), 'utf8')
const read = (cwd: string, name: string) => readCsv(readFileSync(join(cwd, name), 'utf8'))
const lines = (header: string, count: number, row: (i: number) => string): string =>
  `${header}\n${Array.from({ length: count }, (_, i) => row(i)).join('\n')}\n`

/** Names as in docs/evaluation.md. */
const FILES = {
  'patients.csv': text('groups.csv').replaceAll(/^([^,]*),[^,]*,/gm, '$1,'),
  'fraud.csv': text('imb.csv'),
  'sales.csv': lines('day,weekday,stock,sold', 120, (i) => {
    const date = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10)
    return `${date},${i % 7},${(i * 37) % 50},${20 + (i % 7) * 3 + ((i * 13) % 5)}`
  }),
  'prices.csv': lines(
    'rooms,age,price',
    100,
    (i) => `${1 + (i % 7)},${(i * 13) % 40},${i % 25 === 0 ? 900 + i : 100 + (i % 7) * 20 + ((i * 7) % 11)}`,
  ),
}

const document = readFileSync(fileURLToPath(new URL('../../docs/evaluation.md', import.meta.url)), 'utf8')
const commands = [...document.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, body]) =>
  body!
    .replaceAll('\\\n', ' ')
    .replaceAll(/ +#.*$/gm, '')
    .trim()
    .split('\n'),
)

suite('cli: evaluation, as documented', (test) => {
  test('there is a command line for each of the five situations, and two for more rows', () => {
    assert.is(commands.length, 7)
  })

  for (const command of commands) {
    test(command, async () => {
      const words = command.split(/\s+/).slice(1)
      const once = command.includes('--repeats') ? [] : ['--repeats', '1']
      const result = await regbench(
        [...words, ...once, '--jobs', '1', '--epochs', '2', '--hidden', '4', '--folds', '3', '--quiet'],
        { cwd: folder(FILES) },
      )
      assertDone(result)
      assert.match(result.stdout, command.includes('--train-rows') ? / training rows/ : /vs baseline/)
    })
  }
})

// By momentum: under Adam a strength weighs otherwise, and the figures below are of momentum.
const MOMENTUM = ['--optimizer', 'momentum', '--learning-rate', '0.02', '--schedule', 'constant']
const PATIENTS = [
  ...['compare', 'patients.csv', '--hidden', '16', '--epochs', '30', '--repeats', '1', '--quiet'],
  ...MOMENTUM,
]

suite('cli: the same patients in many rows', (test) => {
  test('inner losses are near outer losses, the strength chosen is strong, and early stopping stops', async () => {
    const cwd = folder(FILES)
    assertDone(
      await regbench(
        [
          ...[...PATIENTS, '--group', 'patient', '--method', 'l2', '--method', 'early-stopping:5'],
          ...['--scan', 'l2=1e-6..1:7log', '--tune', '7', '--export-trials', 't.csv'],
        ],
        { cwd },
      ),
    )
    const chosen = read(cwd, 't.csv.chosen.csv')
    const trials = read(cwd, 't.csv')
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const inner = mean(chosen.map((row) => Number(row.loss_mean)))
    const tuned = new Set(chosen.map(({ method }) => method))
    const outer = mean(trials.filter(({ method }) => tuned.has(method!)).map((row) => Number(row.test_loss)))
    // Patients on both sides gave 0.01 within and 2.49 without.
    assert.ok(inner > outer / 2 && inner < outer * 2, `inner ${inner}, outer ${outer}`)
    // Patients on both sides chose 2e-6; tune on these folds chooses 1, and folds of four fifths of them hardly less.
    for (const row of chosen) assert.ok(Number(row.chosen!.slice('l2:'.length)) >= 0.01, row.chosen)
    const stopped = trials.filter(({ method }) => method === 'early-stopping:5')
    // Three patients may stop a run late by luck; leaking ones never stop it.
    const early = stopped.filter(({ epochs }) => Number(epochs) < 30).length
    assert.ok(early >= 4, stopped.map(({ epochs }) => epochs).join())
  })

  test('fewer of them than folds are refused, for the data is at fault', async () => {
    assertRefused(
      await regbench([...PATIENTS, '--group', 'patient', '--folds', '50'], { cwd: folder(FILES) }),
      3,
      'patients: column "patient": 200 rows of 20 different values cannot be divided into 50 folds of whole groups; ask for at most 20 folds',
    )
  })
})

suite('cli: time, marks and overlap', (test) => {
  test('--gap without --time, and --group with --time, contradict themselves', async () => {
    const cwd = folder(FILES)
    assertRefused(
      await regbench(['compare', 'sales.csv', '--gap', '3', ...TINY], { cwd }),
      2,
      '--gap 3 leaves rows out between earlier and later ones; name the column of their time with --time',
    )
    assertRefused(
      await regbench(['compare', 'sales.csv', '--time', 'day', '--group', 'weekday', ...TINY], { cwd }),
      2,
      '--time and --group exclude each other: rows of one would stand before and after a border of the other',
    )
  })

  test('validation rows of a file stop a run, and are neither trained on nor tested', async () => {
    const validation = lines('day,weekday,stock,sold', 10, (i) => `2025-01-${10 + i},${i % 7},${i},${20 + i}`)
    const cwd = folder({ ...FILES, 'v.csv': validation })
    const run = await regbench(
      [
        ...[
          'compare',
          'sales.csv',
          '--ignore',
          'day',
          '--validation',
          'v.csv',
          '--method',
          'early-stopping:1',
        ],
        ...[...TINY, '--export-trials', 't.csv', '--quiet'],
      ],
      { cwd },
    )
    assertDone(run)
    for (const row of read(cwd, 't.csv')) {
      assert.equal([row.train_rows, row.validation_rows, row.test_rows], ['80', '10', '40'])
    }
  })

  test('a test file of rows that were trained on is refused, or told of', async () => {
    const some = text('imb.csv').split('\n').slice(0, 21)
    const cwd = folder({
      ...FILES,
      'all.csv': `${some.join('\n')}\n`,
      'half.csv': `${some.join('\n')}\n9,9,ok\n`,
    })
    const run = (file: string, ...more: string[]) =>
      regbench(['compare', 'fraud.csv', '--test', file, '--method', 'none', ...TINY, ...more], { cwd })
    assertRefused(
      await run('all.csv'),
      3,
      'all.csv: all 20 rows stand among the training rows, so no row is new; test on other rows, or let them through with --allow-overlap',
    )
    for (const result of [await run('all.csv', '--allow-overlap'), await run('half.csv')]) {
      assert.is(result.code, 0)
      assert.match(result.stderr, /20 of 2[01] test rows stand among the training rows too/)
      assert.match(result.stdout, /scores are of test rows, of which 20 were trained on too/)
    }
  })
})

suite('cli: scores and predictions', (test) => {
  test('a table is made again by another metric, which is what a run by that metric shows', async () => {
    const cwd = folder(FILES)
    const compare = ['compare', 'fraud.csv', '--method', 'none', '--method', 'l2:0.1', ...TINY, '--quiet']
    assertDone(await regbench([...compare, '--export-trials', 't.csv'], { cwd }))
    const own = await regbench([...compare, '--metric', 'log-loss', '--format', 'csv'], { cwd })
    const again = await regbench(['report', 't.csv', '--metric', 'log-loss', '--format', 'csv', '--quiet'], {
      cwd,
    })
    assertDone(own)
    assertDone(again)
    const fields = (csv: string) =>
      timeless(csv).map(({ train_score_mean, gap_mean, ...rest }) => JSON.stringify(rest))
    assert.equal(fields(again.stdout), fields(own.stdout))
    assertRefused(
      await regbench([...compare, '--metric', 'mae'], { cwd }),
      2,
      'mae is a metric of a regression, and fraud is a classification; its metrics are accuracy, balanced-accuracy, f1, auc, average-precision, log-loss, brier, ece, kappa, mcc',
    )
    assertRefused(
      await regbench([...compare, '--positive', 'yes'], { cwd }),
      2,
      'fraud has no class "yes" to be the positive one; its classes are "fraud", "ok"',
    )
  })

  test('predictions are those that the scores were computed of, whoever writes them', async () => {
    const cwd = folder(FILES)
    const run = ['compare', 'fraud.csv', '--method', 'none', '--method', 'l2:0.1', ...TINY, '--quiet']
    assertDone(await regbench([...run, '--export-trials', 't.csv', '--export-predictions', 'p.csv'], { cwd }))
    const predictions = read(cwd, 'p.csv')
    assert.is(predictions.length, 4 * 500)
    for (const trial of read(cwd, 't.csv')) {
      const own = predictions.filter(({ method, fold }) => method === trial.method && fold === trial.fold)
      const right = own.filter(({ target, prediction }) => target === prediction).length
      assert.is(right / own.length, Number(trial.test_accuracy))
      const loss = own.reduce((sum, row) => sum - Math.log(Number(row[`p_${row.target}`])), 0) / own.length
      assert.ok(Math.abs(loss - Number(trial.test_log_loss)) < 1e-12)
    }
    for (const shard of ['1/2', '2/2']) {
      assertDone(await regbench([...run, '--shard', shard, '--export-trials', `${shard[0]}.csv`], { cwd }))
    }
    assertDone(
      await regbench(['report', '1.csv', '2.csv', '--export-predictions', 'again.csv', '--quiet'], { cwd }),
    )
    assert.is(readFileSync(join(cwd, 'again.csv'), 'utf8'), readFileSync(join(cwd, 'p.csv'), 'utf8'))
  })
})

suite('cli: runs that grow', (test) => {
  const run = (cwd: string, methods: readonly string[], repeats: number, ...more: string[]) =>
    regbench(
      [
        ...['compare', 'iris', ...methods.flatMap((method) => ['--method', method]), ...TINY],
        ...['--repeats', `${repeats}`, '--export-trials', 't.csv', '--quiet', ...more],
      ],
      { cwd },
    )
  const fingerprints = (cwd: string) =>
    new Map(
      read(cwd, 't.csv').map(({ method, repeat, fold, fingerprint }) => [
        `${method} ${repeat} ${fold}`,
        fingerprint,
      ]),
    )

  test('more repeats, more methods and another order keep every bit that is there', async () => {
    const cwd = folder()
    assertDone(await run(cwd, ['none', 'l2:0.1'], 1))
    const before = fingerprints(cwd)
    assertDone(await run(cwd, ['l1:0.01', 'l2:0.1', 'none'], 2, '--resume', '--baseline', 'none'))
    const after = fingerprints(cwd)
    assert.is(after.size, 5 * 6)
    for (const [trial, fingerprint] of before) assert.is(after.get(trial), fingerprint, trial)
    const whole = folder()
    assertDone(await run(whole, ['l1:0.01', 'l2:0.1', 'none'], 2, '--baseline', 'none'))
    assert.equal([...after], [...fingerprints(whole)])
  })

  test('what would leave rows out or change them is refused by name', async () => {
    const cwd = folder()
    assertDone(await run(cwd, ['none', 'l2:0.1'], 2))
    assertRefused(
      await run(cwd, ['none'], 2, '--resume'),
      2,
      '--resume: t.csv holds trials of l2:0.1, which this run leaves out; name what the file has, and more if you like, or --force starts anew',
    )
    assertRefused(
      await run(cwd, ['none', 'l2:0.1'], 1, '--resume'),
      2,
      '--resume: t.csv holds 2 repeats of each trial, not 1, which this run leaves out; name what the file has, and more if you like, or --force starts anew',
    )
    const other = await run(cwd, ['none', 'l2:0.1', 'early-stopping:3'], 2, '--resume')
    assertRefused(
      other,
      2,
      '--resume: t.csv belongs to another experiment (different evaluation); --force starts anew',
    )
  })

  test('report joins runs of other methods over the same splits', async () => {
    const cwd = folder()
    assertDone(await run(cwd, ['none', 'l2:0.1'], 1))
    assertDone(
      await regbench(
        [
          'compare',
          'iris',
          '--method',
          'none',
          '--method',
          'l1:0.01',
          ...TINY,
          '--export-trials',
          'u.csv',
          '--quiet',
        ],
        { cwd },
      ),
    )
    const joined = await regbench(['report', 't.csv', 'u.csv', '--format', 'csv', '--quiet'], { cwd })
    assertDone(joined)
    assert.equal(
      readCsv(joined.stdout).map(({ method }) => method),
      ['none', 'l2:0.1', 'l1:0.01', 'constant', 'linear'],
    )
  })

  test('repeats go on by themselves until differences are known, and a file remembers how far', async () => {
    const cwd = folder()
    const auto = (precision: string, ...more: string[]) =>
      regbench(
        [
          ...['compare', 'iris', '--method', 'none', '--method', 'l2:0.1', '--epochs', '2', '--hidden', '8'],
          ...[
            '--folds',
            '3',
            '--repeats',
            'auto',
            '--jobs',
            '1',
            '--no-yardstick',
            '--precision',
            precision,
            '--export-trials',
            't.csv',
            ...more,
          ],
        ],
        { cwd },
      )
    const wide = await auto('10')
    assert.is(wide.code, 0)
    assert.match(wide.stderr, /2 repeats: every interval of a difference is narrower than 10/)
    const before = fingerprints(cwd)
    const never = await auto('1e-9', '--resume')
    assert.match(never.stderr, /20 repeats, the most there are: the widest interval .* only more rows lower/)
    const after = fingerprints(cwd)
    assert.is(after.size, 2 * 3 * 20)
    for (const [trial, fingerprint] of before) assert.is(after.get(trial), fingerprint, trial)
    assertRefused(
      await regbench(['compare', 'iris', '--repeats', 'auto', ...TINY.slice(0, -2)], { cwd }),
      2,
      '--repeats auto ends when differences are known so well; say how well with --precision WIDTH',
    )
  })
})
