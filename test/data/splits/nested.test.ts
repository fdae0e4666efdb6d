import type { Dataset, Split } from '../../../src/data/dataset.ts'
import { withTrainRows } from '../../../src/data/splits/nested.ts'
import { assert, suite } from '../../harness.ts'
import { refused, words } from '../helpers.ts'
import { ofClasses, ofValues, range } from './made.ts'

const draw = (count: number) => words('split', 0, 0, count)
const splitOf = (dataset: Dataset, tested: number): Split => ({
  repeat: 0,
  fold: 0,
  train: Int32Array.from(range(dataset.rows - tested)),
  validation: new Int32Array(0),
  test: Int32Array.from(range(tested).map((row) => dataset.rows - tested + row)),
})

suite('data/splits/nested', (test) => {
  // Classes of 50, 30 and 20 rows among those trained on.
  const dataset = ofClasses(range(120).map((row) => (row % 10 < 5 ? 0 : row % 10 < 8 ? 1 : 2)))
  const split = splitOf(dataset, 20)
  const at = (rows: number) => withTrainRows(dataset, split, rows, {}, draw)

  test('so many rows, ascending, each size within the next, and the same test rows', () => {
    let smaller: readonly number[] = []
    for (const rows of [2, 10, 37, 99, 100]) {
      const { train, test: tested } = at(rows)
      assert.is(new Set(train).size, rows)
      assert.equal(
        [...train],
        [...train].sort((a, b) => a - b),
      )
      assert.ok(smaller.every((row) => train.includes(row)))
      assert.equal(tested, split.test)
      smaller = [...train]
    }
    assert.equal(at(100).train, split.train)
  })

  test('every class has its share at every size, to within a row', () => {
    for (const rows of [3, 10, 25, 64]) {
      const labels = [...at(rows).train].map((row) => dataset.labels[row])
      for (const [label, share] of [0.5, 0.3, 0.2].entries()) {
        const found = labels.filter((own) => own === label).length
        assert.ok(Math.abs(found - share * rows) <= 1, `${found} of ${rows} are of class ${label}`)
      }
    }
  })

  test('rows with a time keep the last of them', () => {
    const times = range(12).map((row) => (row * 5) % 12)
    const timed = ofValues(times, { times: Float64Array.from(times), rowColumns: { time: 'day' } })
    const { train } = withTrainRows(timed, splitOf(timed, 0), 4, {}, draw)
    assert.equal(
      [...train].map((row) => times[row]).sort((a, b) => a - b),
      [8, 9, 10, 11],
    )
  })

  test('more rows than there are is an error that says how many there are', () =>
    refused(
      () => at(101),
      2,
      '--train-rows 101: a split of made has 100 rows to train on; give sizes up to that',
    ))
})
