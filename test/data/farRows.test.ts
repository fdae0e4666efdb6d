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

  test('tells of each column once, by fold', async () => {
    const dataset = await load(text, { missing: 'impute' })
    const splits = [
      split(0, 0, [0, 1, 2], [3, 4, 5]),
      split(0, 1, [3, 4, 5], [0, 1, 2]),
      // The second repeat holds the same rows.
      split(1, 0, [0, 1, 2, 4, 5], [3]),
    ]
    assert.equal(farRowNotes(dataset, splits), [
      'column "a": 1 test row holds a number more than 10 standard deviations beyond the training rows in 1 of 2 folds',
      'column "b": 1 test row holds a number other than the one value of the training rows in 1 of 2 folds, where the column is not read',
    ])
  })

  test('says nothing where nothing is far, and names no folds of a single split', async () => {
    const dataset = await load(text, { missing: 'impute' })
    assert.equal(farRowNotes(dataset, [split(0, 0, [0, 2, 3], [1, 4, 5])]), [])
    assert.equal(farRowNotes(dataset, [split(0, 0, [0, 1], [2, 3])]), [
      'column "a": 1 test row holds a number more than 10 standard deviations beyond the training rows',
      'column "b": 1 test row holds a number other than the one value of the training rows, where the column is not read',
    ])
  })
})
