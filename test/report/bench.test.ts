import type { Measurement } from '../../src/bench/measurement.ts'
import { summarizeRounds } from '../../src/bench/measurement.ts'
import { renderMeasurements } from '../../src/report/bench.ts'
import { assert, suite } from '../harness.ts'

const training: Measurement = {
  workload: 'W2',
  build: 'strict',
  ...summarizeRounds([0.5, 0.21, 0.3]),
  samples_per_second: 299500,
  gflops: 25.66,
  peak_memory_mb: 81,
  train_score: 0.9955,
  test_score: 0.9944,
  fingerprint: '0123456789abcdef',
  node: 'v20.0.0',
}
const kernel: Measurement = {
  workload: 'copy',
  build: 'strict',
  ...summarizeRounds([2e-6]),
  gigabytes_per_second: 12.34,
  node: 'v20.0.0',
}
const style = { color: false, width: 100 }

suite('report/bench', (test) => {
  test('the median of the rounds counts; first and least stand beside it', () => {
    assert.equal(summarizeRounds([0.5, 0.21, 0.3]), {
      seconds: 0.3,
      first_seconds: 0.5,
      least_seconds: 0.21,
      rounds: 3,
    })
  })

  test('JSON is one line a measurement, and says all of it', () => {
    const lines = renderMeasurements([training, kernel], 'json', style).split('\n')
    assert.is(lines.pop(), '')
    assert.equal(
      lines.map((line) => JSON.parse(line)),
      [training, kernel],
    )
  })

  test('a table shows durations with units, and no column that is empty', () => {
    const lines = renderMeasurements([training], 'table', style).trimEnd().split('\n')
    assert.is(lines.length, 2)
    assert.match(lines[0], /^workload +build +median +first +least +samples\/s +GFLOP\/s +MB +train +test$/)
    assert.match(lines[1], /^W2 +strict +300 ms +500 ms +210 ms +299500 +25\.7 +81 +0\.9955 +0\.9944$/)
    assert.match(
      renderMeasurements([kernel], 'table', style),
      /GB\/s\ncopy +strict +2 us +2 us +2 us +12\.3\n$/,
    )
  })

  test('CSV has every field, empty where a measurement has none', () => {
    const [head, row] = renderMeasurements([kernel], 'csv', style).split('\n')
    assert.match(head, /^workload,build,seconds,first_seconds,least_seconds,rounds,/)
    assert.is(row, 'copy,strict,0.000002,0.000002,0.000002,1,,,,12.34,,,,,v20.0.0')
  })
})
