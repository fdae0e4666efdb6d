import { render } from '../../../src/report/formats/markdown.ts'
import { studyDocument } from '../../../src/report/study.ts'
import { assert, suite } from '../../harness.ts'
import { comparison } from '../sample.ts'

suite('Markdown', (test) => {
  test('every row has the same cells, whatever the names', () => {
    const awkward = {
      ...comparison,
      dataset: 'a|b',
      methods: comparison.methods.map((row) => ({ ...row, method: `x|\`${row.method}` })),
    }
    const lines = render(studyDocument({ comparisons: [awkward], ranking: null }))
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const cells = lines.map((line) => line.replaceAll('\\|', '').split('|').length)
    assert.is(lines.length, 2 + comparison.methods.length)
    assert.is(new Set(cells).size, 1)
  })

  test('small print stands below all else of its section', () => {
    const text = render({
      sections: [
        [
          { kind: 'table', columns: [{ title: 'a' }], rows: [], legend: () => 'what the signs mean' },
          { kind: 'paragraph', role: 'finding', text: 'found' },
        ],
      ],
      data: { csv: () => ({ columns: [], rows: [] }), json: () => ({ value: null }) },
    })
    assert.is(text, '| a |\n|---|\n\nfound\n\n<sub>what the signs mean</sub>\n')
  })
})
