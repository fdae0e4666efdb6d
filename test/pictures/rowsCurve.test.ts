import { rowsPictures } from '../../src/pictures/rowsCurve.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from '../report/sample.ts'

suite('pictures/rowsCurve', (test) => {
  const at = (rows: number) => ({ ...comparison, trainRows: { of: 'digits', rows } })

  test('a line a method over the sizes, in percent', () => {
    const [{ drawing, name }, ...more] = rowsPictures([at(1000), at(100)], () => '#000000')
    assert.is(more.length, 0)
    assert.is(name, 'training-rows-digits')
    assert.is(drawing.kind, 'vega-lite')
    const { points } = (drawing as { spec: { datasets: Record<string, Record<string, unknown>[]> } }).spec
      .datasets
    const scored = comparison.methods.filter(({ testScoreMean }) => testScoreMean !== null)
    assert.is(points.length, 2 * scored.length)
    assert.equal(
      points.filter(({ method }) => method === 'none').map(({ rows, score }) => [rows, score]),
      [100, 1000].map((rows) => [rows, 100 * scored[0].testScoreMean!]),
    )
  })

  test('without --train-rows there is none', () => assert.is(rowsPictures([comparison], () => '').length, 0))
})
