/** The fast trainer against the float64 reference, weight by weight. test/experiment/trial.test.ts compares the columns. */
import { randomKey } from '../../src/core/random.ts'
import type { Task } from '../../src/data/dataset.ts'
import type { ActivationName } from '../../src/nn/activation.ts'
import { type OptimizerName, optimizers } from '../../src/optimizers/index.ts'
import type { ScheduleName } from '../../src/optimizers/schedules.ts'
import type { Setup } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { penaltyOf } from '../../src/training/penalty.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { allNear, F32, near } from '../tolerance.ts'
import { relaxed, runFast, runReference, strict } from './runs.ts'
import { LONG_CLASS_TWINS, LONG_TWINS, NORM_TWINS, scaledSetup, TWINS, twinsOf } from './twins.ts'

/** Columns of five rows divide by deviations that may be small. */
const LOOSE = { absolute: 1e-4, relative: 1e-4 }

const ACTIVATIONS: readonly ActivationName[] = ['relu', 'leaky-relu', 'tanh', 'sigmoid']
const SCHEDULES: readonly ScheduleName[] = ['constant', 'step', 'cosine', 'inverse-time']

suite('trainer against the reference', (test) => {
  for (const [t, task] of (['classification', 'regression'] as const satisfies readonly Task[]).entries()) {
    for (const [o, optimizer] of (Object.keys(optimizers) as OptimizerName[]).entries()) {
      const activation = ACTIVATIONS[(o + 2 * t) % 4]
      const schedule = SCHEDULES[(o + t) % 4]
      test(`three steps of each method: ${task}, ${optimizer}, ${activation}, ${schedule}`, () => {
        for (const [spec, method] of twinsOf(task)) {
          const training = { epochs: 1, optimizer, schedule, learningRate: optimizer === 'adam' ? 0.02 : 0.1 }
          const setup = scaledSetup(task, { activation, init: t === 0 ? 'he' : 'glorot' }, training)
          const expected = runReference(method, setup, { epochs: 1 })
          for (const rig of [strict, relaxed]) {
            const { outcome, weights, biases } = runFast(spec, setup, rig)
            assert.is(outcome.steps, 3)
            near(outcome.lossNoisy, expected.trainLossNoisy, `${spec}, noisy loss`)
            near(outcome.gradNorm, expected.gradNorm, `${spec}, norm of the gradients`)
            near(outcome.keepSeen, expected.keepSeen, `${spec}, keep seen`, { absolute: 0, relative: 1e-12 })
            weights.forEach((w, l) => {
              allNear(w, expected.weights[l], `${spec}, ${rig.build}, weights ${l}`)
            })
            biases.forEach((b, l) => {
              allNear(b, expected.biases[l], `${spec}, ${rig.build}, biases ${l}`)
            })
          }
        }
      })
    }
  }

  for (const [t, task] of (['classification', 'regression'] as const).entries()) {
    const optimizer = t === 0 ? 'adam' : 'momentum'
    test(`four epochs of what changes over a run: ${task}, ${optimizer}`, () => {
      const twins = task === 'classification' ? [...LONG_TWINS, ...LONG_CLASS_TWINS] : LONG_TWINS
      for (const [s, [spec, method]] of twins.entries()) {
        const schedule = SCHEDULES[s % 4]
        const training = { epochs: 4, optimizer, schedule, learningRate: 0.02 } as const
        const setup = scaledSetup(task, { activation: 'tanh' }, training)
        const expected = runReference(method, setup, { epochs: 4 })
        const { outcome, weights, biases, model } = runFast(spec, setup)
        near(outcome.lossNoisy, expected.trainLossNoisy, `${spec}, noisy loss`)
        near(outcome.keepSeen, expected.keepSeen, `${spec}, keep seen`, { absolute: 0, relative: 1e-12 })
        near(penaltyOf(model), expected.penalty, `${spec}, penalty`)
        weights.forEach((w, l) => {
          allNear(w, expected.weights[l], `${spec}, weights ${l}`)
        })
        biases.forEach((b, l) => {
          allNear(b, expected.biases[l], `${spec}, biases ${l}`)
        })
      }
    })
  }

  for (const task of ['classification', 'regression'] as const) {
    test(`normalized layers, with a last minibatch of one row: ${task}`, () => {
      for (const [o, [spec, method]] of NORM_TWINS.entries()) {
        const optimizer = (['sgd', 'momentum', 'adam'] as const)[o % 3]
        const activation = o % 2 === 0 ? 'tanh' : 'sigmoid'
        const training = {
          epochs: 2,
          optimizer,
          batchSize: 5,
          learningRate: 0.02,
          clipNorm: o === 1 ? 0.5 : 0,
        }
        const setup = scaledSetup(task, { activation }, training)
        const expected = runReference(method, setup, { epochs: 2 })
        const { outcome, weights, biases, model } = runFast(spec, setup)
        near(outcome.lossNoisy, expected.trainLossNoisy, `${spec}, noisy loss`, LOOSE)
        near(outcome.gradNorm, expected.gradNorm, `${spec}, norm of the gradients`, LOOSE)
        const { reference } = expected
        const extra = (name: string, l: number) => {
          const { offset, length } = model.plan.net.layout.extras.get(`${name} ${l}`)!
          return model.arena.f32('parameters').slice(offset, offset + length)
        }
        weights.forEach((w, l) => {
          allNear(w, expected.weights[l], `${spec}, weights ${l}`, LOOSE)
          allNear(biases[l], expected.biases[l], `${spec}, biases ${l}`, LOOSE)
          if (l === weights.length - 1) return
          const { runningMeans, runningVariances } = reference.running[l]
          allNear(extra('gains', l), reference.parameters.gains![l], `${spec}, gains ${l}`, LOOSE)
          allNear(extra('running means', l), runningMeans, `${spec}, running means ${l}`, LOOSE)
          allNear(extra('running variances', l), runningVariances, `${spec}, running variances ${l}`, LOOSE)
        })
        near(evaluate(model, model.test)!.loss, expected.testLoss, `${spec}, test loss`, LOOSE)
      }
    })
  }

  test('early stopping restores the running figures of the best epoch, too', () => {
    const setup = scaledSetup('classification', { activation: 'tanh' }, { epochs: 40, learningRate: 0.3 })
    const { model, outcome } = runFast('batch-norm+early-stopping:3', setup)
    assert.ok(outcome.bestEpoch < outcome.epochs)
    const shorter = runFast('batch-norm', {
      ...setup,
      training: { ...setup.training, epochs: outcome.bestEpoch },
    })
    assert.equal(model.arena.f32('parameters'), shorter.model.arena.f32('parameters'))
    assert.equal(evaluate(model, model.test), evaluate(shorter.model, shorter.model.test))
  })

  test('stays with it for 30 epochs of dropout, l2 and max-norm', () => {
    const [spec, method] = TWINS.find(([spec]) => spec.startsWith('max-norm:0.9+'))!
    const setup = scaledSetup('classification', { activation: 'tanh' }, { epochs: 30, optimizer: 'momentum' })
    const expected = runReference(method, setup, { epochs: 30 })
    const { outcome, weights } = runFast(spec, setup)
    assert.is(outcome.steps, 90)
    weights.forEach((w, l) => {
      allNear(w, expected.weights[l], `weights ${l}`, { absolute: 1e-4, relative: 1e-4 })
    })
  })

  test('a minibatch larger than the training rows is all of them', () => {
    const setup = scaledSetup('regression', {}, { epochs: 3, batchSize: 50 })
    const { outcome, weights } = runFast('inverted-dropout:keep=0.6', setup)
    assert.is(outcome.steps, 3)
    const expected = runReference({ dropout: { kind: 'inverted', keep: 0.6 } }, setup, { epochs: 3 })
    weights.forEach((w, l) => {
      allNear(w, expected.weights[l], `weights ${l}`)
    })
  })

  test('minibatches of one row train row by row', () => {
    const setup = scaledSetup('classification', {}, { epochs: 1, batchSize: 1, learningRate: 0.02 })
    const { outcome, weights } = runFast('none', setup)
    assert.is(outcome.steps, 11)
    const expected = runReference({}, setup, { epochs: 1 })
    weights.forEach((w, l) => {
      allNear(w, expected.weights[l], `weights ${l}`)
    })
  })
})

suite('clipping', (test) => {
  for (const [o, optimizer] of (Object.keys(optimizers) as OptimizerName[]).entries()) {
    test(`is that of the reference under ${optimizer}, in every build`, () => {
      for (const [t, task] of (['classification', 'regression'] as const).entries()) {
        const activation = ACTIVATIONS[(o + 2 * t) % 4]
        for (const [spec, method] of twinsOf(task)) {
          const training = {
            epochs: 1,
            optimizer,
            clipNorm: 0.3,
            learningRate: optimizer === 'adam' ? 0.02 : 0.1,
          }
          const setup = scaledSetup(task, { activation, init: t === 0 ? 'he' : 'glorot' }, training)
          const expected = runReference(method, setup, { epochs: 1 })
          const { gradNorms } = expected.reference
          assert.ok(
            gradNorms.some((norm) => norm > 0.3),
            `${spec} is never clipped`,
          )
          for (const rig of [strict, relaxed]) {
            const { outcome, weights } = runFast(spec, setup, rig)
            near(outcome.gradNorm, expected.gradNorm, `${spec}, norm of the gradients`)
            weights.forEach((w, l) => {
              allNear(w, expected.weights[l], `${spec}, ${rig.build}, weights ${l}`)
            })
          }
        }
      }
    })
  }

  test('off, or at a norm that is never reached, gives the same bits', () => {
    const run = (clipNorm: number | null) =>
      runFast(
        'l1:0.02+inverted-dropout:keep=0.7',
        scaledSetup('classification', {}, { epochs: 4, ...(clipNorm !== null && { clipNorm }) }),
      )
    const off = run(null)
    for (const clipNorm of [0, 1e6, Infinity]) {
      const { weights, biases, outcome } = run(clipNorm)
      assert.equal(
        { weights, biases, outcome },
        { weights: off.weights, biases: off.biases, outcome: off.outcome },
      )
    }
    assert.not.equal(run(0.1).weights, off.weights)
  })

  test('keeps a run finite whose gradients explode', () => {
    const setup = (clipNorm: number) =>
      scaledSetup('regression', {}, { epochs: 30, learningRate: 1e6, clipNorm })
    const wild = runFast('none', setup(0)).outcome
    assert.not(wild.finite)
    assert.is(wild.gradNorm, null)
    const tamed = runFast('none', setup(1e-7)).outcome
    assert.ok(tamed.finite && tamed.gradNorm! > 1e-7, `${tamed.gradNorm}`)
  })

  test('sees all layers together, whatever rates they have', () => {
    const setup = scaledSetup('classification', {}, { epochs: 1, batchSize: 50, clipNorm: 0.05 })
    const plain = runFast('none', setup)
    const factors = { init: [1, 1, 1], rate: [1, 1, 1] }
    assert.equal(runFast('none', { ...setup, layerFactors: factors }).weights, plain.weights)
  })
})

suite('trainer', (test) => {
  test('takes norms of gradients in the epochs that may be the last, and in no other', () => {
    const counted = (spec: string, training: Partial<Setup['training']>) => {
      let calls = 0
      const core = {
        ...strict.core,
        clipNorm: (...args: [number, number, number]) => {
          calls++
          return strict.core.clipNorm(...args)
        },
      }
      const setup = scaledSetup('classification', { activation: 'tanh' }, training)
      const model = strict.model(spec, setup, core)
      const outcome = train(model, setup.training, randomKey(0, 'order', 0, 0))
      assert.ok(outcome.gradNorm! > 0)
      return { outcome, calls }
    }
    assert.is(counted('none', { epochs: 7 }).calls, 3)
    assert.is(counted('none', { epochs: 7, clipNorm: 1 }).calls, 21)
    const { outcome, calls } = counted('early-stopping:3', { epochs: 60, learningRate: 0.3 })
    // The epochs that are the third after the best so far, and the last.
    assert.ok(
      outcome.epochs < 60 && calls >= 3 && calls < outcome.steps,
      `${calls} of ${outcome.steps} steps`,
    )
  })

  test('a rate that is too large ends the run, and says so', () => {
    const setup = scaledSetup('regression', {}, { epochs: 50, learningRate: 1e6 })
    const { outcome } = runFast('none', setup)
    assert.not(outcome.finite)
    assert.ok(outcome.epochs < 50, `${outcome.epochs} epochs`)
  })

  test('the order of rows differs by epoch, and not by method', () => {
    const seen = (spec: string) => {
      const setup = scaledSetup('classification', {}, { epochs: 3 })
      const model = strict.model(spec, setup)
      const orders: number[][] = []
      const load = model.minibatch.load.bind(model.minibatch)
      model.minibatch.load = (rowIds, start, x, M) => {
        orders.push(Array.from(model.arena.i32(rowIds.name).subarray(start, start + M)))
        load(rowIds, start, x, M)
      }
      train(model, setup.training, randomKey(0, 'order', 0, 0))
      return [0, 1, 2].map((epoch) => orders.slice(3 * epoch, 3 * epoch + 3).flat())
    }
    const orders = seen('none')
    assert.equal(seen('inverted-dropout:keep=0.5+l1:0.1'), orders)
    assert.is(new Set(orders.map((order) => order.join())).size, 3)
    for (const order of orders) {
      assert.equal(
        [...order].sort((a, b) => a - b),
        Array.from(scaledSetup('classification').split.train),
      )
    }
  })
})

suite('early stopping', (test) => {
  /** Overfits at once: a large network's rate on 11 rows of noise. */
  const setup = (epochs: number) =>
    scaledSetup('classification', { activation: 'tanh' }, { epochs, learningRate: 0.3 })

  for (const patience of [1, 3, 8]) {
    test(`patience ${patience}: epochs, best epoch and weights are those of the reference`, () => {
      const expected = runReference({}, setup(60), { epochs: 60, patience })
      const { outcome, weights } = runFast(`early-stopping:${patience}`, setup(60))
      assert.is(outcome.epochs, expected.epochs)
      assert.is(outcome.bestEpoch, expected.bestEpoch)
      assert.is(outcome.steps, 3 * outcome.epochs)
      near(outcome.gradNorm, expected.gradNorm, 'norm of the gradients')
      assert.is(outcome.epochs, outcome.bestEpoch + patience)
      weights.forEach((w, l) => {
        allNear(w, expected.weights[l], `weights ${l}`, { ...F32, absolute: 1e-4 })
      })
    })
  }

  test('restores the weights of the best epoch to the bit', () => {
    const { outcome, weights, biases } = runFast('early-stopping:3', setup(60))
    const shorter = runFast('none', setup(outcome.bestEpoch))
    assert.equal(weights, shorter.weights)
    assert.equal(biases, shorter.biases)
  })

  test('restores them too when the epochs run out first', () => {
    const { outcome } = runFast('early-stopping:3', setup(60))
    const epochs = outcome.bestEpoch + 1
    const cut = runFast('early-stopping:3', setup(epochs))
    assert.is(cut.outcome.epochs, epochs)
    assert.is(cut.outcome.bestEpoch, outcome.bestEpoch)
    assert.equal(cut.weights, runFast('none', setup(outcome.bestEpoch)).weights)
  })

  test('with patience to spare, changes nothing before the best epoch', () => {
    const { outcome } = runFast('early-stopping:60', setup(60))
    assert.is(outcome.epochs, 60)
    assert.ok(outcome.bestEpoch < 60)
  })
})
