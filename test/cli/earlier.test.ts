/** Files that an earlier version wrote are read, and gone on with. test/fixtures/version-0.1/README.md says how they were made. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert, suite } from '../harness.ts'
import { assertDone, folder, regbench } from './run.ts'
import { readCsv } from './table.ts'

const FILES = [
  'candidates.csv',
  'curves.csv',
  'model.onnx',
  'model.safetensors',
  'trials.csv',
  'trials.csv.chosen.csv',
  'trials.csv.experiment.json',
]
const COMPARE = [
  ...['compare', 'iris', '--method', 'none', '--method', 'l2', '--method'],
  ...[
    'inverted-dropout:keep=0.5+max-norm:3',
    '--tune',
    '3',
    '--inner-folds',
    '2',
    '--hidden',
    '4',
    '--epochs',
    '3',
  ],
  // The defaults of then.
  ...['--optimizer', 'momentum', '--learning-rate', '0.02', '--schedule', 'constant'],
  ...['--folds', '2', '--repeats', '2', '--validation-fraction', '0.2', '--seed', '7', '--jobs', '1'],
  ...['--export-trials', 'trials.csv', '--curves', 'curves.csv', '--no-yardstick'],
]

const saved = (name: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../fixtures/version-0.1/${name}`, import.meta.url)))
const earlier = (): string => folder(Object.fromEntries(FILES.map((name) => [name, saved(name)])))
const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8')

/** The columns of the earlier table alone, by their names. */
function asBefore(text: string, before: string): Record<string, string>[] {
  const names = Object.keys(readCsv(before)[0])
  return readCsv(text).map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
}

suite('cli: files of the version before', (test) => {
  test('trials, their choices and the experiment give the summary of then', async () => {
    const cwd = earlier()
    const report = await regbench(['report', 'trials.csv', '--format', 'csv'], { cwd })
    assertDone(report)
    const before = saved('summary.csv').toString()
    const summary = readCsv(before)
    const now = asBefore(report.stdout, before)
    assert.equal(
      summary.map(({ method }) => means(now.find((row) => row.method === method)!)),
      summary.map(means),
    )
  })

  test('a run that was interrupted then goes on now, to the rows that it had then', async () => {
    const cwd = earlier()
    for (const name of ['trials.csv', 'curves.csv', 'trials.csv.chosen.csv']) {
      const lines = read(cwd, name).split('\n')
      writeFileSync(
        join(cwd, name),
        [...lines.slice(0, name === 'trials.csv' ? 6 : -2), 'iris,no'].join('\n'),
      )
    }
    const resumed = await regbench([...COMPARE, '--resume'], { cwd })
    assert.is(resumed.code, 0, resumed.stderr)
    for (const name of ['trials.csv', 'curves.csv', 'trials.csv.chosen.csv']) {
      const before = saved(name).toString()
      const rows = asBefore(read(cwd, name), before)
      assert.equal(timelessRows(rows), timelessRows(readCsv(before)), name)
    }
    const again = await regbench([...COMPARE, '--resume'], { cwd })
    assert.is(again.code, 0, again.stderr)
  })

  test('curves and candidates are drawn', async () => {
    const cwd = earlier()
    assertDone(
      await regbench(['report', 'trials.csv', 'curves.csv', 'candidates.csv', '--html', 'page.html'], {
        cwd,
      }),
    )
    assert.match(read(cwd, 'page.html'), /l2\.strength/)
  })

  for (const name of ['model.safetensors', 'model.onnx']) {
    test(`${name} predicts what it predicted then`, async () => {
      const predicted = await regbench(['predict', name, 'iris'], { cwd: earlier() })
      assertDone(predicted)
      const before = saved(`predictions-${name.slice('model.'.length)}.csv`).toString()
      assert.equal(asBefore(predicted.stdout, before), readCsv(before))
    })
  }
})

/** What is counted and averaged, which no choice of a test or an interval changes. */
const means = (row: Record<string, string>) =>
  Object.entries(row).filter(([name]) => /_mean$|^(?:method|trials|ok|metric|difference)$/.test(name))

const timelessRows = (rows: readonly Record<string, string>[]) =>
  rows.map(({ train_seconds: _, predict_seconds: __, ...row }) => row)
