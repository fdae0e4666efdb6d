import { headerNames } from '../../../src/data/read/header.ts'
import { assert, suite } from '../../harness.ts'
import { caseText, load, refused } from '../helpers.ts'

const place = { file: 'a.csv', line: 1 }

suite('data/header', (test) => {
  test('later columns of a name are numbered, past names that are taken', () => {
    const { names, repeated, notes } = headerNames(place, ['a', 'a_2', ' a ', 'b', 'a', ''], true)
    assert.equal(names, ['a', 'a_2', 'a_3', 'b', 'a_4', 'column6'])
    assert.equal(repeated, ['a'])
    assert.equal(notes, [
      'a.csv: column 6 has no name and is called "column6"',
      'a.csv: column 3 has the name of column 1 and is called "a_3"',
      'a.csv: column 5 has the name of column 1 and is called "a_4"',
    ])
  })

  test('dup.csv: two columns of one name are told apart by --rename, and refused without', async () => {
    const text = caseText('dup.csv')
    const dataset = await load(text, { rename: true })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['a', 'a_2', 'b'],
    )
    assert.equal([...dataset.matrix.subarray(0, 3)], [0.75, 0.4, 0.12].map(Math.fround))
    assert.equal((await load(text, { rename: true, ignore: ['a_2'] })).features.length, 2)
    await refused(
      () => load(text),
      3,
      'standard input:1: column "a": the name is used twice, for columns 1 and 2; change one, or use --rename, which calls the later one "a_2"',
    )
  })
})
