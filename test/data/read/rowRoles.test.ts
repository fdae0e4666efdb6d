import { assert, suite } from '../../harness.ts'
import { load, refused } from '../helpers.ts'

const text = 'patient,day,w,mark,a,y\np2,1,1,no,0.5,x\np1,2,2,yes,1.5,z\np2,3,1,no,2.5,x\np1,4,1,1,3.5,z\n'

suite('data/read/rowRoles', (test) => {
  test('columns that say something of a row are no features, whatever else is said of them', async () => {
    const { features, rowColumns, groups, weights, validation } = await load(text, {
      group: 'patient',
      weight: 'w',
      validationColumn: 'mark',
      ignore: ['patient', 'day'],
    })
    assert.equal(
      features.map(({ name }) => name),
      ['a'],
    )
    assert.equal(rowColumns, { group: 'patient', weight: 'w', validation: 'mark' })
    assert.equal([...groups!], [1, 0, 1, 0], 'in the order of the names')
    assert.equal([...weights!], [1, 2, 1, 1])
    assert.equal([...validation!], [0, 1, 0, 1])
  })

  test('a dataset without them is what it was, hash and all; with them it is another', async () => {
    const plain = await load('a,y\n1,x\n2,z\n3,x\n')
    assert.equal(
      ['groups', 'times', 'weights', 'validation', 'rowColumns', 'folds'].filter((name) => name in plain),
      [],
    )
    const hashes = await Promise.all(
      [{}, { group: 'b' }, { foldColumn: 'b' }, { weight: 'b' }, { time: 'b' }, { ignore: ['b'] }].map(
        async (options) => (await load('a,b,y\n1,1,x\n2,2,z\n3,1,x\n', options)).hash,
      ),
    )
    assert.is(new Set(hashes).size, hashes.length)
  })

  test('no column has two offices', async () => {
    await refused(
      () => load(text, { time: '2', weight: 'day' }),
      2,
      '--time and --weight name one column, "day"; each needs one of its own',
    )
    await refused(
      () => load(text, { group: 'y' }),
      2,
      '--group names the target "y"; a group column is neither target nor feature',
    )
    await refused(
      () => load(text, { group: 'patient', time: 'day' }),
      2,
      '--time and --group exclude each other: rows of one would stand before and after a border of the other',
    )
  })

  test('a missing group, time or weight ends the reading, or costs the row', async () => {
    const holed = text.replace('p1,4', ',4')
    await refused(
      () => load(holed, { group: 'patient' }),
      3,
      'standard input:5: column "patient": the group is missing; --missing drop leaves such rows out',
    )
    const { rows, notes } = await load(holed, { group: 'patient', missing: 'impute' })
    assert.is(rows, 3)
    assert.ok(notes.includes('standard input: left out 1 of 4 rows, whose target or group is missing'))
  })
})
