/** The losses of a regression and the weights of rows, in training and in what is reported, against the float64 reference. */
import { gradient, moveBiases, objective } from '../../src/selftest/objective.ts'
import type { Setup } from '../../src/selftest/rig.ts'
import type { Average } from '../../src/settings/average.ts'
import type { TrainingSettings } from '../../src/settings/training.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { assert, suite } from '../harness.ts'
import type { RegressionLoss } from '../reference/network.ts'
import { allNear, near } from '../tolerance.ts'
import { type ReferenceTwin, relaxed, runFast, runReference, strict } from './runs.ts'
import { scaledSetup, twinsOf } from './twins.ts'

const LOSSES: readonly (readonly [loss: string, twin: RegressionLoss])[] = [
  ['squared', 'squared'],
  ['absolute', 'absolute'],
  ['huber:0.5', { huber: 0.5 }],
  ['huber:1.35', { huber: 1.35 }],
]

/** A row counts 0.2 to 3; one training row and one test row do not count at all. */
function weighted(setup: Setup): Setup {
  const { dataset } = setup
  const weights = Float64Array.from({ length: dataset.rows }, (_, row) =>
    row === 3 || row === 4 ? 0 : [0.2, 1, 3, 0.7, 1.9][row % 5],
  )
  return { ...setup, dataset: { ...dataset, weights } }
}

const withTraining = (setup: Setup, more: Partial<TrainingSettings>): Setup => ({
  ...setup,
  training: { ...setup.training, ...more },
})

/** Weights, loss and scores of one epoch, in both builds. */
function agrees(spec: string, method: Parameters<typeof runReference>[0], setup: Setup, twin: ReferenceTwin) {
  const expected = runReference(method, setup, { epochs: 1 }, twin)
  for (const rig of [strict, relaxed]) {
    const { outcome, model, weights, biases } = runFast(spec, setup, rig)
    const what = `${spec}, ${rig.build}`
    near(outcome.lossNoisy, expected.trainLossNoisy, `${what}, noisy loss`)
    near(outcome.gradNorm, expected.gradNorm, `${what}, norm of the gradients`)
    weights.forEach((w, l) => {
      allNear(w, expected.weights[l], `${what}, weights ${l}`)
    })
    biases.forEach((b, l) => {
      allNear(b, expected.biases[l], `${what}, biases ${l}`)
    })
    near(evaluate(model, model.train)!.loss, expected.trainLoss, `${what}, training loss`)
    near(evaluate(model, model.validation)!.loss, expected.validationLoss, `${what}, validation loss`)
    near(evaluate(model, model.test)!.loss, expected.testLoss, `${what}, test loss`)
    near(evaluate(model, model.train)!.score, expected.trainScore, `${what}, training score`)
    near(evaluate(model, model.test)!.score, expected.testScore, `${what}, test score`)
  }
}

suite('losses of a regression', (test) => {
  for (const [loss, twin] of LOSSES) {
    test(`${loss}: every method trains as in the reference, rows weighted or not`, () => {
      for (const [spec, method] of twinsOf('regression')) {
        const setup = withTraining(scaledSetup('regression', { activation: 'tanh' }, { epochs: 1 }), { loss })
        agrees(spec, method, setup, { loss: twin })
        agrees(spec, method, weighted(setup), { loss: twin })
      }
    })
  }

  test('squared, and huber beyond all differences, give the bits of today', () => {
    const run = (training: Partial<TrainingSettings>) => {
      const { model, outcome, weights, biases } = runFast(
        'inverted-dropout:keep=0.7+l2:0.01',
        scaledSetup('regression', {}, { epochs: 3, ...training }),
      )
      return { outcome, weights, biases, test: evaluate(model, model.test) }
    }
    const plain = run({})
    assert.equal(run({ loss: 'squared' }), plain)
    assert.equal(run({ loss: 'huber:1e6' }), plain)
    assert.not.equal(run({ loss: 'huber:0.1' }).weights, plain.weights)
  })

  test('a loss of numbers is refused for classes', () => {
    for (const [task, loss, sentence] of [
      ['classification', 'absolute', /--loss absolute is for a number to predict, and "y" has classes/],
    ] as const) {
      assert.throws(() => strict.model('none', withTraining(scaledSetup(task), { loss })), sentence)
    }
    assert.ok(strict.model('none', withTraining(scaledSetup('classification'), { loss: 'squared' })))
  })
})

suite('weights of rows', (test) => {
  const CLASS_WEIGHTS = [
    [{ '0': 0.5, '1': 3 }, [0.5, 3]],
    [{ '1': 4 }, [1, 4]],
    ['balanced', 'balanced'],
  ] as const

  test('every method of a classification trains and scores as in the reference', () => {
    for (const [spec, method] of twinsOf('classification')) {
      const setup = scaledSetup('classification', { activation: 'tanh' }, { epochs: 1 })
      agrees(spec, method, weighted(setup), {})
      for (const [classWeight, classWeights] of CLASS_WEIGHTS) {
        agrees(spec, method, withTraining(setup, { classWeight }), { classWeights })
        agrees(spec, method, withTraining(weighted(setup), { classWeight }), { classWeights })
      }
    }
  })

  test('the gradient is that of the weighted objective, by finite differences', () => {
    for (const task of ['classification', 'regression'] as const) {
      const made = weighted(scaledSetup(task, { activation: 'tanh' }, { batchSize: 11 }))
      for (const more of task === 'classification'
        ? [{}, { classWeight: 'balanced' as const }]
        : [{}, { loss: 'huber:5' }]) {
        const model = strict.model('l2:0.1', withTraining(made, more))
        moveBiases(model)
        const analytic = gradient(model, 11)
        const parameters = model.arena.f32('parameters')
        for (let at = 0; at < parameters.length; at++) {
          const here = parameters[at]
          const look = (by: number) => {
            parameters[at] = here + by
            const value = objective(model, 11)
            parameters[at] = here
            return value
          }
          const h = 1 / 64
          const slope = (8 * (look(h) - look(-h)) - (look(2 * h) - look(-2 * h))) / (12 * h)
          near(analytic[at], slope, `${task}, parameter ${at}`, { absolute: 1e-4, relative: 1e-4 })
        }
      }
    }
  })

  test('that are all equal give the bits of none, whatever they are', () => {
    for (const task of ['classification', 'regression'] as const) {
      const run = (setup: Setup, spec = 'inverted-dropout:keep=0.7+l1:0.01') => {
        const { model, outcome, weights, biases } = runFast(spec, setup)
        const parts = [model.train, model.validation, model.test].map((rows) => evaluate(model, rows))
        return { outcome, weights, biases, parts }
      }
      const setup = scaledSetup(task, {}, { epochs: 3 })
      const plain = run(setup)
      for (const value of [1, 0.1, 3, 1e-20]) {
        const weights = new Float64Array(setup.dataset.rows).fill(value)
        assert.equal(run({ ...setup, dataset: { ...setup.dataset, weights } }), plain, `${task}, ${value}`)
      }
      if (task === 'regression') continue
      for (const classWeight of [{}, { '0': 1 }, { '0': 0.7, '1': 0.7 }]) {
        assert.equal(run(withTraining(setup, { classWeight })), plain, JSON.stringify(classWeight))
      }
      const smoothed = run(setup, 'label-smoothing:0.2')
      assert.equal(
        run(withTraining(setup, { classWeight: { '0': 2, '1': 2 } }), 'label-smoothing:0.2'),
        smoothed,
      )
    }
  })

  for (const average of [
    { kind: 'scale' },
    { kind: 'mc', samples: 3 },
    { kind: 'exact' },
  ] as const satisfies readonly Average[]) {
    test(`a row of weight 0 is no row in loss and score, ${average.kind} averaged`, () => {
      for (const [task, more] of [
        ['classification', {}],
        ['classification', { classWeight: 'balanced' }],
        ['regression', {}],
        ['regression', { loss: 'absolute' }],
      ] as const) {
        const setup = withTraining(scaledSetup(task), more)
        const spec = 'inverted-dropout:keep=0.5/0.5'
        const only = setup.split.test.slice(1, 3)
        const weights = new Float64Array(setup.dataset.rows).fill(1)
        for (const row of setup.split.test) if (!only.includes(row)) weights[row] = 0
        const all = strict.model(spec, { ...setup, dataset: { ...setup.dataset, weights } })
        const seen = evaluate(all, all.test, average)!
        const some = strict.model(spec, { ...setup, split: { ...setup.split, test: only } })
        const expected = evaluate(some, some.test, average)!
        near(seen.loss, expected.loss, `${task}, loss`, { absolute: 0, relative: 1e-12 })
        near(seen.score, expected.score, `${task}, score`, { absolute: 0, relative: 1e-12 })
      }
    })
  }
})
