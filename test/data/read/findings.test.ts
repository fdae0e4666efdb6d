import { type Description, describeData } from '../../../src/data/describe/describe.ts'
import { defaultDataOptions } from '../../../src/data/options.ts'
import { loadDataset } from '../../../src/data/read/load.ts'
import { assert, suite } from '../../harness.ts'
import { fixture, load, withFiles } from '../helpers.ts'

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('\n')

const pq = (i: number) => (i % 2 ? 'p' : 'q')

suite('data/findings', (test) => {
  test('name row numbers, constants and columns of many texts', async () => {
    const text = `,a,PassengerId,b,name,y\n${rows(30, (i) => `${i},5,${100 + i},x,n ${i},${pq(i)}`)}\n`
    const { notes } = await load(text)
    assert.equal(notes, [
      'standard input: column 1 has no name and is called "column1"',
      'column "column1" names or numbers the rows, so nothing can be learnt from it; --ignore column1 leaves it out',
      'column "PassengerId" names or numbers the rows, so nothing can be learnt from it; --ignore PassengerId leaves it out',
      'column "name" holds 30 different texts in 30 rows, which become as many features; --ignore name leaves it out',
      'the same in every row, so of no use: columns "a", "b"',
    ])
    const quiet = await load(text, { ignore: ['1', 'PassengerId', 'b', 'a'] })
    assert.equal(quiet.notes, [notes[0], notes[3]])
  })

  test('leave an identifier alone that does not rise, and a rising column that is not called one', async () => {
    const text = `id,time,y\n${rows(6, (i) => `${(i * 5) % 6},${i},${pq(i)}`)}\n`
    assert.equal((await load(text)).notes, [])
  })

  test('warn of a header that holds only numbers', async () => {
    const { notes } = await load('1,2,3.5\n4,5,6.5\n7,8,9.5\n')
    assert.equal(notes, [
      'standard input: the header holds only numbers; use --no-header if it is a row of data',
    ])
  })

  test('hint at texts that differ in case or blanks alone, in features and in the target', async () => {
    const words = ['Yes', 'no', 'yes', 'no']
    const { notes, classes } = await load(`a,b,y\n${rows(40, (i) => `${i},${pq(i)},${words[i % 4]}`)}\n`)
    assert.equal(notes, [
      'column "y" holds "Yes" and "yes", which are two categories; write them alike if they mean the same',
    ])
    assert.equal(classes, ['Yes', 'no', 'yes'])
    const feature = await load(
      `a,b,y\n${rows(40, (i) => `${i},${['New  York', 'New York', 'Bonn'][i % 3]},${pq(i)}`)}\n`,
    )
    assert.match(
      feature.notes.join('\n'),
      'column "b" holds "New  York" and "New York", which are two categories',
    )
  })

  test('codes with zeros before them are noted, whatever becomes of them', async () => {
    const text = `zip,y\n${rows(20, (i) => `0${1000 + 7 * i},${pq(i)}`)}\n`
    assert.equal((await load(text)).notes, [
      'column "zip" holds whole numbers with zeros before them, like "01000", as codes do; they are read as quantities; --categorical zip keeps them apart as they are written',
    ])
    assert.equal((await load(text.replaceAll(',', ' ,'))).notes.length, 1)
    assert.equal((await load(`a,y\n${rows(20, (i) => `0.${i}5,${pq(i)}`)}\n`)).notes, [])
  })

  test('a column of numbers that is mostly one text says so: mostly_none.csv', async () => {
    const { notes } = await load(`age,y\n${rows(30, (i) => `${i % 3 ? 'None' : `${20 + i}.5`},${pq(i)}`)}\n`)
    assert.match(
      notes.join('\n'),
      'column "age" holds 10 different numbers, and "None" in 20 of 30 rows; so its numbers are categories; --null-value None takes it for a missing value',
    )
  })

  /** Warnings of describe without what it did about them, which a command cannot have done. */
  const said = ({ warnings }: Description) =>
    warnings
      .map((warning) => warning.replace(/; (?:left out|read as|taken as) .*below$/, ''))
      .filter((warning) => !/^the target is taken to be|^fewer than/.test(warning))

  test('commands say all that describe says', async () => {
    const tables: Record<string, string> = {
      'identifier.csv': `id,a,y\n${rows(20, (i) => `${i},${i % 7},${pq(i)}`)}\n`,
      'date.csv': `when,a,y\n${rows(20, (i) => `2024-01-${10 + i},${i % 7},${pq(i)}`)}\n`,
      'text.csv': `t,a,y\n${rows(20, (i) => `text ${i},${i % 7},${pq(i)}`)}\n`,
      'many.csv': `c,a,y\n${rows(200, (i) => `c${i % 60},${i * 7},${pq(i)}`)}\n`,
      'reveals.csv': `c,a,y\n${rows(20, (i) => `${i % 2},${i * 7},${pq(i)}`)}\n`,
      'blank.csv': `c,a,y\n${rows(20, (i) => `${['u', 'v', '.'][i % 3]},${i * 7},${pq(i)}`)}\n`,
      'spelling.csv': `c,a,y\n${rows(20, (i) => `${['u', 'v', 'U'][i % 3]},${i * 7},${pq(i)}`)}\n`,
      'padded.csv': `c,a,y\n${rows(20, (i) => `0${i % 5},${i * 7},${pq(i)}`)}\n`,
      'target.csv': `a,y\n${rows(60, (i) => `${i * 7},${['01', '1', '2'][i % 3]}`)}\n`,
      'missing.csv': `a,b,y\n${rows(20, (i) => `${i * 7},${i % 3 ? '' : i},${pq(i)}`)}\n`,
      'repeats.csv': `a,b,y\n${rows(20, (i) => `${i % 6},${(i * i) % 6},${'pqp'[i % 3]}`)}\n`,
      'ruled.csv': `a,y\n${rows(50, (i) => `${i * 7},${i < 47 ? 'no' : 'yes'}`)}\n`,
      'classes.csv': `a,y\n${rows(90, (i) => `${i * 7},c${i % 30}`)}\n`,
    }
    await withFiles(tables, async (paths) => {
      for (const [name, path] of Object.entries(paths)) {
        const expected = said(await describeData({ source: path }, defaultDataOptions))
        assert.ok(expected.length > 0, name)
        const { notes } = await load(tables[name]!, { missing: 'impute' })
        for (const sentence of expected) {
          assert.ok(
            notes.some((note) => note.startsWith(sentence)),
            `${name}: ${sentence}\n${notes.join('\n')}`,
          )
        }
      }
    })
  })

  test('say of an unbalanced file and of one that gives the answer away what they are: imb.csv, leak.csv', async () => {
    const notes = async (name: string) =>
      (await loadDataset(fixture(`cases/${name}`), defaultDataOptions)).notes
    assert.equal(await notes('imb.csv'), [
      '99 % of the rows are "ok": always answering so is that accurate, and no method should be praised for it',
    ])
    assert.equal(await notes('leak.csv'), [
      'column "id" names or numbers the rows, so nothing can be learnt from it; --ignore id leaves it out',
      'column "outcome_code" says the same as the target in every row, so it would give the answer away; --ignore outcome_code leaves it out',
    ])
  })
})
