import { differs, findingsDocument, listDocument } from '../../src/reproduce/document.ts'
import { readEntry, type Verdict } from '../../src/reproduce/entry.ts'
import { assert, suite } from '../harness.ts'
import { render } from '../report/render.ts'

const finding = (verdict: Verdict, recorded: Verdict | null) => ({
  entry: readEntry('max-norm-bound'),
  measured: 'a norm of 1',
  compared: [{ what: 'the bound', paper: 1.1, here: 1, there: '1.1', text: '1.00 %' }],
  verdict,
  recorded,
  seconds: 2,
  folder: 'reproduced/max-norm-bound',
})

suite('reproduce/document', (test) => {
  test('only a verdict other than the recorded one differs, and is named', () => {
    assert.not(differs(finding('holds', 'holds')))
    assert.not(differs(finding('holds', null)))
    assert.not(differs(finding('shown', 'shown')))
    assert.ok(differs(finding('not established', 'holds')))
    const both = [finding('not established', 'holds'), finding('holds', 'holds')]
    const text = render(findingsDocument(both), 'table').replace(/\s+/g, ' ')
    assert.match(text, 'not established (!)')
    assert.match(text, 'max-norm-bound was recorded as "holds"')
  })

  test('one finding has its commands, its figures and where its files are', () => {
    const text = render(findingsDocument([finding('holds', 'holds')]), 'table').replace(/\s+/g, ' ')
    for (const piece of [
      'regbench compare digits --method none',
      'Measured: a norm of 1.',
      'the bound 1.1 1.00 %',
      'holds, as recorded',
      'reproduced/max-norm-bound',
    ]) {
      assert.match(text, piece)
    }
  })

  test('CSV has a row a claim', () => {
    const [header, row] = render(findingsDocument([finding('holds', 'holds')]), 'csv').split('\n')
    assert.is(header, 'name,claim,measured,verdict,recorded,seconds,folder')
    assert.match(row, /^max-norm-bound,.*,holds,holds,2,/)
    assert.match(render(listDocument([readEntry('l1-noise')]), 'csv'), 'breast-cancer')
  })
})
