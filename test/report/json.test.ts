import { renderJson } from '../../src/report/json.ts'
import { summaryColumns } from '../../src/results/summary.ts'
import { trialColumns } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { matchesGolden } from './golden.ts'
import { comparison } from './sample.ts'

suite('JSON', (test) => {
  test('the whole comparison', () => {
    matchesGolden('json', renderJson(comparison))
  })

  test('rows have the names and the order of the CSV columns', () => {
    const { summary, trials } = JSON.parse(renderJson(comparison))
    assert.equal(
      Object.keys(summary[0]),
      summaryColumns.map((column) => column.name),
    )
    assert.equal(
      Object.keys(trials[0]),
      trialColumns.map((column) => column.name),
    )
  })

  test('numbers survive, missing ones are null', () => {
    const { summary, trials } = JSON.parse(renderJson(comparison))
    assert.is(trials[0].train_loss_noisy, 0.1 + 0.2)
    assert.is(trials[1].test_score, null)
    const broken = { ...comparison.methods[0], gapMean: Number.NaN, testLossMean: Number.POSITIVE_INFINITY }
    const rendered = JSON.parse(renderJson({ ...comparison, methods: [broken] }))
    assert.is(rendered.summary[0].gap_mean, null)
    assert.is(rendered.summary[0].test_loss_mean, null)
    assert.is(summary.length, comparison.methods.length)
  })
})
