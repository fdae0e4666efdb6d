import { farRowNotes } from '../../src/data/farRows.ts'
import { assert, suite } from '../harness.ts'
import { load } from './helpers.ts'

const split = (repeat: number, fold: number, train: number[], test: number[]) => ({
  repeat,
  fold,
  train: Int32Array.from(train),
  validation: new Int32Array(0),
  test: Int32Array.from(test),
})

suite('data/farRows', (test) => {
  const text = 'a,b,c,y\n1,0,u,p\n2,0,v,q\n3,0,u,p\n1000,7,w,q\n2,0,u,p\n,0,v,q\n'

  test('tells of rows and columns, each counted once', async () => {
    const dataset = await load(text, { missing: 'impute' })
    const splits = [
      split(0, 0, [0, 1, 2], [3, 4, 5]),
      split(0, 1, [3, 4, 5], [0, 1, 2]),
      // The second repeat holds the same rows.
      split(1, 0, [0, 1, 2, 4, 5], [3]),
    ]
    assert.equal(farRowNotes(dataset, splits), [
      '1 test row holds numbers more than 10 standard deviations beyond their training rows: column "a"',
      '1 test row holds numbers in columns that are constant in their training rows, and are not read there: column "b"',
    ])
  })

  test('says nothing where nothing is far, and names few of many columns', async () => {
    const dataset = await load(text, { missing: 'impute' })
    assert.equal(farRowNotes(dataset, [split(0, 0, [0, 2, 3], [1, 4, 5])]), [])
    assert.equal(farRowNotes(dataset, [split(0, 0, [0, 1], [2, 3])]), [
      '1 test row holds numbers more than 10 standard deviations beyond their training rows: column "a"',
      '1 test row holds numbers in columns that are constant in their training rows, and are not read there: column "b"',
    ])
    const names = Array.from({ length: 40 }, (_, i) => `c${i}`)
    const wide = await load(
      `${names},y\n${[0, 0, 0, 9].map((value) => `${names.map(() => value)},${value}`).join('\n')}\n`,
    )
    const [note] = farRowNotes(wide, [split(0, 0, [0, 1, 2], [3])])
    assert.match(note!, /: columns "c0", "c1", "c2" and 37 more$/)
  })

  test('finds the same whether few columns reach beyond the training rows or all do', async () => {
    const lines = Array.from({ length: 12 }, (_, row) => {
      const cells = Array.from({ length: 8 }, (_, j) => Math.imul(row + 1, 7 * j + 3) % 11)
      // Row 11 is far in column c2, and in c5 no further than ten deviations.
      if (row === 11) [cells[2], cells[5]] = [1e4, 14]
      return [...cells, row % 2 === 0 ? 'p' : 'q'].join()
    })
    const dataset = await load(`c0,c1,c2,c3,c4,c5,c6,c7,y\n${lines.join('\n')}\n`)
    const far = 'numbers more than 10 standard deviations beyond their training rows'
    const train = Array.from({ length: 10 }, (_, row) => row)
    assert.equal(farRowNotes(dataset, [split(0, 0, train, [10, 11])]), [
      `1 test row holds ${far}: column "c2"`,
    ])
    // Trained on one row, every column is constant, and all test rows reach beyond it.
    const [note] = farRowNotes(dataset, [split(0, 0, [0], train.slice(1))])
    assert.match(note!, /^\d test rows hold numbers in columns that are constant in their training rows/)
  })
})
