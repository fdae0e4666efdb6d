import type { Block, Cell } from '../../../src/report/document.ts'
import { render } from '../../../src/report/formats/latex.ts'
import { assert, suite } from '../../harness.ts'
import { matchesGolden } from '../golden.ts'
import { documents } from '../samples/documents.ts'

const data = { csv: () => ({ columns: [], rows: [] }), json: () => ({ value: null }) }
const show = (...blocks: Block[]) => render({ sections: [blocks], data })
const cell = (text: string, more: Partial<Cell> = {}): string =>
  show({ kind: 'table', columns: [{ title: 'x' }], rows: [[{ text, ...more }]] })
    .split('\n')
    .at(-4)!
    .replace(/^ {2}| \\\\$/g, '')

suite('LaTeX', (test) => {
  test('a comparison', () => matchesGolden('latex', render(documents.comparison.document)))

  test('says which package it needs', () => {
    assert.match(render(documents.study.document), /^% needs \\usepackage\{booktabs\}\n/)
  })

  test('a table has the rules of booktabs and a cell for each column', () => {
    for (const { document } of Object.values(documents)) {
      for (const [table, columns] of render(document).matchAll(
        /\\begin\{tabular\}\{([lr]+)\}.*?\\end\{tabular\}/gs,
      )) {
        assert.equal(table.match(/\\(?:top|mid|bottom)rule/g), ['\\toprule', '\\midrule', '\\bottomrule'])
        for (const row of table.split('\n').filter((line) => line.endsWith('\\\\')))
          assert.is(row.split(/(?<!\\)&/).length, columns.length, row)
      }
    }
  })

  test('no character acts', () => {
    assert.is(cell('50 % & $5 #1 a_b {x}'), '50 \\% \\& \\$5 \\#1 a\\_b \\{x\\}')
    assert.is(cell('a\\b~c^d'), 'a\\textbackslash{}b\\textasciitilde{}c\\textasciicircum{}d')
    assert.is(cell('<0.001'), '\\textless{}0.001')
    assert.is(cell('\\input{/etc/passwd}'), '\\textbackslash{}input\\{/etc/passwd\\}')
  })

  test('a minus before a number is one, a hyphen stays', () => {
    assert.is(cell('-5.80 ± 1.20'), '$-$5.80 $\\pm$ 1.20')
    assert.is(cell('max-norm:3'), 'max-norm:3')
  })

  test('names are set in typewriter, what stands out in bold', () => {
    assert.is(cell('l2:1', { code: true, note: '1 of 2' }), '\\texttt{l2:1} (1 of 2)')
    assert.is(cell('+1', { strong: true }), '\\textbf{+1}')
  })
})
