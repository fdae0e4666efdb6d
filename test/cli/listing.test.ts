import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { bundled } from '../../src/data/index.ts'
import { regularizerNames } from '../../src/regularizers/index.ts'
import { assert, suite } from '../harness.ts'
import { assertDone, BINARY, finished, regbench } from './run.ts'
import { readCsv } from './table.ts'

suite('cli: datasets', (test) => {
  test('lists all of them, in every format', async () => {
    const names = [...Object.keys(bundled), 'mnist', 'fashion-mnist']
    const csv = await regbench(['datasets', '--format', 'csv'])
    assertDone(csv)
    assert.equal(
      readCsv(csv.stdout).map(({ name }) => name),
      names,
    )
    const json = await regbench(['datasets', 'list', '--format', 'json'])
    assertDone(json)
    assert.equal(
      JSON.parse(json.stdout).map(({ name }: { name: string }) => name),
      names,
    )
    const table = await regbench(['datasets'])
    assertDone(table)
    for (const name of names) assert.match(table.stdout, new RegExp(`^${name} `, 'm'))
  })

  test('exports the bundled file, byte for byte', async () => {
    const result = await regbench(['datasets', 'export', 'wine'])
    assertDone(result)
    assert.is(result.stdout, readFileSync(new URL('../../datasets/wine.csv', import.meta.url), 'utf8'))
    assert.is(result.stderr, '')
  })

  test('ends quietly when the reader has seen enough of a long export', async () => {
    const line = 'set -o pipefail; "$0" "$@" | head -n 1'
    const args = ['-c', line, process.execPath, BINARY, 'datasets', 'export', 'digits']
    const { code, stdout, stderr } = await finished(spawn('bash', args))
    assert.match(stdout, /^[^\n]+\n$/)
    assert.is(stderr, '')
    assert.is(code, 0)
  })
})

suite('cli: methods', (test) => {
  test('lists all of them', async () => {
    const result = await regbench(['methods', '--format', 'csv'])
    assertDone(result)
    assert.equal(
      readCsv(result.stdout).map(({ method }) => method.split(':')[0]),
      regularizerNames,
    )
  })

  for (const name of regularizerNames) {
    test(`explains ${name}, within 100 columns`, async () => {
      const result = await regbench(['methods', name])
      assertDone(result)
      assert.match(result.stdout, new RegExp(`^${name}: `))
      for (const line of result.stdout.split('\n')) assert.ok([...line].length <= 100, line)
    })
  }
})
