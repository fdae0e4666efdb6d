import { fileURLToPath } from 'node:url'
import { readEntry } from '../../src/reproduce/entry.ts'
import { pictureOf } from '../../src/reproduce/picture.ts'
import { savedTables } from '../../src/reproduce/run.ts'
import { assert, suite } from '../harness.ts'

const out = fileURLToPath(new URL('../../experiments/', import.meta.url))
const drawn = async (name: string) => {
  const entry = readEntry(name)
  return pictureOf(entry, savedTables(entry, out)!)
}

suite('reproduce/picture', (test) => {
  test('figures of one kind stand side by side, named by run and method', async () => {
    const svg = (await drawn('max-norm-explode'))!
    for (const name of ['high: none', 'high: max-norm:1', 'absurd: max-norm:1', 'test score mean, %']) {
      assert.match(svg, name)
    }
  })

  test('a claim without two figures of a kind has no picture', async () =>
    assert.is(await drawn('max-norm-improves'), null))
})
