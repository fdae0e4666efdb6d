import { execFile } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { promisify } from 'node:util'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, BINARY, folder, regbench } from './run.ts'

const run = promisify(execFile)
const fixtures = new URL('../fixtures/', import.meta.url).pathname

/** Files as people get them, and the target where it is not the last column. */
const files: readonly [name: string, target?: string][] = [
  ['messy/titanic.csv', 'Survived'],
  ['messy/adult.csv'],
  ['messy/penguins.csv', 'Species'],
  ['messy/german-latin1.csv'],
  ['messy/german-bom.csv'],
  ['messy/spreadsheet-utf16.txt'],
  ['messy/r-write-csv.csv'],
  ['messy/pandas-to-csv.csv'],
  ['messy/shop.csv'],
  ['cases/german.csv'],
  ['cases/preamble.csv'],
  ['cases/dup.csv'],
  ['cases/na_class.csv'],
  ['cases/lead_target.csv'],
  ['cases/nan_spell.csv'],
  ['cases/mostly_none.csv'],
  ['cases/bigint.csv'],
  ['cases/currency2.csv'],
  ['cases/hdr_commas.csv'],
  ['cases/ed_big.csv'],
  ['cases/ed_e39.csv'],
]

suite('cli: describe', (test) => {
  for (const [name, target] of files) {
    test(`${name}: the line it prints compares methods, typed into a shell as it is`, async () => {
      const options = target === undefined ? [] : ['--target', target]
      const described = await regbench(['describe', `${fixtures}${name}`, ...options])
      assertDone(described)
      const next = /\nnext:\n {2}(regbench compare .*)\n$/.exec(described.stdout)?.[1]
      assert.ok(next, described.stdout)
      const bin = folder()
      mkdirSync(`${bin}/bin`)
      symlinkSync(BINARY, `${bin}/bin/regbench`)
      const line = `${next} --method none --folds 3 --repeats 1 --epochs 1 --hidden 4 --jobs 1 --format csv`
      const { stdout } = await run('/bin/sh', ['-c', line], {
        env: { PATH: `${bin}/bin:${process.env.PATH}` },
      })
      assert.match(stdout, /^method,trials,ok,[\s\S]*\nnone,3,3,/)
    })
  }

  test('every format has the columns; the line is in it or on standard error', async () => {
    const csv = await regbench(['describe', 'iris', '--format', 'csv'])
    assertDone(csv)
    assert.is(csv.stdout.split('\n').length, 7)
    assert.match(csv.stdout, 'index,name,role,type,missing,missing_share,distinct,min,max,top\n')
    assert.match(csv.stderr, 'regbench: next: regbench compare iris --target species\n')
    const json = JSON.parse((await regbench(['describe', 'iris', '--format', 'json'])).stdout)
    assert.is(json.next, 'regbench compare iris --target species')
    assert.is(json.columns.length, 5)
    assert.equal(json.usable, { rows: 150, features: 4 })
    const markdown = await regbench(['describe', 'iris', '--format', 'markdown'])
    assert.match(markdown.stdout, '| 5 | species | categorical (target) |')
  })

  test('reads standard input, and keeps quiet when told', async () => {
    const input = 'a;b;y\n1,5;x;p\n2,5;z;q\n3,5;x;q\n'
    const result = await regbench(['describe', '-', '--quiet'], { input })
    assertDone(result)
    assert.is(result.stderr, '')
    assert.match(result.stdout, 'regbench compare - --target y --decimal ,\n')
  })

  test('a file that cannot be taken apart is refused as everywhere', async () => {
    const cwd = folder({ 'data.csv': 'a,b,y\n1,2,x\n2,3\n' })
    assertRefused(
      await regbench(['describe', 'data.csv'], { cwd }),
      3,
      'data.csv:3: expected 3 fields, got 2',
    )
  })

  test('--quiet and --ignore with an exception reach the loader', async () => {
    const cwd = folder({ 'data.csv': 'a,b,c,y\n1,2,3,p\n2,3,9,q\n5,8,1,p\n7,7,4,q\n' })
    const result = await regbench(['describe', 'data.csv', '--ignore', '!b,c', '--format', 'json'], { cwd })
    const { columns, next } = JSON.parse(result.stdout)
    assert.equal(
      columns.map(({ role }: { role: string }) => role),
      ['ignored', 'feature', 'feature', 'target'],
    )
    assert.is(next, "regbench compare data.csv --target y --ignore '!b,c'")
  })
})
