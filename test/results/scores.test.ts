import { metricNames } from '../../src/metrics/index.ts'
import { csvHeader } from '../../src/results/csv.ts'
import { scoreKey, scores } from '../../src/results/scores.ts'
import { trialColumns } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'

suite('results/scores', (test) => {
  test('a trial has a column for every metric of both tasks, named after it', () => {
    const header = csvHeader(trialColumns).split(',')
    for (const name of metricNames) assert.ok(header.includes(`test_${name.replaceAll('-', '_')}`), name)
    assert.equal(Object.keys(scores), metricNames.map(scoreKey))
    assert.is(scoreKey('median-ae'), 'testMedianAe')
  })
})
