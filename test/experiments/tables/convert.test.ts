import { arffToCsv, csvLines, jsonToCsv, parseCsv, readRecords } from '../../../experiments/tables/convert.ts'
import { assert, suite } from '../../harness.ts'

suite('experiments/tables/convert', (test) => {
  test('ARFF: names and values in quotes, comments, question marks', () => {
    const arff = `% a comment
@RELATION birds
@attribute 'bill length' numeric
@ATTRIBUTE island {biscoe, 'dream land'}
@attribute note string

@DATA
39.1, biscoe,'it\\'s fine'
?,'dream land',"a, b"
% another
40,?,?
1,biscoe,
`
    assert.is(
      arffToCsv(arff),
      `bill length,island,note
39.1,biscoe,it's fine
,dream land,"a, b"
40,,
1,biscoe,
`,
    )
  })

  test('JSON: flat records alone, the names of all of them', () => {
    const records = Array.from({ length: 20 }, (_, i) => (i === 7 ? { b: 'x "y", z' } : { a: i, b: null }))
    const rows = parseCsv(jsonToCsv(JSON.stringify(records))!)
    assert.equal(rows[0], ['a', 'b'])
    assert.equal(rows[1], ['0', ''])
    assert.equal(rows[8], ['', 'x "y", z'])
    assert.is(jsonToCsv(JSON.stringify(records.slice(1))), undefined)
    assert.is(jsonToCsv(JSON.stringify(records.map((record) => ({ record })))), undefined)
    assert.is(jsonToCsv('{"a": 1}'), undefined)
  })

  test('CSV: what is written is read back', () => {
    const rows = [
      ['a', 'b "c"', 'd,e'],
      ['', 'two\nlines', '-1'],
    ]
    assert.equal(parseCsv(csvLines(rows)), rows)
    assert.equal(readRecords('x,y\r\n1,2\r\n3,\r\n'), [
      { x: '1', y: '2' },
      { x: '3', y: '' },
    ])
  })
})
