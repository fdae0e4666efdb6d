import { foreignNumbers, markedNumbers } from '../../../src/data/read/marks.ts'
import { numerals, PLAIN } from '../../../src/data/read/numerals.ts'
import { assert, suite } from '../../harness.ts'
import { caseText, cellsOf, load, matrixRows, refused, withFiles } from '../helpers.ts'

/** What the cells of a column mean; undefined where they are not numbers with the same marks. */
const read = (...cells: string[]) => markedNumbers(cells, PLAIN)?.plain.map(Number)
const german = numerals(',', '.')

suite('data/marks: cells', (test) => {
  test('money and units before and behind, blanks between them or not', () => {
    assert.equal(read('$5', '$1234.50', '$ 7'), [5, 1234.5, 7])
    assert.equal(read('€0.99', '€5.99'), [0.99, 5.99])
    assert.equal(read('US$ 5', 'US$ 6'), [5, 6])
    assert.equal(read('CHF 5', 'CHF 6'), [5, 6])
    assert.equal(read('5 EUR', '6EUR'), [5, 6])
    assert.equal(read('0kg', '5 kg'), [0, 5])
    assert.equal(read('5 m/s', '6.5 m/s'), [5, 6.5])
    assert.equal(read('1e3 W', '2e-1 W'), [1000, 0.2])
    assert.equal(read('20 °C', '-5 °C'), [20, -5])
    assert.equal(read('45 %', '4.5%'), [45, 4.5])
    assert.equal(markedNumbers(['1.234,5 €', '7 €'], german)!.plain, ['1234.5', '7'])
  })

  test('a minus of U+2212, behind the number, or as brackets', () => {
    assert.equal(read('\u22121.5', '-2', '+3'), [-1.5, -2, 3])
    assert.equal(read('1.5-', '2'), [-1.5, 2])
    assert.equal(read('(1.5)', '(0)'), [-1.5, 0])
    assert.equal(read('-$5', '$-6', '($7)', '$8'), [-5, -6, -7, 8])
    for (const cell of ['--1', '-(1)', '(-1)', '-1-', '(1', '1)', '()', '-'])
      assert.is(read(cell), undefined, cell)
  })

  test('names and codes are no numbers with marks', () => {
    for (const cells of [
      ['p17', 'p10'],
      ['Q1'],
      ['n0'],
      ['1st', '2nd'],
      ['5 kg', '5 lb'],
      ['5 kg', '6'],
      ['1-2'],
      ['12:30'],
      ['2024-01-02'],
      ['5x6'],
      ['#5'],
      ['<5'],
      ['abc'],
      [''],
    ]) {
      assert.is(read(...cells), undefined, cells.join(' '))
    }
  })

  test('thousands are groups where nothing else is possible', () => {
    assert.equal(read('1,234.5', '7'), [1234.5, 7])
    assert.equal(read('1,234,567', '1,000'), [1234567, 1000])
    assert.equal(read("1'234.5"), [1234.5])
    assert.equal(read('1 234.5', '1\u00a0234'), [1234.5, 1234])
    assert.equal(read('$1,234.50', '($99)'), [1234.5, -99])
    // A decimal comma, or a group: who knows.
    for (const cells of [['1,234'], ['1,234', '1,2'], ['1.234,5'], ['1,234.5', '1,5']])
      assert.is(read(...cells), undefined, cells.join(' '))
  })

  test('numbers in another style are known behind money and percents', () => {
    assert.equal(foreignNumbers(['5,1', 'x', '$1,234', '4,5 %', '5', '3 %', 'p17', '5a']), [
      '5,1',
      '$1,234',
      '4,5 %',
      '3 %',
    ])
    assert.equal(foreignNumbers(['1,5kg', '2kg']), ['1,5kg'])
  })
})

suite('data/marks: files', (test) => {
  test('currency2.csv: prices are quantities', async () => {
    const text = caseText('currency2.csv')
    const { task, targets, notes } = await load(text)
    assert.is(task, 'regression')
    assert.equal(
      [...targets],
      cellsOf(text, 1).map((cell) => Number(cell.slice(1))),
    )
    assert.equal(notes, ['column "price": "€" is left out, so "€0.99" is 0.99'])
    assert.is((await load(text, { task: 'classification' })).classes[0], '€0.99')
  })

  for (const [name, position, plain, note] of [
    ['units.csv', 0, (cell: string) => cell.replace('kg', ''), 'column "w": "kg" is left out, so "0kg" is 0'],
    ['minus.csv', 1, (cell: string) => cell.replace('−', '-'), 'column "d": "−1.5" is read as -1.5'],
    [
      'trailminus.csv',
      1,
      (cell: string) => cell.replace(/(.*)-$/, '-$1'),
      'column "profit": "1.5-" is read as -1.5',
    ],
    [
      'pct_train.csv',
      0,
      (cell: string) => cell.replace(' %', ''),
      'column "p": the percent signs are left out, so "0 %" is 0',
    ],
  ] as const) {
    test(`${name}: every value is a number`, async () => {
      const text = caseText(name)
      const dataset = await load(text)
      assert.is(dataset.features.length, 2)
      assert.equal(
        matrixRows(dataset).map((row) => row[position]),
        cellsOf(text, position).map((cell) => Math.fround(Number(plain(cell)))),
      )
      assert.is(dataset.notes[0], note)
    })
  }

  test('--categorical leaves the cells as they are', async () => {
    const dataset = await load(caseText('units.csv'), { categorical: ['w'] })
    assert.ok(dataset.features.some(({ name }) => name === 'w=10kg'))
  })

  test('thousands in quotes', async () => {
    const dataset = await load('a,y\n"1,234.5",p\n7,q\n"12,000",p\n')
    assert.equal(matrixRows(dataset), [[1234.5], [7], [12000]])
    assert.equal(dataset.notes, ['column "a": "1,234.5" is read as 1234.5'])
  })

  test('a file of --test is held to the marks of the training file', async () => {
    const training = (cell: (i: number) => string) =>
      `p,y\n${[1, 2, 3, 4].map((i) => `${cell(i)},${i}.5\n`).join('')}`
    const tests = {
      'bare.csv': 'p,y\n7,1\n8,2\n',
      'percent.csv': 'p,y\n7 %,1\n8 %,2\n',
      'pounds.csv': 'p,y\n7 lb,1\n8 lb,2\n',
      'kilos.csv': 'p,y\n7 kg,1\n8 kg,2\n',
    }
    await withFiles(tests, async (paths) => {
      const loadWith = (cell: (i: number) => string, name: keyof typeof tests) =>
        load(training(cell), { test: paths[name]! })
      const [percent, kilos, bare] = [
        (i: number) => `${i} %`,
        (i: number) => `${i} kg`,
        (i: number) => `${i}`,
      ]
      assert.equal(matrixRows(await loadWith(percent, 'percent.csv')).slice(4), [[7], [8]])
      assert.equal(matrixRows(await loadWith(kilos, 'kilos.csv')).slice(4), [[7], [8]])
      await refused(
        () => loadWith(percent, 'bare.csv'),
        3,
        `${paths['bare.csv']}: column "p": plain numbers stand here, and numbers with "%" in standard input; write both alike`,
      )
      await refused(
        () => loadWith(bare, 'percent.csv'),
        3,
        `${paths['percent.csv']}: column "p": numbers with "%" stand here, and plain numbers in standard input; write both alike`,
      )
      await refused(
        () => loadWith(kilos, 'pounds.csv'),
        3,
        `${paths['pounds.csv']}: column "p": numbers with "lb" stand here, and numbers with "kg" in standard input; write both alike`,
      )
      const { notes } = await loadWith(kilos, 'bare.csv')
      assert.match(
        notes.join('\n'),
        `column "p": ${paths['bare.csv']} leaves out "kg"; its numbers are taken to be in the same unit`,
      )
    })
  })
})
