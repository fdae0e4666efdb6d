import { sampled } from '../../experiments/defaults/sample.ts'
import { halfOf, TABLES } from '../../experiments/defaults/tables.ts'
import { arffToCsv, csvLines, jsonToCsv, parseCsv, readRecords } from '../../experiments/tables/convert.ts'
import { printedWords } from '../../experiments/tables/sweep.ts'
import { assert, suite } from '../harness.ts'

suite('experiments: tables of other programs as CSV', (test) => {
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

  test('a sample holds so many rows with a target, in their order, the same ones each time', () => {
    const csv = `x,y\n${Array.from({ length: 1000 }, (_, i) => `${i},${i % 10 === 0 ? '' : 1}`).join('\n')}\n`
    const drawn = sampled(csv, 'y', 300)
    assert.is(drawn.rows, 300)
    const kept = readRecords(drawn.csv).map(({ x }) => Number(x))
    assert.is(kept.length, 300)
    assert.ok(kept.every((x, i) => x % 10 !== 0 && (i === 0 || x > kept[i - 1]!)))
    // A third of 900 rows: its mean place is near the middle, 500 within 5 deviations of 16.
    const middle = kept.reduce((sum, x) => sum + x, 0) / 300
    assert.ok(Math.abs(middle - 500) < 80, `the mean place is ${middle}`)
    assert.equal(sampled(csv, 'y', 300), drawn)
    assert.is(sampled(csv, 'y', 5000).rows, 900)
  })

  test('the line that describe prints is taken apart as a shell does', () => {
    const description = `! a note\n\nnext:\n  regbench compare 'my data.csv' --target Sale\\ Price --ignore a,b --null-value ''\n`
    assert.equal(printedWords(description), [
      'compare',
      'my data.csv',
      '--target',
      'Sale Price',
      '--ignore',
      'a,b',
      '--null-value',
      '',
    ])
    assert.is(printedWords('nothing to run'), undefined)
  })

  test('both halves of the study hold classifications and regressions', () => {
    for (const half of ['choose', 'confirm']) {
      for (const task of ['classification', 'regression']) {
        const own = TABLES.filter((table, i) => halfOf(i) === half && table.task === task)
        assert.ok(own.length >= 10, `${half}: ${own.length} of ${task}`)
      }
    }
    assert.is(new Set(TABLES.map(({ table }) => table)).size, TABLES.length)
  })
})
