import { parseDate } from '../../../src/data/read/rowColumns.ts'
import { assert, suite } from '../../harness.ts'
import { load, refused, withFiles } from '../helpers.ts'

const withColumn = (cells: readonly string[]) =>
  `t,a,y\n${cells.map((cell, i) => `${cell},${i * 1.5},${i % 2 === 0 ? 'p' : 'q'}`).join('\n')}\n`

suite('data/read/rowColumns: times', (test) => {
  test('are numbers, or dates in UTC', async () => {
    assert.equal([...(await load(withColumn(['3', '-1.5', '2e3']), { time: 't' })).times!], [3, -1.5, 2000])
    const dates = ['2024-02-29', '1970-01-01', '2024-03']
    assert.equal(
      [...(await load(withColumn(dates), { time: 't' })).times!],
      [Date.UTC(2024, 1, 29), 0, Date.UTC(2024, 2, 1)],
    )
  })

  test('are read as ISO 8601 writes them', () => {
    const cases: [string, number][] = [
      ['2024-12-31T23:59:59Z', Date.UTC(2024, 11, 31, 23, 59, 59)],
      ['2024-12-31 23:59', Date.UTC(2024, 11, 31, 23, 59)],
      ['2024-12-31T01:00+02:00', Date.UTC(2024, 11, 30, 23)],
      ['2024-12-31T01:00:00.25-0330', Date.UTC(2024, 11, 31, 4, 30) + 250],
      ['0099-01-01', new Date('0099-01-01T00:00:00Z').getTime()],
      ['2024-02-30', Number.NaN],
      ['2023-02-29', Number.NaN],
      ['2024-12-31T24:00', Number.NaN],
      ['2024-13-01', Number.NaN],
      ['31.12.2024', Number.NaN],
      ['2024', Number.NaN],
    ]
    for (const [text, expected] of cases)
      assert.ok(Object.is(parseDate(text), expected), `${text}: ${parseDate(text)}`)
  })

  test('of two kinds, or of none, are refused with the line', async () => {
    await refused(
      () => load(withColumn(['2024-01-01', '7', '2024-01-02']), { time: 't' }),
      3,
      'standard input:2: column "t": numbers and dates stand in one column, got "2024-01-01"; write every time in one way',
    )
    await refused(
      () => load(withColumn(['2024-01-01', '12/31/2024', '2024-01-02']), { time: 't' }),
      3,
      'standard input:3: column "t": expected a number or a date, got "12/31/2024"; ' +
        'write dates as 2024-12-31 or 2024-12-31T23:59:59Z',
    )
  })
})

suite('data/read/rowColumns: weights', (test) => {
  test('that are all equal are none', async () => {
    assert.is((await load(withColumn(['2', '2.0', '2']), { weight: 't' })).weights, undefined)
  })

  test('below 0, of no number, and all 0 are refused', async () => {
    await refused(
      () => load(withColumn(['2', '-1', '2']), { weight: 't' }),
      3,
      'standard input:3: column "t": a weight must be a number of at least 0, got "-1"',
    )
    await refused(
      () => load(withColumn(['2', 'much', '2']), { weight: 't' }),
      3,
      'standard input:3: column "t": expected a number, got "much"; use --null-value much if it means missing',
    )
    await refused(
      () => load(withColumn(['0', '0', '0']), { weight: 't' }),
      3,
      'standard input: column "t": every weight is 0, so no row counts; a row to be counted needs a weight above 0',
    )
  })

  test('are needed of the rows of a test file too', async () => {
    await withFiles({ 'test.csv': 'a,y\n1,p\n', 'more.csv': 't,a,y\n5,1,p\n' }, async (paths) => {
      const text = withColumn(['1', '2', '3'])
      const { weights } = await load(text, { weight: 't', test: paths['more.csv']! })
      assert.equal([...weights!], [1, 2, 3, 5])
      await refused(
        () => load(text, { weight: 't', test: paths['test.csv']! }),
        3,
        `${paths['test.csv']}:1: there is no column "t", which standard input has`,
      )
    })
  })
})

suite('data/read/rowColumns: validation rows', (test) => {
  test('are marked by 1, true, yes and validation', async () => {
    const cells = ['1', 'TRUE', 'Yes', 'validation', '1.0', '0', '', 'train', 'no']
    assert.equal(
      [...(await load(withColumn(cells), { validationColumn: 't' })).validation!],
      [1, 1, 1, 1, 1, 0, 0, 0, 0],
    )
    await refused(
      () => load(withColumn(['0', '0', '0']), { validationColumn: 't' }),
      3,
      'standard input: column "t": no row is marked for validation; 1, true, yes or validation marks a row, ' +
        'anything else leaves it to training and testing',
    )
  })

  test('of a file stand behind those that train, and before those that are tested', async () => {
    const files = { 'validation.csv': 'y,a\nq,10\np,11\n', 'test.csv': 'a,y\n20,p\n' }
    await withFiles(files, async (paths) => {
      const dataset = await load('a,y\n0,p\n1,q\n2,p\n', {
        validation: paths['validation.csv']!,
        test: paths['test.csv']!,
      })
      assert.is(dataset.trainableRows, 5)
      assert.equal([...dataset.validation!], [0, 0, 0, 1, 1, 0])
      assert.equal([...dataset.matrix], [0, 1, 2, 10, 11, 20])
    })
  })
})
