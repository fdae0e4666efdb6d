import { formats } from '../../src/report/index.ts'
import type { Comparison, Study } from '../../src/results/comparison.ts'
import { assert, suite } from '../harness.ts'
import { comparison, ranking, regression } from './sample.ts'

const alone = (sample: Comparison): Study => ({ comparisons: [sample], ranking: null })
const several: Study = { comparisons: [comparison, regression], ranking }

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
        const text = await format.render(alone(sample), options)
        assert.ok(text.endsWith('\n'))
        assert.not.ok(text.endsWith('\n\n'))
        for (const { method } of sample.methods) assert.ok(text.includes(method.split('+')[0]), method)
      }
    })

    test(`${name} prints neither NaN, undefined nor null as a number`, async () => {
      const text = await format.render(alone({ ...comparison, trials: [] }), options)
      assert.not.match(text, /NaN|Infinity|undefined/)
      if (name !== 'json') assert.not.match(text, /null/)
    })

    test(`${name} shows every method of several datasets`, async () => {
      const text = await format.render(several, options)
      assert.ok(text.endsWith('\n') && !text.endsWith('\n\n'))
      for (const { dataset, methods } of several.comparisons) {
        assert.ok(text.includes(dataset), dataset)
        for (const { method } of methods) assert.ok(text.includes(method.split('+')[0]), method)
      }
      assert.not.match(text, /NaN|Infinity|undefined/)
    })

    test(`${name} survives a comparison without methods`, async () => {
      assert.type(await format.render(alone({ ...comparison, methods: [], trials: [] }), options), 'string')
    })
  }
})
