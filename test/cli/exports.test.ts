import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { exportedFormats, formats } from '../../src/report/index.ts'
import { csvHeader } from '../../src/results/csv.ts'
import { summaryColumns } from '../../src/results/summary.ts'
import { trialColumns } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'
import { headerOf, readCsv } from './table.ts'

const PAIR = ['--method', 'none', '--method', 'l2:0.01']

// test/results/csv.test.ts holds the names, which scripts rely on.
const [TRIALS_HEADER, SUMMARY_HEADER] = [csvHeader(trialColumns), csvHeader(summaryColumns)]

const compareIris = (args: readonly string[], cwd: string) =>
  regbench(['compare', 'iris', ...TINY, ...PAIR, ...args], { cwd })

const read = (cwd: string, name: string): string => readFileSync(join(cwd, name), 'utf8')

suite('cli: exports', (test) => {
  test('every export is written whole, with nothing left beside it', async () => {
    const cwd = folder()
    const formatFiles = exportedFormats.map((format) => [format, `a${formats[format].extension}`])
    const exports: Record<string, string> = { ...Object.fromEntries(formatFiles), trials: 'trials.csv' }
    const flags = Object.entries(exports).flatMap(([format, file]) => [`--export-${format}`, file])
    assertDone(await compareIris(flags, cwd))
    const beside = ['trials.csv', 'trials.csv.experiment.json', 'trials.csv.rows']
    assert.equal(readdirSync(cwd).sort(), [...formatFiles.map(([, file]) => file), ...beside].sort())

    const summary = read(cwd, 'a.csv')
    assert.is(headerOf(summary).join(','), SUMMARY_HEADER)
    assert.equal(
      readCsv(summary).map(({ method, trials, ok }) => [method, trials, ok]),
      [
        ['none', '3', '3'],
        ['l2:0.01', '3', '3'],
        ['constant', '3', '3'],
        ['linear', '3', '3'],
      ],
    )
    const trials = read(cwd, 'trials.csv')
    assert.is(headerOf(trials).join(','), TRIALS_HEADER)
    assert.equal(
      readCsv(trials).map(({ method, fold }) => [method, fold]),
      ['0', '1', '2'].flatMap((fold) => [
        ['none', fold],
        ['l2:0.01', fold],
        ['constant', fold],
        ['linear', fold],
      ]),
    )
    const json = JSON.parse(read(cwd, 'a.json'))
    assert.equal(Object.keys(json.summary[0]), SUMMARY_HEADER.split(','))
    assert.equal(Object.keys(json.trials[0]), TRIALS_HEADER.split(','))
    assert.match(read(cwd, 'a.md'), /^\| method \| accuracy<br>% \|/m)
    assert.match(read(cwd, 'a.org'), /^\| method +\| +accuracy \(%\) \|/m)
    assert.match(read(cwd, 'a.tex'), /^ {2}method & accuracy & /m)
  })

  test('an export equals the same format on standard output', async () => {
    for (const format of ['csv', 'json', 'markdown']) {
      const cwd = folder()
      const result = await compareIris(['--format', format, `--export-${format}`, 'file'], cwd)
      assertDone(result)
      assert.is(read(cwd, 'file'), result.stdout)
    }
  })

  test('an export replaces the file that was there', async () => {
    const cwd = folder({ 'a.csv': 'old\n'.repeat(1000) })
    assertDone(await compareIris(['--export-csv', 'a.csv'], cwd))
    assert.is(headerOf(read(cwd, 'a.csv')).join(','), SUMMARY_HEADER)
  })

  test('an export onto the data is refused, by whatever path', async () => {
    const iris = readFileSync(new URL('../../datasets/iris.csv', import.meta.url), 'utf8')
    const cwd = folder({ 'data.csv': iris, 'folder/test.csv': iris })
    symlinkSync('data.csv', join(cwd, 'link.csv'))
    for (const path of ['data.csv', './folder/../data.csv', 'link.csv', 'folder/test.csv']) {
      const args = ['compare', 'data.csv', '--test', 'folder/test.csv', '--export-csv', path]
      assertRefused(await regbench(args, { cwd }), 2, `an export would overwrite the data in ${path}`)
    }
    assert.is(read(cwd, 'data.csv'), iris)
    assert.is(read(cwd, 'folder/test.csv'), iris)
  })

  test('two exports into one file are refused', async () => {
    const cwd = folder()
    const result = await compareIris(['--export-csv', 'out', '--export-trials', './out'], cwd)
    assertRefused(result, 2, 'two exports name ./out; give each a file of its own')
    assert.equal(readdirSync(cwd), [])
  })

  test('a pipe is written to, not replaced by a file', async () => {
    const cwd = folder()
    execFileSync('mkfifo', [join(cwd, 'pipe')])
    const reader = readFile(join(cwd, 'pipe'), 'utf8')
    assertDone(await compareIris(['--export-csv', 'pipe'], cwd))
    assert.is(headerOf(await reader).join(','), SUMMARY_HEADER)
    assert.ok(statSync(join(cwd, 'pipe')).isFIFO())
    assertRefused(
      await compareIris(['--export-trials', 'pipe', '--force'], cwd),
      1,
      'cannot write pipe: it is not a regular file',
    )
  })

  for (const option of ['--export-csv', '--export-json', '--export-markdown', '--export-trials']) {
    test(`${option} into a folder that is not there is refused before the first trial`, async () => {
      const cwd = folder()
      const result = await compareIris([option, 'nowhere/out'], cwd)
      assertRefused(result, 1, 'cannot write nowhere/out: its folder does not exist')
      assert.equal(readdirSync(cwd), [])
    })

    test(`${option} below a file is refused`, async () => {
      const cwd = folder({ file: 'mine' })
      const result = await compareIris([option, 'file/out'], cwd)
      assertRefused(result, 1, 'cannot write file/out: file is not a folder')
      assert.is(read(cwd, 'file'), 'mine')
    })

    test(`${option} onto a folder is refused`, async () => {
      const cwd = folder({ 'taken/inside': '' })
      const result = await compareIris([option, 'taken'], cwd)
      assertRefused(result, 1, 'cannot write taken: it is a directory')
      assert.equal(readdirSync(cwd), ['taken'])
    })
  }
})

suite('cli: an export named -', (test) => {
  test('is standard output, in place of the table', async () => {
    const cwd = folder()
    const { code, stdout } = await compareIris(['--export-json', '-'], cwd)
    assert.is(JSON.parse(stdout).summary.length, 4)
    assert.is(code, 0)
    assert.equal(readdirSync(cwd), [])
    const { stdout: csv } = await compareIris(['-o', '-'], cwd)
    assert.is(headerOf(csv).join(','), SUMMARY_HEADER)
  })

  test('is one', async () => {
    assertRefused(
      await compareIris(['-o', '-', '--export-json', '-'], folder()),
      2,
      'two exports name -, and there is one standard output; give one of them a file',
    )
  })

  test('cannot be a file that grows', async () => {
    for (const option of ['--export-trials', '--curves']) {
      assertRefused(
        await compareIris([option, '-'], folder()),
        2,
        'trials and curves are files that grow and are continued: standard output cannot be one; name a file',
      )
    }
  })
})

suite('cli: predictions in a file', (test) => {
  test('are those of standard output, through a link too, and nothing is left of a file that fails', async () => {
    const cwd = folder({ 'there.csv': 'old', 'wrong.csv': 'a,b\n1,2\n' })
    symlinkSync('there.csv', join(cwd, 'link.csv'))
    assertDone(
      await regbench(['train', 'iris', '-m', 'none', '--epochs', '2', '-o', 'm.safetensors'], { cwd }),
    )
    const { stdout } = await regbench(['predict', 'm.safetensors', 'iris'], { cwd })
    assertDone(await regbench(['predict', 'm.safetensors', 'iris', '-o', 'link.csv'], { cwd }))
    assert.is(read(cwd, 'there.csv'), stdout)
    const before = readdirSync(cwd)
    const failed = await regbench(['predict', 'm.safetensors', 'wrong.csv', '-o', 'new.csv'], { cwd })
    assert.is(failed.code, 3)
    assert.equal(readdirSync(cwd), before)
  })
})

suite('cli: the trials file', (test) => {
  test('one that is there is left alone without --resume or --force', async () => {
    const cwd = folder({ 't.csv': 'mine' })
    const result = await compareIris(['--export-trials', 't.csv'], cwd)
    assertRefused(result, 2, 't.csv exists: --resume continues it, --force starts it anew')
    assert.is(read(cwd, 't.csv'), 'mine')
    assert.not(existsSync(join(cwd, 't.csv.experiment.json')))
  })

  test('one of another experiment is not continued', async () => {
    const cwd = folder()
    assertDone(await compareIris(['--export-trials', 't.csv'], cwd))
    const before = read(cwd, 't.csv')
    const result = await compareIris(['--export-trials', 't.csv', '--resume', '--seed', '1'], cwd)
    assertRefused(
      result,
      2,
      '--resume: t.csv belongs to another experiment (different seed); --force starts anew',
    )
    assert.is(read(cwd, 't.csv'), before)
  })

  test('--force starts it anew', async () => {
    const cwd = folder({ 't.csv': 'old' })
    assertDone(await compareIris(['--export-trials', 't.csv', '--force'], cwd))
    assert.is(readCsv(read(cwd, 't.csv')).length, 12)
  })

  test('--resume and --force together are refused', async () => {
    const result = await compareIris(['--export-trials', 't.csv', '--force', '--resume'], folder())
    assertRefused(result, 2, '--resume and --force exclude each other')
  })
})
