import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, BINARY, finished, folder, regbench, TINY } from './run.ts'
import { readCsv } from './table.ts'

const TWO = ['compare', 'iris', ...TINY, '--method', 'none', '--method', 'l2:0.01']
const COLORED = '\x1b['

suite('cli: standard output', (test) => {
  test('is the result and nothing else, in every format that a program reads', async () => {
    const csv = await regbench([...TWO, '--format', 'csv'])
    assertDone(csv)
    assert.equal(
      readCsv(csv.stdout).map(({ method }) => method),
      ['none', 'l2:0.01', 'constant', 'linear'],
    )
    const json = await regbench([...TWO, '--format', 'json'])
    assertDone(json)
    assert.is(JSON.parse(json.stdout).dataset, 'iris')
  })

  test('holds the whole table, within 100 columns, and the warnings go elsewhere', async () => {
    const { stdout, stderr } = await regbench([...TWO, '--inference', 'resampled'])
    assert.match(stdout, /^iris: 150 rows x 4 features, target species, 3 classes\n/)
    assert.match(stdout, /\nno difference from none established|\nonly |better than|worse than/)
    for (const line of stdout.split('\n')) assert.ok([...line].length <= 100, line)
    assert.match(stderr, /^regbench: only 3 pairs of trials to compare: /)
    assert.not.match(stdout, 'only 3 pairs')
  })

  test('a reader that has gone ends the run quietly, with the exports written', async () => {
    const cwd = folder()
    const line = 'set -o pipefail; "$0" "$@" | true'
    const args = [...TWO, '--format', 'json', '--quiet', '--export-csv', 'a.csv']
    const result = await finished(spawn('bash', ['-c', line, process.execPath, BINARY, ...args], { cwd }))
    assert.equal(result, { code: 0, signal: null, stdout: '', stderr: '' })
    assert.ok(existsSync(join(cwd, 'a.csv')))
  })
})

suite('cli: standard error', (test) => {
  test('is empty with --quiet', async () => {
    const { code, stderr } = await regbench([...TWO, '--quiet'])
    assert.is(stderr, '')
    assert.is(code, 0)
  })

  test('has no progress line where it is no terminal', async () => {
    const { stderr } = await regbench(TWO)
    assert.not.match(stderr, '\r')
    assert.not.match(stderr, '\x1b')
  })
})

suite('cli: colours', (test) => {
  const colored = async (env: Record<string, string>, ...flags: string[]): Promise<boolean> =>
    (await regbench([...TWO, ...flags], { env })).stdout.includes(COLORED)

  test('there are none in a pipe', async () => {
    assert.is(await colored({}), false)
  })

  test('FORCE_COLOR asks for them, whatever TERM and NO_COLOR say', async () => {
    assert.is(await colored({ FORCE_COLOR: '1', TERM: 'dumb', NO_COLOR: '1' }), true)
  })

  test('FORCE_COLOR=0 asks for none', async () => {
    assert.is(await colored({ FORCE_COLOR: '0' }), false)
  })

  test('--no-color wins over FORCE_COLOR', async () => {
    assert.is(await colored({ FORCE_COLOR: '1' }, '--no-color'), false)
  })

  test('they add nothing that the plain table does not say', async () => {
    const untimed = (text: string) => text.replace(/ +\d+\.\d+(?= +\d+\.\d+$)| +\d+\.\d+$/gm, '')
    const plain = await regbench(TWO)
    const painted = await regbench(TWO, { env: { FORCE_COLOR: '1' } })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
    assert.is(untimed(painted.stdout.replace(/\x1b\[\d+m/g, '')), untimed(plain.stdout))
  })
})
