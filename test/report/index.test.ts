import { type FormatName, formats } from '../../src/report/index.ts'
import { studyDocument } from '../../src/report/study.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from './sample.ts'
import { documents } from './samples/documents.ts'

const options = { color: false, width: 100 }

/** Marks of a format, and the breaks of its lines, taken out of a text. */
const bare = (text: string): string => text.replace(/\\(?=[^\sa-z])|\$|\n */g, '').replaceAll('\\_', '_')

suite('every report format', (test) => {
  for (const [name, format] of Object.entries(formats)) {
    test(`${name} is described`, () => {
      assert.match(format.title, /\S/)
      assert.match(format.summary, /\S/)
      assert.match(format.extension, /^\.[a-z]+$/)
      assert.type(format.exported, 'boolean')
    })

    for (const [kind, { document, seen }] of Object.entries(documents)) {
      test(`${name} of a ${kind} ends its last line and shows what it is about`, async () => {
        const text = await format.render(document, options)
        assert.ok(text.endsWith('\n') && !text.endsWith('\n\n'))
        for (const piece of seen) assert.ok(bare(text).includes(piece), `${piece} in\n${text}`)
        assert.not.match(text, /NaN|Infinity|undefined|\[object/)
        if (name !== 'json') assert.not.match(text, /\bnull\b/)
      })
    }

    test(`${name} shows a name without letting it act`, async () => {
      const hostile = { ...comparison, dataset: '\x1b[2Ja\u202eb' }
      const text = await format.render(
        studyDocument({ comparisons: [hostile, hostile], ranking: null }),
        options,
      )
      // CSV and JSON are for programs, which get the name as it is; JSON escapes by itself.
      if (name !== 'csv') assert.not.ok(text.includes('\x1b'))
    })
  }

  test('has a name that an option can have', () => {
    for (const name of Object.keys(formats) as FormatName[]) assert.match(name, /^[a-z]+$/)
  })
})
