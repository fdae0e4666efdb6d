import { readFileSync } from 'node:fs'
import { documents, renderDocument } from '../../scripts/render-readme.ts'
import { DEFAULT_METHODS } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { YARDSTICKS } from '../../src/results/yardsticks.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { DEFAULT_TRAINING, training } from '../../src/settings/training.ts'
import { phraseOf } from '../../src/settings/write.ts'
import { assert, suite } from '../harness.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const greeting = { greeting: () => ['hello', 'again'] }

suite('scripts/render-readme', (test) => {
  for (const [path, parts] of Object.entries(documents)) {
    test(`${path} is as the code would render it`, () => {
      const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
      assert.is(text, renderDocument(path, text, parts), 'out of date: npm run readme')
    })
  }

  test('replaces what stands between the comments of a part, and nothing else', () => {
    const before = 'a\n<!-- generated: greeting -->\nold\n<!-- end -->\nz\n'
    const after = 'a\n<!-- generated: greeting -->\n\nhello\nagain\n\n<!-- end -->\nz\n'
    assert.is(renderDocument('a.md', before, greeting), after)
    assert.is(renderDocument('a.md', after, greeting), after)
  })

  test('refuses a text without a place for a part', () => {
    assert.throws(() => renderDocument('a.md', 'nothing here\n', greeting), /a.md has no place for: greeting/)
  })

  test('refuses a place for a part that does not exist', () => {
    const text = '<!-- generated: farewell -->\n<!-- end -->\n'
    assert.throws(() => renderDocument('a.md', text, {}), /no part is called "farewell"/)
  })

  test('the measured table is of the default methods, with the default settings', () => {
    const [, table = ''] = readme.match(/^<!-- generated: compare digits -->$([\s\S]*?)^<!-- end -->$/m) ?? []
    // The row of a method: its specification and a score. Long specifications are broken before "+" and behind ",", indented.
    const unbroken = table.replace(/^(\S+)( .*)\n {2,}(\S+)$/gm, '$1$3$2')
    const rows = [...unbroken.matchAll(/^(\S+)(?= +\d+\.\d+ ± )/gm)].map(([, spec]) => spec)
    const methods = rows.filter((spec) => !Object.hasOwn(YARDSTICKS, spec))
    assert.equal(
      methods.sort(),
      DEFAULT_METHODS.map((spec) => parseMethod(spec).spec).sort(),
      'npm run readme -- --measure',
    )
    const { hidden, activation } = DEFAULT_NETWORK
    const settings = [`${hidden.join('-')} ${activation} (`, phraseOf(training.settings, DEFAULT_TRAINING)]
    for (const setting of settings) assert.ok(table.replace(/\s+/g, ' ').includes(setting), setting)
  })
})
