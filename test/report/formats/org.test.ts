import type { Block, Cell } from '../../../src/report/document.ts'
import { render } from '../../../src/report/formats/org.ts'
import { assert, suite } from '../../harness.ts'
import { matchesGolden } from '../golden.ts'
import { documents } from '../samples/documents.ts'

const data = { csv: () => ({ columns: [], rows: [] }), json: () => ({ value: null }) }
const show = (...blocks: Block[]) => render({ sections: [blocks], data })
const cell = (text: string, more: Partial<Cell> = {}): string =>
  show({ kind: 'table', columns: [{ title: 'x' }], rows: [[{ text, ...more }]] })
    .trimEnd()
    .split('\n')
    .at(-1)!
    .slice(1, -1)
    .trim()

suite('Org', (test) => {
  test('a comparison', () => matchesGolden('org', render(documents.comparison.document)))
  test('two runs side by side', () => matchesGolden('org-paired', render(documents.paired.document)))

  test('all cells of a column are as wide as the widest, numbers to the right', () => {
    const text = show({
      kind: 'table',
      columns: [{ title: 'name' }, { title: 'rows', unit: 'n', right: true }],
      rows: [
        [{ text: 'wine', note: 'short' }, { text: '178' }],
        [{ text: 'é±', code: true }, { text: '9' }],
      ],
    })
    assert.is(
      text,
      [
        '| name         | rows (n) |',
        '|--------------+----------|',
        '| wine (short) |      178 |',
        '| =é±=         |        9 |',
        '',
      ].join('\n'),
    )
  })

  test('what would act is an entity; numbers, signs and names stay as they are', () => {
    for (const text of ['+1.20 ± 0.70', '-5.80', '<0.001*', '0.5', 'a/b', 'p = 0.5', 'x < y'])
      assert.is(cell(text), text)
    assert.is(cell('a|b'), 'a\\vert{}b')
    assert.is(cell('test_score'), 'test\\under{}score')
    assert.is(cell('w^2'), 'w\\asciicirc{}2')
    assert.is(cell('see *this* one'), 'see \\ast{}this* one')
    assert.is(cell('<10>'), '\\lt{}10>')
    assert.is(cell('[[file:x]]'), '[\\zwnj{}[file:x]]')
    assert.is(cell('the \\alpha'), 'the =\\alpha=')
  })

  test('a specification is verbatim, between the marks that it does not hold', () => {
    assert.is(cell('l2:0.1', { code: true }), '=l2:0.1=')
    assert.is(cell('keep=0.5', { code: true }), '~keep=0.5~')
    assert.is(cell('a|b', { code: true }), 'a\\vert{}b')
    assert.is(cell('+1.2', { strong: true }), '*+1.2*')
  })

  test('lists, terms and a command', () => {
    assert.is(
      show(
        { kind: 'points', role: 'warning', items: ['one', 'two'] },
        { kind: 'definitions', items: [{ term: 'a', text: 'b' }] },
        { kind: 'command', lead: 'next:', line: 'regbench compare a_b' },
      ),
      '- one\n- two\n\n- a :: b\n\n#+begin_src sh\nregbench compare a_b\n#+end_src\n',
    )
  })
})
