import { formats } from '../../src/report/index.ts'
import { assert, suite } from '../harness.ts'
import { comparison, regression } from './sample.ts'

const options = { color: false, width: 100 }

suite('every report format', (test) => {
  for (const [name, format] of Object.entries(formats)) {
    test(`${name} is described`, () => {
      assert.match(format.title, /\S/)
      assert.match(format.summary, /\S/)
      assert.match(format.extension, /^\.[a-z]+$/)
    })

    test(`${name} ends its last line and shows every method`, async () => {
      for (const sample of [comparison, regression]) {
        const text = await format.render(sample, options)
        assert.ok(text.endsWith('\n'))
        assert.not.ok(text.endsWith('\n\n'))
        for (const { method } of sample.methods) assert.ok(text.includes(method.split('+')[0]), method)
      }
    })

    test(`${name} prints neither NaN, undefined nor null as a number`, async () => {
      const text = await format.render({ ...comparison, trials: [] }, options)
      assert.not.match(text, /NaN|Infinity|undefined/)
      if (name !== 'json') assert.not.match(text, /null/)
    })

    test(`${name} survives a comparison without methods`, async () => {
      assert.type(await format.render({ ...comparison, methods: [], trials: [] }, options), 'string')
    })
  }
})
