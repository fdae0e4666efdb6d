import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert, suite } from '../harness.ts'
import { folder, regbench } from './run.ts'

suite('cli: reproduce', (test) => {
  test('without a name it lists the claims', async () => {
    const { code, stdout } = await regbench(['reproduce', '--format', 'csv'])
    assert.is(code, 0)
    const lines = stdout.trimEnd().split('\n')
    assert.is(lines[0], 'name,of,found,seconds,claim,source,data,megabytes,full_seconds,found_full')
    assert.ok(lines.some((line) => line.startsWith('max-norm-bound,notes,holds,')))
  })

  test('one claim is run, measured and judged, and run again from what is there', async () => {
    const cwd = folder()
    const words = ['reproduce', 'l2-linear-decay', '--format', 'csv']
    const first = await regbench(words, { cwd })
    assert.is(first.code, 0, first.stderr)
    assert.match(first.stdout, ',holds,holds,')
    const table = join(cwd, 'reproduced', 'l2-linear-decay', 'decay.csv')
    const before = readFileSync(table, 'utf8')
    assert.is((await regbench(words, { cwd })).code, 0)
    assert.is(readFileSync(table, 'utf8'), before)
    // The committed table, bit for bit: nothing in it depends on the machine.
    const saved = new URL('../../experiments/l2-linear-decay/decay.csv', import.meta.url)
    assert.is(before, readFileSync(saved, 'utf8'))
  })

  test('a name that is not one is refused before anything runs', async () => {
    const cwd = folder()
    const { code, stderr } = await regbench(['reproduce', 'max-norm-explod'], { cwd })
    assert.is(code, 2)
    assert.match(stderr, 'did you mean max-norm-explode')
    assert.not.ok(existsSync(join(cwd, 'reproduced')))
  })
})
