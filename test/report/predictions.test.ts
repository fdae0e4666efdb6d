import { predictionColumns, renderHeader, renderRows } from '../../src/report/predictions.ts'
import { assert, suite } from '../harness.ts'

suite('report/predictions', (test) => {
  test('kept cells and classes stay as they are, quoted where CSV needs it', () => {
    const kept = [
      ['-7', '=1+1', 'two\nlines'],
      ['a "b"', '', 'c,d'],
    ]
    const classes = ['+1', '-1']
    const text = renderRows({
      rows: 3,
      kept,
      prediction: (row) => classes[row % 2]!,
      probabilities: Float32Array.of(0.75, 0.25, 0.125, 0.875, 1, 0),
    })
    assert.is(
      renderHeader(['id', 'na,me'], classes) + text,
      'id,"na,me",prediction,probability_+1,probability_-1\n' +
        '-7,"a ""b""",+1,0.75,0.25\n=1+1,,-1,0.125,0.875\n"two\nlines","c,d",+1,1,0\n',
    )
  })

  test('a regression has no probabilities, and a number that is none is an empty cell', () => {
    const values = [1234.56789012345, Number.NaN, -0.5]
    const rows = {
      rows: 3,
      kept: [],
      prediction: (row: number) => values[row]!,
      probabilities: new Float32Array(0),
    }
    assert.equal(predictionColumns([]), ['prediction'])
    assert.is(renderRows(rows), '1234.56789\n\n-0.5\n')
  })

  test('digits tell every 32-bit number from the next', () => {
    const next = new Float32Array(new Uint32Array([0x3f7fffff, 0x3f7ffffe, 0x33800001, 0x33800000]).buffer)
    const texts = renderRows({ rows: 4, kept: [], prediction: () => 'x', probabilities: next })
      .trim()
      .split('\n')
      .map((line) => Number(line.split(',')[1]))
    assert.equal(texts.map(Math.fround), [...next])
  })
})
