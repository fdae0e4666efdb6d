import { predictedBy } from '../../src/experiment/predicted.ts'
import { predictionBlocks, shownPredictors } from '../../src/report/predictedRows.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import type { TrialOutputs } from '../../src/results/outputs.ts'
import { assert, suite } from '../harness.ts'
import { render } from './render.ts'
import { comparison as sample, trial } from './sample.ts'

const made = (outputs: TrialOutputs, classNames?: readonly string[]): Comparison => ({
  ...sample,
  ...(classNames && { classNames }),
  trials: sample.methods.map(({ method }) => ({ ...trial, method, outputs })),
})

const text = (comparison: Comparison): string =>
  render(
    {
      sections: [predictionBlocks(comparison, predictedBy(comparison, shownPredictors(comparison)))],
      data: { csv: () => ({ columns: [], rows: [] }), json: () => ({ value: null }) },
    },
    'table',
  )

const truth = Int32Array.of(0, 1, 1, 1)
const outputs: TrialOutputs = {
  classes: 2,
  rows: Int32Array.of(0, 1, 2, 3),
  truth,
  values: Float64Array.of(0.95, 0.05, 0.75, 0.25, 0.05, 0.95, 0.15, 0.85),
  mean: 0,
  deviation: 1,
}

suite('report/predictedRows', (test) => {
  test('a matrix says who is taken for whom, of the best method and the baseline', () => {
    const shown = text(made(outputs, ['well', 'sick\u001b[31m']))
    assert.match(shown, /class +well +sick\S* +recall %/)
    assert.match(shown, /well +1 +0 +100\.0/)
    assert.match(shown, /sick\S* +1 +2 +66\.7/)
    assert.match(shown, /0\.9 to 1\.0 +2 +95\.0 +100\.0/)
    assert.not.ok(shown.includes('\u001b'), 'names do not act on a terminal')
    assert.is(shown.match(/what was predicted/g)?.length, shownPredictors(made(outputs)).length)
  })

  test('many classes are a row each, with the mistake that is made most', () => {
    const many: TrialOutputs = {
      ...outputs,
      classes: 13,
      truth: Int32Array.of(3, 3, 3),
      rows: Int32Array.of(0, 1, 2),
      values: Float64Array.from({ length: 39 }, (_, at) => (at === 7 || at === 20 || at === 29 ? 1 : 0)),
    }
    assert.match(text(made(many)), /class 3 +3 +33\.3 +class 7 \(2\)/)
  })

  test('residuals of a regression are told by fifths', () => {
    const values: TrialOutputs = {
      ...outputs,
      classes: 0,
      truth: Float64Array.of(1, 2, 3, 4, 5),
      rows: Int32Array.of(0, 1, 2, 3, 4),
      values: Float32Array.of(2, 3, 4, 5, 6),
    }
    assert.match(
      text({ ...made(values), metric: 'rmse', task: 'regression' }),
      /2\.00 to 2\.00 +1 +1\.00 +1\.00/,
    )
  })

  test('nothing is shown of trials that kept nothing', () => {
    assert.is(text({ ...sample, trials: [trial] }).trim(), '')
  })
})
