import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { caseText } from '../data/helpers.ts'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench } from './run.ts'
import { readCsv } from './table.ts'

const SMALL = ['--method', 'none', '--epochs', '3', '--hidden', '8']
const cases = (...names: string[]) => folder(Object.fromEntries(names.map((name) => [name, caseText(name)])))

suite('cli: what a table is taken for', (test) => {
  test('repr_instants.csv: one cell of a test row changes nothing of the fold that it is tested in', async () => {
    const names = ['repr_instants.csv', 'repr_instants_cell.csv']
    const cwd = cases(...names)
    const options = ['--fold-column', 'fold', '--method', 'none', '--epochs', '20', '--hidden', '8']
    const trials = []
    for (const name of names) {
      const exports = ['--repeats', '1', '--jobs', '1', '--export-trials', `${name}.trials.csv`]
      assertDone(await regbench(['compare', name, ...options, ...exports], { cwd }))
      const rows = readCsv(readFileSync(join(cwd, `${name}.trials.csv`), 'utf8'))
      trials.push(rows.find(({ fold }) => fold === '2')!)
    }
    assert.is(trials[1]!.fingerprint, trials[0]!.fingerprint)
    assert.is(trials[1]!.train_score, trials[0]!.train_score)
    // Instants of a minute are told apart, so they can be learnt.
    assert.ok(Number(trials[0]!.train_score) > 0.9)
  })

  for (const name of ['ed_big.csv', 'ed_e39.csv']) {
    test(`${name}: is compared like any other, without advice that does not apply`, async () => {
      const result = await regbench(['compare', name, ...SMALL, '--folds', '3', '--format', 'csv'], {
        cwd: cases(name),
      })
      assertDone(result)
      assert.not.match(result.stderr, /--learning-rate|--scale/)
      const [row] = readCsv(result.stdout)
      assert.is(row!.ok, row!.trials)
    })
  }

  test('single_blank.csv: as many predictions as rows', async () => {
    const cwd = cases('single_train.csv', 'single_blank.csv')
    assertDone(await regbench(['train', 'single_train.csv', ...SMALL, '--save', 'm.onnx'], { cwd }))
    assertRefused(
      await regbench(['predict', 'm.onnx', 'single_blank.csv'], { cwd }),
      3,
      'single_blank.csv:3: column "a": the value is missing; --missing impute fills in the training mean, --missing drop leaves such rows out',
    )
    const imputed = await regbench(['predict', 'm.onnx', 'single_blank.csv', '--missing', 'impute'], { cwd })
    assert.is(readCsv(imputed.stdout).length, 3)
  })

  test('a number that is too large for 32 bits is refused by predict, with its place', async () => {
    const cwd = folder({ 'a.csv': caseText('single_train.csv'), 'new.csv': 'a\n1.5\n1e39\n' })
    assertDone(await regbench(['train', 'a.csv', ...SMALL, '--save', 'm.safetensors'], { cwd }))
    assertRefused(
      await regbench(['predict', 'm.safetensors', 'new.csv'], { cwd }),
      3,
      'new.csv:3: column "a": 1e+39 is too far from what the model was trained on for 32-bit numbers; correct it, or leave the row out',
    )
  })

  test('pct_train.csv: a model of percents reads percents', async () => {
    const cwd = folder({
      'pct_train.csv': caseText('pct_train.csv'),
      'percents.csv': 'p,x\n50 %,0.5\n7%,0.1\n',
      'shares.csv': 'p,x\n0.5,0.5\n',
    })
    for (const model of ['m.safetensors', 'm.onnx']) {
      assertDone(await regbench(['train', 'pct_train.csv', ...SMALL, '--save', model], { cwd }))
      const result = await regbench(['predict', model, 'percents.csv'], { cwd })
      assertDone(result)
      assert.is(readCsv(result.stdout).length, 2)
      assertRefused(
        await regbench(['predict', model, 'shares.csv'], { cwd }),
        3,
        'shares.csv: column "p": plain numbers stand here, and numbers with "%" in the training data; write both alike',
      )
    }
  })

  test('dates, comments, a preamble and equal names: a model reads new rows as its own', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => {
      const day = new Date(Date.UTC(2024, 0, 1 + 3 * i)).toISOString().slice(0, 10)
      return `${day},${i % 7},${i % 4},${i % 7 < 3 ? 'p' : 'q'}`
    })
    const text = `A report\n\nwhen,a,a,y\n# a note\n${rows.join('\n')}\n`
    const cwd = folder({ 'train.csv': text, 'new.csv': text })
    const reading = ['--skip-lines', '2', '--comment', '#', '--rename', '--dates']
    const saved = ['--save', 'm.safetensors', '--save', 'm.onnx']
    const trained = await regbench(['train', 'train.csv', ...reading, ...SMALL, ...saved], { cwd })
    assertDone(trained)
    assert.match(trained.stderr, 'column "when" holds dates, read as five numbers')
    assert.match(trained.stdout, '7 features')
    const outputs = []
    for (const model of ['m.safetensors', 'm.onnx']) {
      const result = await regbench(['predict', model, 'new.csv', '--keep', 'when'], { cwd })
      assertDone(result)
      assert.equal(
        readCsv(result.stdout).map(({ when }) => when),
        rows.map((row) => row.slice(0, 10)),
      )
      outputs.push(result.stdout)
    }
    assert.is(outputs[1], outputs[0])
    const plain = await regbench(['predict', 'm.onnx', 'new.csv', '--skip-lines', '0'], { cwd })
    assert.is(plain.code, 3)
  })

  test('every command warns of what describe warns of', async () => {
    const cwd = cases('imb.csv')
    const warning =
      '99 % of the rows are "ok": always answering so is that accurate, and no method should be praised for it'
    const tiny = ['imb.csv', '--epochs', '1', '--hidden', '4']
    for (const args of [
      ['compare', ...tiny, '--method', 'none', '--folds', '2', '--repeats', '1', '--jobs', '1'],
      ['train', ...tiny, '--method', 'none', '--save', 'm.onnx'],
      ['tune', ...tiny, '--method', 'none', '--list', 'l2=0.1,0.2', '--folds', '2', '--jobs', '1'],
      ['dropout', ...tiny],
    ]) {
      assert.match((await regbench(args, { cwd })).stderr, warning, args[0])
    }
  })
})

suite('cli: files of another kind', (test) => {
  test('are named for what they are', async () => {
    const cwd = folder({ 'a.json': '[{"a": 1}]\n', 'a.csv': caseText('imb.csv') })
    assertRefused(
      await regbench(['compare', 'a.json'], { cwd }),
      3,
      'a.json: the file is in JSON, and a table in CSV is needed; write its rows as CSV',
    )
    assertRefused(
      await regbench(['predict', 'a.csv', 'a.csv'], { cwd }),
      3,
      'a.csv: the file is a text, perhaps a table in CSV, and a model is needed that train saved (.safetensors or .onnx); the model comes first, then the data',
    )
  })

  test('report reads trials that were gzipped, or saved by a spreadsheet program with a mark', async () => {
    const cwd = cases('imb.csv')
    const args = ['compare', 'imb.csv', ...SMALL, '--method', 'l2', '--folds', '2', '--repeats', '1']
    assertDone(await regbench([...args, '--export-trials', 't.csv', '--quiet'], { cwd }))
    const trials = readFileSync(join(cwd, 't.csv'))
    const expected = await regbench(['report', 't.csv', '--format', 'csv'], { cwd })
    assertDone(expected)
    // What stands beside a file of trials goes where it goes.
    for (const name of readdirSync(cwd).filter((name) => name.startsWith('t.csv.'))) {
      copyFileSync(join(cwd, name), join(cwd, name.replace('t.csv', 'marked.csv')))
    }
    for (const [name, bytes] of [
      ['t.csv.gz', gzipSync(trials)],
      ['marked.csv', Buffer.concat([Buffer.from('\ufeff'), trials])],
    ] as const) {
      writeFileSync(join(cwd, name), bytes)
      const result = await regbench(['report', name, '--format', 'csv'], { cwd })
      assertDone(result)
      assert.is(result.stdout, expected.stdout, name)
      assert.is(result.stderr, expected.stderr, name)
    }
    // Continued, it is written as this program writes it.
    assertDone(await regbench([...args, '--export-trials', 'marked.csv', '--resume', '--quiet'], { cwd }))
    assert.equal(readFileSync(join(cwd, 'marked.csv')), trials)
  })

  test('a seed that a 64-bit number cannot hold is refused', async () => {
    assertRefused(
      await regbench(['compare', 'iris', '--seed', '9007199254740993']),
      2,
      '--seed "9007199254740993": it must be a whole number at least 0 and at most 9007199254740991',
    )
  })
})
