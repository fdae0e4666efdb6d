/** The fast trainer against the float64 reference, weight by weight. test/experiment/trial.test.ts compares the columns. */
import { randomKey } from '../../src/core/random.ts'
import type { Task } from '../../src/data/dataset.ts'
import type { ActivationName } from '../../src/nn/activation.ts'
import { type OptimizerName, optimizers } from '../../src/optimizers/index.ts'
import type { ScheduleName } from '../../src/optimizers/schedules.ts'
import { Rig, type Setup } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import type { Method } from '../reference/regularizers.ts'
import { type ReferenceLength, referenceTrain } from '../reference/train.ts'
import { allNear, F32, near } from '../tolerance.ts'
import { referenceData, SIZES, scaledSetup, TWINS, twinsOf } from './twins.ts'

const [strict, relaxed] = [await Rig.open('strict'), await Rig.open('relaxed')]

function runFast(spec: string, setup: Setup, rig = strict) {
  const model = rig.model(spec, setup)
  const outcome = train(model, setup.training, randomKey(setup.seed, 'order', 0, 0))
  assert.equal(model.arena.overruns(), [])
  return { outcome, model, ...layersOf(model) }
}

function layersOf({ arena, plan }: Model) {
  const parameters = arena.f32('parameters')
  const read = ({ offset, length }: { offset: number; length: number }) =>
    parameters.slice(offset, offset + length)
  const { weights, biases } = plan.mlp.layout
  return { weights: weights.map(read), biases: biases.map(read) }
}

function runReference(method: Method, setup: Setup, length: ReferenceLength) {
  const { dataset, network, training, seed } = setup
  const { activation, init } = network
  const { optimizer, learningRate: rate, momentum, schedule } = training
  const sizes = SIZES[dataset.task]
  return referenceTrain(
    { sizes, activation, task: dataset.task, method, optimizer, rate, momentum, schedule, init, seed },
    referenceData(setup),
    length,
  )
}

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

suite('trainer', (test) => {
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
