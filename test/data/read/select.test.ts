import { findColumn, selectColumns } from '../../../src/data/read/select.ts'
import { assert, suite } from '../../harness.ts'
import { load, refused } from '../helpers.ts'

const header = { file: 'data.csv', line: 1 }
const names = ['id', 'age', 'a.b', 'income', 'zip', 'y']
const select = (words: string[], from: readonly string[] = names, always: number[] = []) =>
  selectColumns(header, from, words, always)

suite('data/select: selectColumns', (test) => {
  test('takes names and positions, in the order they are written, each once', () => {
    assert.equal(select(['zip,1, age', '2']), [4, 0, 1])
    assert.equal(select([]), [])
  })

  test('takes ranges of positions and of names, open at either end', () => {
    assert.equal(select(['2-4']), [1, 2, 3])
    assert.equal(select(['age..income']), [1, 2, 3])
    assert.equal(select(['age..4,6']), [1, 2, 3, 5])
    assert.equal(select(['..a.b']), [0, 1, 2])
    assert.equal(select(['zip..']), [4, 5])
    assert.equal(select(['3-3']), [2])
  })

  test('a list that starts with ! is all columns but those, and but those that always stay', () => {
    assert.equal(select(['!age,income'], names, [5]), [0, 2, 4])
    assert.equal(select(['!2-5']), [0, 5])
    assert.equal(select(['id', '!id..zip']), [0, 5])
  })

  test('a name comes before every other meaning, with its commas and dots', () => {
    const odd = ['3-4', 'a..c', '!b', 'x, y', 'a', 'b', 'c', '2', 'm..', '..n']
    assert.equal(select(['3-4'], odd), [0])
    assert.equal(select(['a..c'], odd), [1])
    assert.equal(select(['!b'], odd), [2])
    assert.equal(select(['!b,a'], odd), [2, 4])
    assert.equal(select(['a,x, y,c'], odd), [4, 3, 6])
    assert.equal(select(['2'], odd), [7])
    assert.equal(select(['a..b'], odd), [4, 5])
    assert.equal(select(['m......n'], odd), [8, 9])
  })

  test('refuses what is not there, naming the nearest', async () => {
    const columns = '(columns: "id", "age", "a.b", "income", "zip", "y")'
    const sentences: Record<string, string> = {
      agee: `there is no column "agee"; did you mean "age"? ${columns}`,
      '7': `there is no column "7" ${columns}`,
      '0': `there is no column "0" ${columns}`,
      '2-9': `there is no column "9" ${columns}`,
      'age..salary': `there is no column "salary" ${columns}`,
      '!agee': `there is no column "agee"; did you mean "age"? ${columns}`,
      '': `there is no column "" ${columns}`,
      '5-2': 'the range "5-2" runs backwards: column 5 stands after column 2',
      'zip..id': 'the range "zip..id" runs backwards: column 5 stands after column 1',
    }
    for (const [word, sentence] of Object.entries(sentences)) {
      await refused(() => select([word]), 3, `data.csv:1: ${sentence}`)
    }
    await refused(
      () => findColumn(header, names, '2-4'),
      3,
      `data.csv:1: there is no column "2-4" ${columns}`,
    )
  })
})

suite('data/select: options', (test) => {
  const text = 'id,a,b,c,y\n1,5,7,1,p\n2,6,8,2,q\n3,5,9,1,q\n'

  test('--ignore with ! keeps what it names, the target and the fold column', async () => {
    const dataset = await load(text, { ignore: ['!b'], foldColumn: 'c' })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['b'],
    )
    assert.is(dataset.target, 'y')
    assert.equal([...dataset.folds!], [0, 1, 0])
  })

  test('--categorical takes ranges', async () => {
    const dataset = await load(text, { categorical: ['b..c'], ignore: ['1-2'] })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['b=7', 'b=8', 'b=9', 'c=1', 'c=2'],
    )
  })
})
