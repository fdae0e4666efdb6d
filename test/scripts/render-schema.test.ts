import { readFileSync } from 'node:fs'
import { renderSchema } from '../../scripts/render-schema.ts'
import { assert, suite } from '../harness.ts'

const file = readFileSync(new URL('../../schema/regbench.schema.json', import.meta.url), 'utf8')

suite('scripts/render-schema', (test) => {
  test('the schema in the repository is the one of the options (npm run schema)', async () => {
    assert.is(file, await renderSchema())
  })

  test('has types, choices, defaults and lists, and nothing besides', () => {
    const { properties, additionalProperties } = JSON.parse(file)
    assert.is(additionalProperties, false)
    assert.equal(properties['batch-size'], {
      description: 'rows of a minibatch',
      type: 'number',
      default: 32,
    })
    // What follows from other options has no default of its own.
    assert.is(properties['learning-rate'].default, undefined)
    assert.equal(properties.missing.enum, ['error', 'drop', 'impute'])
    assert.is(properties.header.type, 'boolean')
    assert.match(properties.header.description, /^false: /)
    assert.is(properties.method.anyOf.length, 2)
    // The number of cores is a fact about one machine.
    assert.is(properties.jobs.default, undefined)
    for (const key of ['config', 'help', 'version']) assert.is(properties[key], undefined)
  })
})
