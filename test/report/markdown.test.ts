import { markdownCode, markdownText } from '../../src/report/escape.ts'
import { renderMarkdown } from '../../src/report/markdown.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { comparison } from './sample.ts'

suite('Markdown', (test) => {
  test('a table for pull requests', () => {
    matchesGolden('markdown', renderMarkdown(comparison))
  })

  test('every row has the same cells, whatever the names', () => {
    const awkward = {
      ...comparison,
      dataset: 'a|b',
      methods: comparison.methods.map((row) => ({ ...row, method: `x|\`${row.method}` })),
    }
    const lines = renderMarkdown(awkward)
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const cells = lines.map((line) => line.replaceAll('\\|', '').split('|').length)
    assert.is(lines.length, 2 + comparison.methods.length)
    assert.is(new Set(cells).size, 1)
  })

  test('text cannot become markup', () => {
    assert.is(markdownText('a|b <img> *c* @all `d`'), 'a\\|b \\<img\\> \\*c\\* \\@all \\`d\\`')
    assert.is(markdownCode('l1:1|2'), '`l1:1\\|2`')
    assert.is(markdownCode('a``b`'), '``` a``b` ```')
  })
})
