import { studyDocument } from '../../src/report/study.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import { summaryColumns } from '../../src/results/summary.ts'
import { trialColumns } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { comparison } from './sample.ts'

const jsonOf = (sample: Comparison) => render(studyDocument({ comparisons: [sample], ranking: null }), 'json')

suite('JSON', (test) => {
  test('rows have the names and the order of the CSV columns', () => {
    const { summary, trials } = JSON.parse(jsonOf(comparison))
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
    const { summary, trials } = JSON.parse(jsonOf(comparison))
    assert.is(trials[0].train_loss_noisy, 0.1 + 0.2)
    assert.is(trials[1].test_score, null)
    const broken = { ...comparison.methods[0], gapMean: Number.NaN, testLossMean: Number.POSITIVE_INFINITY }
    const rendered = JSON.parse(jsonOf({ ...comparison, methods: [broken] }))
    assert.is(rendered.summary[0].gap_mean, null)
    assert.is(rendered.summary[0].test_loss_mean, null)
    assert.is(summary.length, comparison.methods.length)
  })
})
