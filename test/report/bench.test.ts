import { summarizeRounds } from '../../src/bench/measurement.ts'
import { benchDocument } from '../../src/report/bench.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { kernel, training } from './samples/bench.ts'

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
    const lines = render(benchDocument([training, kernel]), 'json').split('\n')
    assert.is(lines.pop(), '')
    assert.equal(
      lines.map((line) => JSON.parse(line)),
      [training, kernel],
    )
  })

  test('a table shows durations with units, and no column that is empty', () => {
    const lines = render(benchDocument([training]), 'table')
      .trimEnd()
      .split('\n')
    assert.is(lines.length, 2)
    assert.match(lines[0], /^workload +build +median +first +least +samples\/s +GFLOP\/s +MB +train +test$/)
    assert.match(lines[1], /^W2 +strict +300 ms +500 ms +210 ms +299500 +25\.7 +81 +0\.9955 +0\.9944$/)
    assert.match(render(benchDocument([kernel]), 'table'), /GB\/s\ncopy +strict +2 us +2 us +2 us +12\.3\n$/)
  })

  test('CSV has every field, empty where a measurement has none', () => {
    const [head, row] = render(benchDocument([kernel]), 'csv').split('\n')
    assert.match(head, /^workload,build,seconds,first_seconds,least_seconds,rounds,/)
    assert.is(row, 'copy,strict,0.000002,0.000002,0.000002,1,,,,12.34,,,,,v20.0.0')
  })
})
