import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, finished, folder, regbench, start, TINY } from './run.ts'
import { readCsv, timeless } from './table.ts'

/** Twenty trials, a second or two in all: long enough to be stopped half-way. */
const LONG = [
  ...['compare', 'digits', '--epochs', '8', '--hidden', '64', '--folds', '5', '--repeats', '2'],
  ...['--method', 'none', '--method', 'inverted-dropout:keep=0.8+l2:0.001', '--export-trials', 't.csv'],
]

const trialsOf = (cwd: string): string => readFileSync(join(cwd, 't.csv'), 'utf8')

/** Starts LONG, and sends the signal when three trials are in the file. */
async function stopped(cwd: string, signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL') {
  const child = start(LONG, { cwd })
  const end = finished(child)
  const path = join(cwd, 't.csv')
  const poll = setInterval(() => {
    if (existsSync(path) && readFileSync(path, 'utf8').split('\n').length > 4) {
      clearInterval(poll)
      child.kill(signal)
    }
  }, 5)
  const result = await end
  clearInterval(poll)
  return result
}

suite('cli: the same bits however trials are scheduled', (test) => {
  const reference = folder()
  /** The trials of an uninterrupted run of one worker, run once for all tests. */
  let run: Promise<string> | undefined
  const uninterrupted = (): Promise<string> => {
    run ??= regbench([...LONG, '--jobs', '1'], { cwd: reference }).then((result) => {
      assertDone(result)
      return trialsOf(reference)
    })
    return run
  }

  test('two workers write the trials of one', async () => {
    const cwd = folder()
    assertDone(await regbench([...LONG, '--jobs', '2'], { cwd }))
    assert.equal(timeless(trialsOf(cwd)), timeless(await uninterrupted()))
  })

  test('a run killed half-way and resumed gives the same file and the same summary', async () => {
    const cwd = folder()
    const killed = await stopped(cwd, 'SIGKILL')
    assert.is(killed.signal, 'SIGKILL')
    const before = readCsv(trialsOf(cwd)).length
    assert.ok(before >= 3 && before < 20, `${before} trials`)
    assert.equal(readdirSync(cwd).sort(), ['t.csv', 't.csv.experiment.json', 't.csv.rows'])

    const resumed = await regbench([...LONG, '--resume', '--format', 'csv'], { cwd })
    assertDone(resumed)
    assert.equal(timeless(trialsOf(cwd)), timeless(await uninterrupted()))
    const again = await regbench([...LONG, '--resume', '--format', 'csv'], { cwd: reference })
    assert.equal(timeless(resumed.stdout), timeless(again.stdout))
  })

  test('SIGINT ends with code 130 and keeps every finished trial', async () => {
    const cwd = folder()
    const { code, stdout, stderr } = await stopped(cwd, 'SIGINT')
    assert.is(
      stderr,
      'regbench: interrupted: finished trials are in t.csv; the same command with --resume continues\n',
    )
    assert.is(stdout, '')
    assert.is(code, 130)
    const kept = timeless(trialsOf(cwd))
    assert.ok(kept.length >= 3 && kept.length < 20, `${kept.length} trials`)
    assert.ok(trialsOf(cwd).endsWith('\n'))
    const all = timeless(await uninterrupted()).map((row) => JSON.stringify(row))
    for (const row of kept) assert.ok(all.includes(JSON.stringify(row)))
  })
})

suite('cli: a torn trials file', (test) => {
  const args = [
    'compare',
    'iris',
    ...TINY,
    '--method',
    'none',
    '--method',
    'l2:0.01',
    '--export-trials',
    't.csv',
  ]

  test('--resume removes a torn last line, says so, and runs that trial again', async () => {
    const cwd = folder()
    assertDone(await regbench(args, { cwd }))
    const whole = trialsOf(cwd)
    const lines = whole.split('\n')
    writeFileSync(join(cwd, 't.csv'), `${lines.slice(0, 3).join('\n')}\n`)
    appendFileSync(join(cwd, 't.csv'), 'iris,none,0')
    const resumed = await regbench([...args, '--resume'], { cwd })
    assertDone(resumed)
    assert.match(
      resumed.stderr,
      'regbench: t.csv: the last line was torn and has been removed: "iris,none,0"\n',
    )
    assert.equal(timeless(trialsOf(cwd)), timeless(whole))
  })

  test('a whole line that is wrong is an error of the data, with its place', async () => {
    const cwd = folder()
    assertDone(await regbench(args, { cwd }))
    const broken = trialsOf(cwd).replace(',ok,', ',fine,')
    writeFileSync(join(cwd, 't.csv'), broken)
    const resumed = await regbench([...args, '--resume'], { cwd })
    assert.is(
      resumed.stderr,
      'regbench: t.csv:2: column "status": expected ok, diverged, failed, got "fine"\n',
    )
    assert.is(resumed.code, 3)
    assert.is(trialsOf(cwd), broken)
  })
})

suite('cli: files of a version that wrote share=batch for mask=batch', (test) => {
  const spec = (argument: string) => `inverted-dropout:keep=0.5,${argument}=batch`
  const compare = (argument: string, ...more: string[]) => [
    ...['compare', 'iris', ...TINY, '--method', 'none', '--method', spec(argument)],
    ...['--export-trials', 't.csv', ...more],
  ]

  /** The files of a run as that version left them, with the first `count` trials. */
  async function old(count: number): Promise<{ cwd: string; whole: string }> {
    const cwd = folder()
    assertDone(await regbench(compare('share'), { cwd }))
    const whole = trialsOf(cwd)
    for (const name of readdirSync(cwd)) {
      const text = readFileSync(join(cwd, name), 'utf8').replaceAll(spec('mask'), spec('share'))
      assert.ok(text.includes(spec('share')), name)
      const lines = text.split('\n')
      writeFileSync(join(cwd, name), name === 't.csv' ? `${lines.slice(0, 1 + count).join('\n')}\n` : text)
    }
    return { cwd, whole }
  }

  test('are continued, whichever way the method is written now', async () => {
    for (const argument of ['share', 'mask']) {
      const { cwd, whole } = await old(4)
      const resumed = await regbench(compare(argument, '--resume'), { cwd })
      assertDone(resumed)
      assert.match(resumed.stdout, spec('mask'))
      assert.equal(timeless(trialsOf(cwd)), timeless(whole))
    }
  })

  test('join those of this version', async () => {
    const { cwd, whole } = await old(4)
    assertDone(await regbench(compare('mask', '--export-trials', 'new.csv'), { cwd }))
    const report = await regbench(['report', 't.csv', 'new.csv', '--export-trials', 'all.csv'], { cwd })
    assert.is(report.code, 0, report.stderr)
    assert.match(report.stdout, spec('mask'))
    assert.equal(timeless(readFileSync(join(cwd, 'all.csv'), 'utf8')), timeless(whole))
  })
})
