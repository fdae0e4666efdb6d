import { choices } from '../../../src/reproduce/measures/choices.ts'
import { readTables } from '../../../src/reproduce/table.ts'
import { assert, suite } from '../../harness.ts'

const HEADER = 'method,epochs,folds,loss_mean,loss_se,best,one_se\n'
const tables = {
  grid: readTables(
    `${HEADER}a,20,5,1,0.1,true,false\nb,20,5,1.05,0.1,false,true\nc,20,5,2,0.1,false,false\n`,
    'grid.csv',
  ),
  halving: readTables(
    `${HEADER}a,7,5,1.2,0.1,false,false\nb,20,5,1.05,0.1,true,true\nc,7,5,2,0.1,false,false\n`,
    'halving.csv',
  ),
}

suite('reproduce/measures/choices', (test) => {
  test('choices are compared pair by pair, and every round counts', async () => {
    const [row] = await choices.measure({
      options: { measure: 'choices', pairs: ['grid halving', 'grid grid'] },
      place: 'here',
      tables,
      jobs: 1,
      signal: new AbortController().signal,
    })
    // Halving trains three candidates for 7 epochs and one of them for 20 more.
    const share = (5 * (3 * 7 + 20) + 300) / 600
    assert.equal(row, {
      method: 'all',
      searches: 2,
      same_best: 1,
      same_one_se: 2,
      within_se: 2,
      epochs_share: share,
    })
  })
})
