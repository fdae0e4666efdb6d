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

  test('a difference stands alone, beside 0, since it has an interval', async () =>
    assert.match((await drawn('max-norm-improves'))!, 'difference, points'))

  test('a claim without two figures of a kind and without an interval has no picture', async () =>
    assert.is(await drawn('inverted-untouched'), null))

  test('standard errors of a column are drawn', async () => {
    // Rules of four points; those of the axes have no figure.
    assert.is((await drawn('gal-2016'))!.match(/aria-label="rmse: [^"]*; high: /g)?.length, 4)
  })

  test('a long claim is a title of several lines', async () => {
    const svg = (await drawn('noise-marginalised'))!
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text)
    assert.not(texts.some((text) => text.startsWith(readEntry('noise-marginalised').title.slice(0, 90))))
    assert.ok(texts.some((text) => readEntry('noise-marginalised').title.endsWith(text)))
  })
})
