import type { Dataset } from '../../../src/data/dataset.ts'
import { groupsOfTest, overlap, overlapOfTest } from '../../../src/data/splits/overlap.ts'
import { assert, suite } from '../../harness.ts'
import { load } from '../helpers.ts'
import { ofClasses, range } from './made.ts'

const ids = (count: number, from = 0) => Int32Array.from(range(count, from))

suite('data/splits/overlap', (test) => {
  test('counts the later rows whose features and target stand among the earlier ones', async () => {
    const dataset = await load('a,b,y\n1,x,p\n2,x,q\n1,x,q\n3,z,p\n1,x,p\n2,x,q\n0,z,q\n')
    assert.is(overlap(dataset, ids(4), ids(3, 4)), 2)
    assert.is(overlap(dataset, ids(2), ids(1, 2)), 0, 'the same features with another target')
    assert.is(overlap(dataset, ids(4), ids(0)), 0)
  })

  test('takes a missing value for equal to a missing one, 0 for equal to -0, and compares quantities in full', async () => {
    const dataset = await load('a,b,y\n0,1,1.5\n,2,2.5\n3,3,3.5\n-0,1,1.5\n,2,2.5\n3,3,3.5000000001\n', {
      missing: 'impute',
    })
    assert.is(overlap(dataset, ids(3), ids(3, 3)), 2)
  })

  test('tells instants apart that one 32-bit number stands for', async () => {
    const dataset = await load('t,y\n1700000001,p\n1700000002,q\n1700000003,p\n1700000001,p\n')
    assert.is(overlap(dataset, ids(2), ids(2, 2)), 1)
  })

  test('of a test file: rows that were trained on, and rows whose group was', () => {
    const made = (extras: Partial<Dataset>) => ({
      ...ofClasses([0, 1, 0, 1, 0]),
      trainableRows: 3,
      ...extras,
    })
    assert.equal(overlapOfTest(ofClasses([0, 1])), { trained: 0, tested: 0 })
    // Without features rows are alike when their classes are.
    assert.equal(overlapOfTest(made({})), { trained: 2, tested: 2 })
    assert.equal(overlapOfTest(made({ validation: Int32Array.of(0, 1, 0, 0, 0) })), { trained: 1, tested: 2 })
    assert.is(groupsOfTest(made({ groups: Int32Array.of(0, 0, 1, 1, -1) })), 1)
    assert.is(groupsOfTest(made({})), 0)
  })
})
