import { sampled } from '../../../experiments/defaults/sample.ts'
import { readRecords } from '../../../experiments/tables/convert.ts'
import { assert, suite } from '../../harness.ts'

suite('experiments/defaults/sample', (test) => {
  test('a sample holds so many rows with a target, in their order, the same ones each time', () => {
    const csv = `x,y\n${Array.from({ length: 1000 }, (_, i) => `${i},${i % 10 === 0 ? '' : 1}`).join('\n')}\n`
    const drawn = sampled(csv, 'y', 300)
    assert.is(drawn.rows, 300)
    const kept = readRecords(drawn.csv).map(({ x }) => Number(x))
    assert.is(kept.length, 300)
    assert.ok(kept.every((x, i) => x % 10 !== 0 && (i === 0 || x > kept[i - 1]!)))
    // A third of 900 rows: its mean place is near the middle, 500 within 5 deviations of 16.
    const middle = kept.reduce((sum, x) => sum + x, 0) / 300
    assert.ok(Math.abs(middle - 500) < 80, `the mean place is ${middle}`)
    assert.equal(sampled(csv, 'y', 300), drawn)
    assert.is(sampled(csv, 'y', 5000).rows, 900)
  })
})
