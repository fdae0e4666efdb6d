import { warningTexts } from '../../src/report/warnings.ts'
import type { Resampling } from '../../src/results/identity.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { summarize } from '../../src/statistics/summarize.ts'
import { comparisonWarnings } from '../../src/statistics/warnings.ts'
import { assert, suite } from '../harness.ts'
import { folds, trial } from './trials.ts'

const scores = [0.9, 0.93, 0.91, 0.95, 0.92]

function warned(trials: readonly TrialResult[], resampling: Resampling = 'folds'): string[] {
  const methods = [...new Set(trials.map((each) => each.method))]
  return warningTexts(
    comparisonWarnings(summarize(trials, { methods, baseline: 'none', resampling }).methods, trials, {
      resampling,
    }),
  )
}

suite('warnings', (test) => {
  test('none where there is nothing to warn of', () => {
    assert.equal(warned([...folds('none', scores), ...folds('l2', scores.toReversed())]), [])
  })

  test('fewer than five pairs', () => {
    assert.equal(warned(folds('none', scores.slice(1))), [
      'only 4 pairs of trials to compare: intervals are wide and tests decide little; raise --folds or --repeats',
    ])
    assert.equal(warned(folds('none', [0.9]), 'holdout'), [
      'only 1 pair of trials to compare: there is no interval and no test; raise --repeats',
    ])
  })

  test('repeats of given folds are no further pairs', () => {
    const twice = [0, 1].flatMap((repeat) => folds('none', scores.slice(2), { repeat }))
    assert.equal(warned(twice), [])
    assert.equal(warned(twice, 'given-folds'), [
      'only 3 pairs of trials to compare: intervals are wide and tests decide little; use a --fold-column of more folds',
    ])
  })

  test('diverged and failed trials, with their number', () => {
    const partly = folds('l1:10', scores).map(
      (each, fold): TrialResult =>
        fold < 2 ? { ...each, status: fold === 0 ? 'diverged' : 'failed', testScore: null } : each,
    )
    assert.equal(warned([...folds('none', scores), ...partly]), [
      'l1:10: 1 of 5 trials diverged; its means are of the others, its difference is over common pairs, and no verdict is given; lower --learning-rate or the strength',
      'l1:10: 1 of 5 trials failed; its means are of the others, its difference is over common pairs, and no verdict is given; run it alone with --jobs 1 and see standard error',
    ])
  })

  test('weights that ran away although they are finite', () => {
    const norms = [19, 1689, 25, 400, 21]
    const trials = [
      ...folds('none', scores),
      ...folds('l2', scores.toReversed()).map((each, i) => ({ ...each, weightNorm: norms[i]! })),
    ]
    const methods = summarize(trials, {
      methods: ['none', 'l2'],
      baseline: 'none',
      resampling: 'folds',
    }).methods
    const said = (freshNorm?: number) =>
      warningTexts(comparisonWarnings(methods, trials, freshNorm === undefined ? {} : { freshNorm }))
    // sqrt(2 (128 + 64 + 1)), of fresh weights of a network 128-64 with one output.
    assert.equal(said(19.6), [
      'l2: the weights of 2 of 5 trials ran away: their norm is up to 1690, that of fresh weights 19.6; lower --learning-rate',
    ])
    assert.equal(said(), [])
    assert.equal(said(200), [])
  })

  test('one test file for all trials', () => {
    const trials = scores.map((testScore, repeat) => trial({ repeat, testScore }))
    const [warning] = warned(trials, 'fixed-test')
    assert.match(warning, /^all trials share one test file: .*training noise \(the seed\) alone/)
  })

  test('differences without variance', () => {
    const shifted = scores.map((score) => score - 0.01)
    assert.equal(warned([...folds('none', scores), ...folds('l2', shifted)]), [
      'l2: no variance: every pair shows the same difference, so there is no test; raise --repeats or use more rows',
    ])
  })
})
