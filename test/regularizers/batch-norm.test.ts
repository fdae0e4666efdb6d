import { randomKey } from '../../src/core/random.ts'
import { fit } from '../../src/experiment/run/train.ts'
import { createPredictor } from '../../src/models/predictor.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { gradient, parameterPlaces, slope } from '../../src/selftest/objective.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import type { Model } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { birdEntries, birds, settingsOf } from '../models/fits.ts'
import { allNear, near } from '../tolerance.ts'
import { scaledSetup } from '../training/twins.ts'

const rig = await Rig.open('strict')

const extra = ({ arena, plan }: Model, name: string): Float32Array => {
  const { offset, length } = plan.net.layout.extras.get(name)!
  return arena.f32('parameters').subarray(offset, offset + length)
}

/** A convolution, a pooling without winners, whose change would be a kink, and a dense layer over images of 5 x 4. */
function images(rows: number): Setup {
  const made = toy('classification', rows, [20, 3], 'tanh')
  const image = { height: 5, width: 4, channels: 1 }
  return { ...made, network: { ...made.network, network: parseLayers('conv:3x3,avg:2,dense:4')!, image } }
}

suite('batch normalization', (test) => {
  test('has the gradients of its objective through statistics, convolutions and poolings', () => {
    const ROWS = 5
    const model = rig.model('batch-norm:eps=0.01+l2:0.1,bias=true', images(ROWS))
    const direction = gradient(model, ROWS)
    let seen = 0
    for (const { name, at } of parameterPlaces(model)) {
      const numeric = slope(model, ROWS, at)
      if (numeric === null) continue
      near(direction[at], numeric.value, name, { absolute: 6e-7 / numeric.h, relative: 1e-3 })
      seen++
    }
    assert.ok(seen > 60, `${seen} parameters looked at`)
  })

  test('with the deviations of a minibatch for gains and its means for shifts, changes nothing of it', () => {
    const setup = scaledSetup('classification', { activation: 'tanh' }, { batchSize: 11 })
    const outputs = (spec: string, prepare: (model: Model) => void) => {
      const model = rig.model(spec, setup)
      prepare(model)
      model.minibatch.loadFeatures(model.train.ids, 0, model.net.activations[0], 11)
      model.net.forwardTraining(11)
      return model.arena.f32(model.net.outputs.name).slice(0, 22)
    }
    const normalized = outputs('batch-norm:eps=1e-12', (model) => {
      const layers = model.net.layers.slice(0, -1)
      // Layer by layer, since each one's minibatch is what the layers before it make.
      for (const l of layers.keys()) {
        model.minibatch.loadFeatures(model.train.ids, 0, model.net.activations[0], 11)
        model.net.forwardTraining(11)
        const { offset } = model.plan.net.layout.biases[l]
        const parameters = model.arena.f32('parameters')
        parameters.set(model.arena.f32(`column means ${l}`), offset)
        extra(model, `gains ${l}`).set(model.arena.f32(`inverse deviations ${l}`).map((value) => 1 / value))
      }
    })
    allNear(
      normalized,
      outputs('none', () => {}),
      'outputs',
      { absolute: 1e-5, relative: 1e-5 },
    )
  })

  test('a saved model predicts to the bit what the trained one does, without normalizing anything', async () => {
    for (const spec of ['batch-norm', 'batch-norm+vanilla-dropout:keep=0.7+weight-averaging:0.5']) {
      const seen: Float32Array[] = []
      const { model, figures } = await fit(birds, settingsOf(spec), {
        onFitted(trained) {
          const { net, minibatch, train: rows, kernels, arena } = trained
          minibatch.loadFeatures(rows.ids, 0, net.activations[0], rows.count)
          net.forwardPrediction(rows.count)
          kernels.softmax(net.outputs, net.outputs, rows.count, 3)
          seen.push(arena.f32(net.outputs.name).slice(0, 3 * rows.count))
        },
      })
      const predictor = await createPredictor(model)
      const predictions = predictor.predict(birdEntries, birds.rows)
      assert.is(predictions.task, 'classification')
      assert.equal('probabilities' in predictions && predictions.probabilities, seen[0], spec)
      assert.ok(figures.parameters > 0)
    }
  })

  test('counts its gains among the parameters, and the running figures in the fingerprint alone', () => {
    const setup = scaledSetup('classification')
    const [none, normalized] = ['none', 'batch-norm'].map((spec) => rig.model(spec, setup).plan.net.layout)
    assert.is(normalized.count - none.count, 4 + 3)
    assert.is(normalized.trained.length % 16, 0)
    assert.is(normalized.extras.size, 6)
  })

  test('averaged weights have statistics of their own', () => {
    const setup = scaledSetup('classification', { activation: 'tanh' }, { epochs: 6, learningRate: 0.3 })
    const model = rig.model('batch-norm+weight-averaging:0.5', setup)
    train(model, setup.training, randomKey(0, 'order', 0, 0))
    const before = extra(model, 'running means 0').slice()
    model.minibatch.loadFeatures(model.train.ids, 0, model.net.activations[0], 11)
    model.net.forwardNormalizing(11, 1)
    allNear(extra(model, 'running means 0'), before, 'renewed again', { absolute: 1e-6, relative: 1e-6 })
    assert.ok(Number.isFinite(evaluate(model, model.test)!.loss))
  })

  test('is refused with minibatches of one row, and beside dropconnect', () => {
    assert.throws(
      () => rig.model('batch-norm', scaledSetup('regression', {}, { batchSize: 1 })),
      /a minibatch of one row has no variance; give --batch-size 2 or more/,
    )
    assert.throws(
      () => parseMethod('dropconnect:keep=0.5+batch-norm'),
      /batch-norm does not go with dropconnect/,
    )
  })
})
