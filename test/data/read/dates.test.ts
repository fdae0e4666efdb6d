import type { DatePart } from '../../../src/data/dataset.ts'
import { dateNumber, dateStyleOf } from '../../../src/data/read/dates.ts'
import { assert, suite } from '../../harness.ts'
import { load, matrixRows, refused, withFiles } from '../helpers.ts'

const part = (text: string, name: DatePart['part'], dayFirst = true) =>
  dateNumber(text, { part: name, dayFirst })

suite('data/dates', (test) => {
  test('parts are those of the calendar, every day from 1890 to 2110', () => {
    const day = 86400000
    for (let time = Date.UTC(1890, 0, 1); time < Date.UTC(2110, 0, 1); time += day) {
      const date = new Date(time)
      const text = date.toISOString().slice(0, 10)
      const expected = {
        year: date.getUTCFullYear(),
        month: date.getUTCMonth() + 1,
        weekday: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
        yearday: (time - Date.UTC(date.getUTCFullYear(), 0, 1)) / day + 1,
        days: time / day,
      }
      for (const [name, value] of Object.entries(expected)) {
        if (part(text, name as DatePart['part']) !== value) assert.unreachable(`${name} of ${text}`)
      }
    }
  })

  test('one day in all its spellings', () => {
    // 5 March 2014, a Wednesday: 16134 days after 1970-01-01, the 64th day of its year.
    for (const text of [
      '2014-03-05',
      '2014/3/5',
      '2014.03.05',
      '05.03.2014',
      '5/3/14',
      '5-3-2014',
      '5 Mar 2014',
      '05-mar-14',
      'March 5, 2014',
      'Mar 5 2014',
    ]) {
      assert.is(part(text, 'days'), 16134, text)
      assert.is(part(text, 'weekday'), 3, text)
      assert.is(part(text, 'yearday'), 64, text)
    }
    assert.is(part('03/05/2014', 'days', false), 16134)
    assert.is(part('1/1/69', 'year'), 1969)
    assert.is(part('1/1/68', 'year'), 2068)
  })

  test('times of day are fractions, and zones count in the days alone', () => {
    assert.is(part('2014-03-05T12:00', 'days'), 16134.5)
    assert.is(part('2014-03-05 6:00:00 PM', 'days'), 16134.75)
    assert.is(part('2014-03-05T23:00:00-02:00', 'days'), 16135 + 1 / 24)
    assert.is(part('2014-03-05T23:00:00-02:00', 'yearday'), 64)
    assert.is(part('2014-03-05T00:00Z', 'days'), 16134)
    assert.is(part('12:30', 'hours'), 12.5)
    assert.is(part('12:30 am', 'hours'), 0.5)
    assert.ok(Number.isNaN(part('12:30', 'days')))
    assert.ok(Number.isNaN(part('2014-03-05', 'hours')))
  })

  test('days that are not in the calendar are no dates', () => {
    for (const text of [
      '2014-02-29',
      '2014-13-01',
      '2014-00-01',
      '31.04.2014',
      '2014-03-05 25:00',
      '2014-03-05 12:61',
      '13:00 pm',
      'x',
      '2014',
    ])
      assert.ok(Number.isNaN(part(text, 'days')), text)
    assert.is(part('2012-02-29', 'yearday'), 60)
  })

  test('day and month are told apart by the whole column', () => {
    const order = (...texts: string[]) => {
      const style = dateStyleOf(texts)
      return style && [style.dayFirst ? 'day' : 'month', style.isGuess]
    }
    assert.equal(order('03/04/2014', '25/04/2014'), ['day', false])
    assert.equal(order('03/04/2014', '04/25/2014'), ['month', false])
    assert.equal(order('03/04/2014'), ['month', true])
    assert.equal(order('03.04.2014'), ['day', true])
    assert.is(order('25/04/2014', '04/25/2014'), undefined)
    assert.is(order('2014-01-02', 'soon'), undefined)
    assert.is(order(), undefined)
    assert.equal(dateStyleOf(['12:30', '7:05 pm'])!.parts, ['hours'])
  })
})

suite('data/dates: files', (test) => {
  const rows = ['2014-03-05', '2014-03-06', '2015-01-01', '2016-12-31']
  const text = `when,a,y\n${rows.map((day, i) => `${day},${i},${'pq'[i % 2]}\n`).join('')}`

  test('--dates makes five numbers of a column', async () => {
    const dataset = await load(text, { dates: true })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['when.year', 'when.month', 'when.weekday', 'when.yearday', 'when.days', 'a'],
    )
    assert.ok(dataset.features.slice(0, 5).every(({ column }) => column === 'when'))
    assert.equal(matrixRows(dataset), [
      [2014, 3, 3, 64, 16134, 0],
      [2014, 3, 4, 65, 16135, 1],
      [2015, 1, 4, 1, 16436, 2],
      [2016, 12, 6, 366, 17166, 3],
    ])
    assert.is(
      dataset.notes[0],
      'column "when" holds dates, read as five numbers: year, month, weekday (1 is Monday), day of the year, and days since 1970',
    )
    assert.match(
      (await load(text)).notes.join('\n'),
      '--dates makes numbers of them, --ignore when leaves it out',
    )
  })

  test('what is no date in the file of --test is refused with its line', async () => {
    const tests = {
      'good.csv': 'when,a,y\n,1,p\n5.4.2014,2,q\n',
      'bad.csv': 'a,when,y\n1,2014-01-01,p\n2,2014-02-30,q\n',
    }
    await withFiles(tests, async (paths) => {
      const good = await load(text, { dates: true, test: paths['good.csv']!, missing: 'impute' })
      assert.equal(matrixRows(good).slice(4), [
        [...Array(5).fill(Number.NaN), 1],
        [2014, 4, 6, 95, 16165, 2],
      ])
      await refused(
        () => load(text, { dates: true, test: paths['bad.csv']! }),
        3,
        `${paths['bad.csv']}:3: column "when": expected a date as in the training rows, got "2014-02-30"; use --null-value if it means missing`,
      )
    })
  })

  test('a guess of day and month is told, and times are hours', async () => {
    const { notes, features } = await load('d,t,y\n1/2/14,12:30,p\n3/4/14,6:15,q\n', { dates: true })
    assert.is(
      notes[1],
      'column "d": no number tells day and month apart, so "1/2/14" is read with the month first',
    )
    assert.is(notes[2], 'column "t" holds times, read as the hours since midnight')
    assert.is(features.at(-1)!.name, 't.hours')
  })
})
