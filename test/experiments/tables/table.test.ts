import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readRecords } from '../../../experiments/tables/convert.ts'
import { resultsTable } from '../../../experiments/tables/table.ts'
import { assert, suite } from '../../harness.ts'

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../../experiments/tables/${name}`, import.meta.url)), 'utf8')

suite('experiments/tables/table', (test) => {
  test('the committed table is that of the committed results', () => {
    assert.is(resultsTable(read('results.csv')), read('results.md'))
  })

  test('at least 60 tables: nothing diverged, no line failed, nothing collapsed was praised', () => {
    const records = readRecords(read('results.csv'))
    assert.ok(records.length >= 60, `${records.length} tables`)
    assert.is(new Set(records.map(({ table }) => table)).size, records.length)
    for (const record of records) {
      const { table, describe_exit, compare_exit, train_exit, predict_exit } = record
      assert.equal([describe_exit, compare_exit, train_exit, predict_exit], ['0', '0', '0', '0'], table)
      assert.equal([record.diverged, record.not_finite], ['0', '0'], table)
      assert.equal([record.praised_collapsed, record.says_so, record.scored], ['0', '1', '1'], table)
    }
  })
})
