import type { TuningPlan } from '../../../src/experiment/tuning/plan.ts'
import { candidateOf, choose, type Judged } from '../../../src/experiment/tuning/search.ts'
import { tuningReport } from '../../../src/experiment/tuning/tuningReport.ts'
import { parseTemplate } from '../../../src/regularizers/template.ts'
import { tuningFinding } from '../../../src/report/findings/tuning.ts'
import { warningTexts } from '../../../src/report/warnings.ts'
import type { TrialResult } from '../../../src/results/trial.ts'
import { assert, suite } from '../../harness.ts'
import { trial } from '../../report/sample.ts'

const result = (loss: number): TrialResult => ({
  ...trial,
  testLoss: loss,
  testScore: 1 - loss / 10,
  epochs: 10,
})

const diverged: TrialResult = { ...trial, status: 'diverged', testLoss: null, testScore: null }

/** A report of a grid of one parameter, from the losses of each value on two folds. */
function reportOf(
  spec: string,
  name: string,
  losses: Readonly<Record<string, readonly (number | null)[]>>,
  changes: Partial<TuningPlan> = {},
) {
  const template = parseTemplate(spec)
  const judged = Object.entries(losses).map(
    ([value, folds]): Judged => ({
      ...candidateOf(template, { [name]: value }),
      epochs: 10,
      results: folds.map((loss) => (loss === null ? diverged : result(loss))),
    }),
  )
  const choice = choose(judged, 'loss')
  const plan: TuningPlan = {
    method: spec,
    template,
    axes: [{ name, values: Object.keys(losses) }],
    stages: [],
    sampled: false,
    halving: false,
    search: 'grid',
    criterion: 'loss',
    ...changes,
  }
  const outcome = { judged, stages: [{ candidates: judged, choice }], choice, epochsSpent: 60 }
  return tuningReport(plan, outcome, {
    dataset: 'digits',
    rows: 100,
    features: 4,
    target: 'y',
    task: 'classification',
    metric: 'accuracy',
    classes: 2,
    evaluation: '2 folds',
    settings: '',
    seed: 0,
    cells: Object.values(losses)[0].length,
    epochs: 10,
    warnings: ['from the splits'],
  })
}

suite('report of a search', (test) => {
  test('marks the best and the most regularized within one standard error', () => {
    const report = reportOf('l2', 'l2.strength', { '0.01': [1, 3], '0.1': [2.4, 2.4], '0.5': [9, 9] })
    assert.is(report.best, 'l2:0.01')
    assert.is(report.oneSe, 'l2:0.1')
    assert.equal(
      report.candidates.map(({ best, oneSe }) => [best, oneSe]),
      [
        [true, false],
        [false, true],
        [false, false],
      ],
    )
    assert.is(report.candidates[0].lossMean, 2)
    assert.is(report.candidates[0].lossSe, 1)
    assert.match(
      tuningFinding(report),
      /the least loss, 2\.00 ± 1\.00 .* is that of l2:0\.01; the most .* is l2:0\.1$/,
    )
  })

  test('counts what every candidate in full would have cost', () => {
    const report = reportOf('l2', 'l2.strength', { '0.01': [1, 3], '0.1': [2, 2] })
    assert.is(report.epochsOfAll, 2 * 2 * 10)
    assert.is(report.epochsSpent, 60)
  })

  test('sorts the values of an axis as numbers, and sees that they go by factors', () => {
    const [axis] = reportOf('l2', 'l2.strength', { '0.1': [1, 1], '1e-3': [1, 1], '0.01': [1, 1] }).axes
    assert.equal(axis, { name: 'l2.strength', values: ['1e-3', '0.01', '0.1'], log: true })
    const [flag] = reportOf('l2:1', 'l2.bias', { true: [1, 1], false: [2, 2] }).axes
    assert.is(flag.log, false)
  })
})

suite('warnings of a search', (test) => {
  const warnings = (...args: Parameters<typeof reportOf>) => warningTexts(reportOf(...args).warnings).slice(1)

  test('name an edge and where to look beyond it', () => {
    assert.equal(warnings('l2', 'l2.strength', { '1e-3': [3, 3], '0.01': [2, 2], '0.1': [1, 1] }), [
      'the best l2.strength, 0.1, is the largest tried, and a better one may lie beyond; look there with --scan l2.strength=0.1..10:5log',
    ])
    assert.match(warnings('max-norm', 'max-norm.c', { '1': [1, 1], '2': [2, 2] })[0], /=0\.5\.\.1:5$/)
    assert.match(
      warnings('inverted-dropout', 'inverted-dropout.keep', { '0.4': [1, 1], '0.8': [2, 2] })[0],
      /the smallest tried.*=0\.2\.\.0\.4:5$/,
      'half of the way to 0',
    )
  })

  test('are silent inside, and where nothing lies beyond', () => {
    assert.equal(warnings('l2', 'l2.strength', { '1e-3': [3, 3], '0.01': [1, 1], '0.1': [2, 2] }), [])
    assert.equal(warnings('l2', 'l2.strength', { '0': [1, 1], '0.1': [2, 2] }), [])
    assert.equal(warnings('inverted-dropout', 'inverted-dropout.keep', { '0.5': [2, 2], '1': [1, 1] }), [])
    assert.equal(warnings('l2:1', 'l2.bias', { true: [1, 1], false: [2, 2] }), [])
  })

  test('tell of candidates that diverged, and of a single split', () => {
    const [gone] = warnings('l2', 'l2.strength', { '1e-3': [3, 3], '0.01': [1, 1], '0.1': [2, null] })
    assert.match(gone, /1 of 3 candidates diverged on some fold/)
    const [single] = warnings('l2', 'l2.strength', { '1e-3': [3], '0.01': [1], '0.1': [2] })
    assert.match(single, /one split tells no standard error/)
  })

  test('say what to do when nothing trained', () => {
    const report = reportOf('l2', 'l2.strength', { '0.1': [null, 1], '1': [null, null] })
    assert.is(report.best, null)
    assert.match(tuningFinding(report), /no candidate ended well on every fold: lower --learning-rate/)
  })
})
