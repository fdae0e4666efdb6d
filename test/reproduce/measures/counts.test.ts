import { counts } from '../../../src/reproduce/measures/counts.ts'
import { readTables } from '../../../src/reproduce/table.ts'
import { assert, suite } from '../../harness.ts'

const tables = {
  a: readTables(
    'dataset,method,metric,difference,p_holm,p_equivalent\nx,none,accuracy,,,\nx,l1,accuracy,0.02,0.01,0\nx,l2,accuracy,-0.01,0.2,0.96\ny,none,rmse,,,\ny,l1,rmse,-7,0.04,0\ny,linear,rmse,-9,,\n',
    'a.csv',
  ),
}

suite('reproduce/measures/counts', (test) => {
  test('established differences are counted by sign; yardsticks and baselines are not compared', async () => {
    const [row] = await counts.measure({
      options: { measure: 'counts', of: ['a'] },
      place: 'here',
      tables,
      jobs: 1,
      signal: new AbortController().signal,
    })
    assert.equal(row, {
      method: 'all',
      comparisons: 3,
      better: 1,
      worse: 1,
      equivalent: 1,
      best: 0.02,
      worst: -0.01,
    })
  })
})
