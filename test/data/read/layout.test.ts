import { findDelimiter, findLayout, layoutOptions } from '../../../src/data/read/layout.ts'
import { assert, suite } from '../../harness.ts'
import { caseText, load, matrixRows, refused } from '../helpers.ts'

const found = (text: string, isWhole = true) => layoutOptions(findLayout(Buffer.from(text), isWhole))
const table = 'a,b,y\n1,2,p\n3,4,q\n5,6,p\n7,8,q\n'

suite('data/layout: delimiters', (test) => {
  test('the one that stands equally often in every line, not the one of the header', () => {
    assert.is(findDelimiter(['SKU (required, unique);Price (net, required);y', '0;1.5;a', '1;2.5;b']), ';')
    assert.is(findDelimiter(['a|b, c|d, e', '1|2|3']), '|')
    // A delimiter may end every line but the header.
    assert.is(findDelimiter(['a;b, c', '1;2;', '3;4;']), ';')
    // Where no line tells, the most frequent in the header.
    assert.is(findDelimiter(['a;b;c,d']), ';')
    assert.is(findDelimiter(['a;b,c,d', '1;2;3,4']), ',')
    assert.is(findDelimiter(['a']), ',')
  })

  test('hdr_commas.csv: commas in a header of semicolons', async () => {
    const text = caseText('hdr_commas.csv')
    for (const content of [text, text.slice(0, text.indexOf('\n', 90) + 1)]) {
      const dataset = await load(content, { missing: 'impute' })
      assert.equal(
        [...new Set(dataset.features.map(({ column }) => column))],
        ['SKU (required, unique)', 'Name (100 chars, required)', 'Price (net, required)'],
      )
    }
    const { rows, notes, matrix, features } = await load(text)
    assert.is(rows, 40)
    assert.is(notes[0], 'standard input: columns are separated by semicolons')
    assert.equal([...matrix.subarray(0, features.length)], [0, 1, 0, 0, Math.fround(0.88)])
  })
})

suite('data/layout: where a table begins', (test) => {
  test('nothing is proposed for a file that needs nothing', () => {
    assert.is(found(table), '')
    assert.is(found('sep=;\na;b;y\n1;2;p\n3;4;q\n'), '')
    assert.is(found('a\n1\n2\n3\n'), '')
    assert.is(found('#id,x,y\n1,2,p\n3,4,q\n'), '')
    assert.is(found(`"a title, of a column",b,y\n${table.slice(6)}`), '')
    // One name less than fields, as R writes row names.
    assert.is(found('"a","b"\n"1",5,6\n"2",7,8\n"3",1,2\n'), '')
  })

  test('lines of another shape above, comments above and between', () => {
    assert.is(found(`Report\n${table}`), '--skip-lines 1')
    assert.is(found(`Report, of a station\nPeriod: 2014\n\n\n${table}`), '--skip-lines 4')
    assert.is(found(`# made by x, y\n# on monday\n${table}`), '--comment "#"')
    assert.is(found(table.replace('5,6', '# a pause\n5,6')), '--comment "#"')
    assert.is(found(`Report\n% note\n${table.replaceAll(',', '\t')}`), '--skip-lines 2 --comment "%"')
    // The header is the last of the comments.
    assert.is(found(`# made by x\n# a,b,y\n${table.slice(6)}`), '--skip-lines 1')
  })

  test('a head that is cut in a line is judged by the whole lines', () => {
    assert.is(found(`Report\n${table}9,`, false), '--skip-lines 1')
  })

  test('preamble.csv: three lines stand above the table', async () => {
    const text = caseText('preamble.csv')
    assert.is(found(text), '--skip-lines 3')
    const dataset = await load(text, { skipLines: 3 })
    assert.is(dataset.rows, 40)
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['a', 'b'],
    )
    assert.equal(dataset.classes, ['a', 'b'])
    await refused(
      () => load(text),
      3,
      'standard input:1: there is only one column when split at ","; the table seems to begin further down: --skip-lines 3',
    )
    await refused(
      () => load(text.replace('Report of', 'Report, of')),
      3,
      'standard input:2: expected 2 fields, got 1; the table seems to begin further down: --skip-lines 3',
    )
  })

  test('lines are counted from the top of the file, whatever is passed over', async () => {
    const bad = table.replace('5,6', '5,six').replace('b,y', 'b,y\n# note\n\n')
    const sentence = (line: number) =>
      `standard input:${line}: column "b": expected a number, got "six"; use --null-value six if it means missing, --categorical b for a column of categories`
    for (const text of [bad, bad.replace('1,2,p', '"1",2,p'), bad.replaceAll('\n', '\r\n')]) {
      await refused(() => load(`x\ny, z\n${text}`, { skipLines: 2, comment: '#' }), 3, sentence(9))
      await refused(() => load(`sep=,\n${text}`, { comment: '#' }), 3, sentence(8))
    }
  })

  test('comments are lines that begin with the sign, blanks before it aside', async () => {
    const text = 'a,b,y\n# one\n1,2,p\n  # two\n3,#4,q\n5,6,p\n# three'
    const options = { comment: '#', nullValues: ['#4'], missing: 'impute' as const }
    for (const content of [text, text.replace('1,2', '"1",2')]) {
      const dataset = await load(content, options)
      assert.equal(matrixRows(dataset), [
        [1, 2],
        [3, Number.NaN],
        [5, 6],
      ])
    }
    await refused(
      () => load('# a\n# b\n', { comment: '#' }),
      3,
      'standard input:1: --comment "#" leaves nothing of the file',
    )
    await refused(
      () => load('a\nb\n', { skipLines: 7 }),
      3,
      'standard input:1: --skip-lines 7 leaves nothing of the file',
    )
    for (const comment of ['', '##', '"', '1', '-', '.', 'é'])
      await refused(
        () => load(table, { comment }),
        2,
        `--comment must be one character that begins no number and no quote, e.g. "#" or "%", got ${JSON.stringify(comment)}`,
      )
    await refused(
      () => load(table, { comment: ';', delimiter: ';' }),
      2,
      '--comment and --delimiter are both ";"; they must differ',
    )
    await refused(
      () => load(table, { skipLines: -1 }),
      2,
      '--skip-lines must be a whole number of lines, 0 or more, got -1',
    )
  })

  test('ws_line.csv: a line of blanks is no row', async () => {
    const text = caseText('ws_line.csv')
    assert.is((await load(text)).rows, 40)
    assert.is((await load(text.replace('0.65', '"0.65"'))).rows, 40)
    assert.is((await load(`${text.trimEnd()}\n\t \n \r\n`)).rows, 40)
    // Where tabs separate columns, a line of tabs is a row without values.
    const tabs = await load('a\tb\ty\n1\t2\tp\n3\t4\tq\n\t\t\n', { missing: 'drop' })
    assert.match(tabs.notes.join('\n'), 'left out 1 of 3 rows')
  })
})
