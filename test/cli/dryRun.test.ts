import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { assertDone, assertRefused, folder, regbench, TINY } from './run.ts'

const METHODS = ['--method', 'none', '--method', 'l2:1e-3'] as const
const KEYS = ['dataset', 'method', 'repeat', 'fold', 'seed'] as const

const keysOf = (csv: string): string[] => {
  const [header, ...rows] = csv.trimEnd().split('\n')
  const columns = KEYS.map((key) => header.split(',').indexOf(key))
  return rows.map((row) => columns.map((column) => row.split(',')[column]).join(','))
}

suite('cli: --dry-run', (test) => {
  test('compare says how much work it is, and writes nothing', async () => {
    const cwd = folder()
    const exports = ['--export-trials', 't.csv', '--export-csv', 's.csv', '--curves', 'c.csv']
    const result = await regbench(['compare', 'iris', ...TINY, ...METHODS, ...exports, '--dry-run'], { cwd })
    assertDone(result)
    // 4 x 8 + 8 + 8 x 3 + 3 parameters; 100 training rows are 4 minibatches, for 2 epochs.
    assert.match(result.stdout, /iris: 150 rows x 4 features, target species, 3 classes; .*67\s+parameters/s)
    assert.match(result.stdout, /^none +3 +8 /m)
    assert.match(result.stdout, /^constant +3 +1 /m)
    assert.match(result.stdout, /^12 trials, about [\d.]+ (?:s|min) on \d+ jobs?: an estimate/m)
    assert.match(result.stdout, /^settings: 8 relu \(he\), 2 epochs, batch 32/m)
    assert.equal(readdirSync(cwd), [])
  })

  test('lists the trials that the run then has', async () => {
    const cwd = folder()
    const args = ['compare', 'iris', 'wine', ...TINY, ...METHODS, '--seed', '7']
    const dry = await regbench([...args, '--dry-run', '--format', 'csv'], { cwd })
    assertDone(dry)
    assert.is(dry.stdout.split('\n')[0], KEYS.join(','))
    assertDone(await regbench([...args, '--export-trials', 't.csv'], { cwd }))
    assert.equal(keysOf(dry.stdout), keysOf(readFileSync(join(cwd, 't.csv'), 'utf8')))
    const json = await regbench([...args, '--dry-run', '--format', 'json'], { cwd })
    assert.is(JSON.parse(json.stdout).length, 24)
    assert.equal(JSON.parse(json.stdout)[0], { dataset: 'iris', method: 'none', repeat: 0, fold: 0, seed: 7 })
  })

  test('says what an earlier file leaves to do, and leaves it as it is', async () => {
    const cwd = folder()
    const args = ['compare', 'iris', ...TINY, ...METHODS, '--export-trials', 't.csv']
    assertDone(await regbench([...args, '--shard', '1/1'], { cwd }))
    const before = readFileSync(join(cwd, 't.csv'), 'utf8')
    const dry = [...args, '--shard', '1/1', '--dry-run']
    const plain = await regbench(dry, { cwd })
    assertDone(plain)
    assert.match(plain.stdout, /t\.csv exists, .*--resume would keep the 12\s+trials/s)
    const resumed = await regbench([...dry, '--resume', '--format', 'csv'], { cwd })
    assertDone(resumed)
    assert.is(resumed.stdout, `${KEYS.join(',')}\n`)
    const other = await regbench([...args, '--dry-run', '--resume', '--epochs', '3'], { cwd })
    assert.is(other.code, 2)
    assert.match(other.stderr, /belongs to another experiment/)
    assert.is(readFileSync(join(cwd, 't.csv'), 'utf8'), before)
  })

  test('refuses what the run would refuse', async () => {
    const wide = ['compare', 'iris', ...TINY, '--method', 'l2:1/2/3', '--dry-run']
    const result = await regbench(wide)
    assert.is(result.code, 2)
    assert.is(result.stdout, '')
    const unwritable = ['compare', 'iris', ...TINY, '--export-csv', 'no/s.csv', '--dry-run']
    assertRefused(await regbench(unwritable), 1, 'cannot write no/s.csv: its folder does not exist')
  })

  test('tune counts its candidates, and those that depend on a choice', async () => {
    const cwd = folder()
    const grid = ['tune', 'iris', ...TINY, '--method', 'l2', '--list', 'l2=0,1e-3,1e-2', '--dry-run']
    const list = await regbench([...grid, '--format', 'csv', '--export-csv', 's.csv'], { cwd })
    assertDone(list)
    assert.is(keysOf(list.stdout).length, 9)
    assert.not.ok(existsSync(join(cwd, 's.csv')))
    const recipe = await regbench(['tune', 'iris', ...TINY, '--dry-run'])
    assertDone(recipe)
    assert.match(recipe.stdout, /^57 trials, about /m)
    assert.match(recipe.stdout, /up to 24 of the trials depend on/)
    // 9 candidates for an epoch, then 3 for one of 3, then 1 for all.
    const halving = await regbench([
      ...['tune', 'iris', '--folds', '3', '--epochs', '9', '--hidden', '8'],
      ...['--method', 'l2', '--scan', 'l2=1e-4..1e-1:9log', '--search', 'halving', '--dry-run'],
    ])
    assertDone(halving)
    assert.match(halving.stdout, /^l2, 1 epoch +27 +4 /m)
    assert.match(halving.stdout, /^l2, 3 epochs +9 +12 /m)
    assert.match(halving.stdout, /^l2, 9 epochs +3 +36 /m)
  })
})
