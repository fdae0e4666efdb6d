import { assert, suite } from '../../harness.ts'
import { load, matrixRows, refused } from '../helpers.ts'

suite('data/encode', (test) => {
  test('gives a row 1 in the indicator of its category, and 0 everywhere for a missing one', async () => {
    const dataset = await load('a,b,y\n1,u,p\n2,,q\n3,v,q\n4,u,p\n', { missing: 'impute' })
    assert.equal(dataset.features, [
      { name: 'a', column: 'a' },
      { name: 'b=u', column: 'b', category: 'u' },
      { name: 'b=v', column: 'b', category: 'v' },
    ])
    assert.equal(matrixRows(dataset), [
      [1, 1, 0],
      [2, 0, 0],
      [3, 0, 1],
      [4, 1, 0],
    ])
  })

  test('names every feature differently', async () => {
    const dataset = await load('a,a=u,y\nu,1,p\nv,2,q\n')
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['a=u (2)', 'a=v', 'a=u'],
    )
  })

  test('leaves out categories whose rows are all dropped', async () => {
    const dataset = await load('a,b,y\nu,1,p\nv,,q\nw,3,q\n', { missing: 'drop' })
    assert.equal(
      dataset.features.map(({ name }) => name),
      ['a=u', 'a=w', 'b'],
    )
  })

  test('writes rows of several chunks, with and without gaps', async () => {
    const rows = Array.from({ length: 2500 }, (_, i) => `${i % 5 === 3 ? '' : i},${-i},c${i % 2}`)
    const text = `a,b,y\n${rows.join('\n')}\n`
    const imputed = await load(text, { missing: 'impute' })
    assert.equal(
      matrixRows(imputed),
      rows.map((_, i) => [i % 5 === 3 ? Number.NaN : i, 0 - i]),
    )
    const dropped = await load(text, { missing: 'drop' })
    assert.equal(
      matrixRows(dropped),
      rows.flatMap((_, i) => (i % 5 === 3 ? [] : [[i, 0 - i]])),
    )
  })

  test('refuses a matrix that no worker could hold, naming the column', async () => {
    const text = `name,b,y\n${Array.from({ length: 40000 }, (_, i) => `n${i},1,${i % 2 ? 'p' : 'q'}`).join('\n')}\n`
    await refused(
      () => load(text),
      3,
      'standard input: the data would take 6 GiB; column "name" alone has 40000 categories: --ignore name',
    )
  })
})
