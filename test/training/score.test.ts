import { metricsOf } from '../../src/metrics/index.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import { parseAverage } from '../../src/settings/average.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { type Scorer, scoreFully, scoreRows } from '../../src/training/score.ts'
import { assert, suite } from '../harness.ts'
import { near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 300

/** Weight scaling is the default, which has no name of its own. */
const averaging = (name: string) => {
  const average = parseAverage(name)
  return average === undefined ? {} : { average }
}

const made = (task: 'classification' | 'regression', changes: Partial<Scorer> = {}) => {
  const setup = toy(task, ROWS, [5, 9, 6, task === 'classification' ? 3 : 1], 'tanh', { batchSize: 8 })
  const model = rig.model('inverted-dropout:keep=0.5', setup)
  const scorer: Scorer = {
    dataset: setup.dataset,
    target: { mean: 3, deviation: model.targetDeviation },
    scoring: {},
    ...changes,
  }
  return { model, scorer }
}

suite('training/score', (test) => {
  for (const average of ['scale', 'mc:5', 'gaussian']) {
    test(`${average}: accuracy by rows is the share of right answers that the core counts, to the bit`, () => {
      const { model, scorer } = made('classification', averaging(average))
      const whole = evaluate(model, model.train, scorer.average)!
      const full = scoreFully(model, model.train, scorer)!
      assert.is(full.scores.get('accuracy'), whole.score)
      assert.is(full.loss, whole.loss)
      near(full.scores.get('log-loss')!, whole.loss, 'log loss', { absolute: 1e-6, relative: 1e-6 })
      assert.equal([...full.scores.keys()], metricsOf('classification'))
    })

    test(`${average}: rmse is the root of the loss, to the bit, and that of the rows to f32`, () => {
      const { model, scorer } = made('regression', averaging(average))
      const whole = evaluate(model, model.train, scorer.average)!
      const full = scoreFully(model, model.train, scorer)!
      assert.is(full.scores.get('rmse'), whole.score)
      assert.is(scoreRows(model, model.train, scorer)!.score, whole.score)
    })
  }

  test('the metric asked for is the score, of the rows asked about', () => {
    const { model, scorer } = made('classification', { scoring: { metric: 'auc' } })
    const full = scoreFully(model, model.train, scorer)!
    assert.is(full.score, full.scores.get('auc')!)
    assert.is(scoreRows(model, model.train, scorer)!.score, full.score)
    assert.is(full.outputs.rows.length, model.train.count)
    assert.is(scoreRows(model, { ...model.train, count: 0 }, scorer), null)
  })

  test('weights count in every score, and equal ones are none', () => {
    const { model, scorer } = made('classification')
    const plain = scoreFully(model, model.train, scorer)!
    const weighted = (of: (row: number) => number) =>
      scoreFully(model, model.train, {
        ...scorer,
        dataset: {
          ...scorer.dataset,
          weights: Float64Array.from({ length: scorer.dataset.rows }, (_, row) => of(row)),
        },
      })!
    assert.equal([...weighted(() => 0.25).scores], [...plain.scores])
    const ones = weighted((row) => (scorer.dataset.labels[row] === 1 ? 1 : 0))
    const right = [...plain.outputs.rows].filter((row) => scorer.dataset.labels[row] === 1)
    assert.ok(right.length > 0)
    // Rows of one class alone count: its recall is the accuracy.
    assert.is(ones.scores.get('accuracy'), ones.scores.get('balanced-accuracy'))
    assert.is(ones.scores.get('auc'), null)
  })
})
