import { halfOf, TABLES } from '../../../experiments/defaults/tables.ts'
import { assert, suite } from '../../harness.ts'

suite('experiments/defaults/tables', (test) => {
  test('both halves of the study hold classifications and regressions', () => {
    for (const half of ['choose', 'confirm']) {
      for (const task of ['classification', 'regression']) {
        const own = TABLES.filter((table, i) => halfOf(i) === half && table.task === task)
        assert.ok(own.length >= 10, `${half}: ${own.length} of ${task}`)
      }
    }
    assert.is(new Set(TABLES.map(({ table }) => table)).size, TABLES.length)
  })
})
