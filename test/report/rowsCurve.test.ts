import { rowsCurveBlocks, rowsCurvesOf, rowsFinding } from '../../src/report/rowsCurve.ts'
import { studyDocument } from '../../src/report/study.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { comparison } from './sample.ts'

/** The sample at a number of training rows, its scores lower by so much. */
const at = (rows: number, lower: number): Comparison => ({
  ...comparison,
  dataset: `digits@${rows}`,
  trainRows: { of: 'digits', rows },
  methods: comparison.methods.map((row) => ({
    ...row,
    testScoreMean: row.testScoreMean === null ? null : row.testScoreMean - lower,
  })),
})
const comparisons = [at(1000, 0), at(100, 0.1)]
const document = studyDocument({ comparisons, ranking: null })

suite('report/rowsCurve', (test) => {
  test('sizes of one dataset are one curve, the fewest rows first; one size is none', () => {
    const [curve, ...more] = rowsCurvesOf(comparisons)
    assert.is(more.length, 0)
    assert.equal(
      curve.sizes.map(({ rows }) => rows),
      [100, 1000],
    )
    assert.is(rowsCurvesOf([at(100, 0)]).length, 0)
    assert.is(rowsCurvesOf([comparison, comparison]).length, 0)
  })

  test('the table has a column a size; the sentence tells what rows and what the best method bring', () => {
    const text = render(document, 'table')
    assert.match(text, 'digits: 100 to 1000 training rows, the same test rows')
    assert.match(text.replace(/\s+/g, ' '), '100 rows 1000 rows')
    assert.match(text, 'over training rows (log scale)')
    const finding = rowsFinding(rowsCurvesOf(comparisons)[0])
    assert.match(finding, 'from 100 to 1000 training rows none gets better by 10.00 points; at 1000 rows ')
  })

  test('many sizes stand in several tables, which leave room for names', () => {
    const many = [10, 20, 30, 40, 50, 60, 70].map((rows, i) => at(rows, i / 100))
    const tables = rowsCurveBlocks(rowsCurvesOf(many)[0]).filter((block) => block.kind === 'table')
    assert.equal(
      tables.map(({ columns }) => columns.slice(1).map(({ title }) => title)),
      [
        ['10 rows', '20 rows', '30 rows', '40 rows'],
        ['50 rows', '60 rows', '70 rows'],
      ],
    )
    assert.equal(
      tables.map(({ legend }) => legend !== undefined),
      [false, true],
    )
  })

  test('the CSV has a column of rows behind the dataset', () => {
    const [header, first] = render(document, 'csv').split('\n')
    assert.match(header, /^dataset,train_rows,method,/)
    assert.match(first, /^digits,1000,none,/)
  })
})
