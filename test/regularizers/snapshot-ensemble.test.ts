import { randomKey } from '../../src/core/random.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { fit } from '../../src/experiment/run/train.ts'
import { fingerprint } from '../../src/experiment/run/trial.ts'
import { takeApart } from '../../src/models/manifest.ts'
import { graphOf } from '../../src/models/onnx.ts'
import { createPredictor } from '../../src/models/predictor.ts'
import { putTogether } from '../../src/models/readManifest.ts'
import { savedModel } from '../../src/models/saved.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { Rig } from '../../src/selftest/rig.ts'
import { evaluate } from '../../src/training/evaluate.ts'
import { train } from '../../src/training/trainer.ts'
import { assert, suite } from '../harness.ts'
import { birdEntries, birds, settingsOf } from '../models/fits.ts'
import { near } from '../tolerance.ts'
import { scaledSetup } from '../training/twins.ts'

const rig = await Rig.open('strict')
const setup = scaledSetup(
  'classification',
  { activation: 'tanh' },
  { epochs: 7, schedule: 'cosine', learningRate: 0.3 },
)

/** The run, and the parameters after each epoch. */
function run(spec: string) {
  const model = rig.model(spec, setup)
  const parameters = model.arena.f32('parameters')
  const after: Float32Array[] = []
  train(model, setup.training, randomKey(0, 'order', 0, 0), () => after.push(parameters.slice()))
  return { model, after, parameters }
}

suite('snapshot ensemble', (test) => {
  test('of one network is the run of none along the cosine, to the bit', () => {
    const [none, one] = ['none', 'snapshot-ensemble:1'].map(run)
    assert.equal(one.parameters.slice(0, 60), none.parameters.slice(0, 60))
    assert.is(fingerprint(one.model), fingerprint(run('none').model))
  })

  test('restarts the cosine in each cycle', () => {
    const model = rig.model('snapshot-ensemble:2,cycles=3', setup)
    Object.assign(model.clock, { steps: 21, epochs: 7 })
    const [hook] = model.hooks
    const places = Array.from({ length: 21 }, (_, step) => {
      Object.assign(model.clock, { step, epoch: Math.floor(step / 3) })
      return hook.rateAt!()
    })
    // Epochs 1 and 2, 3 and 4, 5 to 7: of 7 epochs floor(7 / 3) = 2 and floor(14 / 3) = 4 come before the second and third cycle.
    const expected = [6, 6, 9].flatMap((T) => Array.from({ length: T }, (_, t) => [t, T]))
    assert.equal(places, expected)
  })

  test('predicts the mean of the probabilities at the ends of the last cycles', () => {
    const { model, after, parameters } = run('snapshot-ensemble:2,cycles=3')
    const together = evaluate(model, model.test)!
    const { ids, count } = model.test
    const own = parameters.slice()
    const probabilities = [after[3], after[6]].map((snapshot) => {
      parameters.set(snapshot)
      model.minibatch.load(ids, 0, model.net.activations[0], count)
      model.net.forwardPrediction(count)
      const logits = model.arena.f32(model.net.outputs.name)
      return Array.from({ length: count }, (_, r) => {
        const [a, b] = [logits[2 * r], logits[2 * r + 1]]
        return [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))]
      })
    })
    parameters.set(own)
    const labels = model.arena.i32(model.minibatch.labels.name)
    const losses = probabilities[0].map(
      (row, r) => -Math.log((row[labels[r]] + probabilities[1][r][labels[r]]) / 2),
    )
    near(together.loss, losses.reduce((sum, loss) => sum + loss, 0) / count, 'loss', {
      absolute: 1e-6,
      relative: 1e-6,
    })
    assert.equal(parameters, own, 'the model has its own parameters back')
    assert.equal(own, after[6])
    assert.is.not(fingerprint(model), fingerprint(run('snapshot-ensemble:1,cycles=3').model))
  })

  test('is saved whole: both formats hold all networks, and predict what training did', async () => {
    for (const [spec, networks] of [
      ['snapshot-ensemble:3', 3],
      ['snapshot-ensemble:2+batch-norm+vanilla-dropout:keep=0.8', 2],
    ] as const) {
      const base = settingsOf(spec)
      const settings = { ...base, training: { ...base.training, schedule: 'cosine' as const } }
      const { model, figures } = await fit(birds, settings)
      assert.is(model.others?.length, networks - 1)
      const saved = savedModel(model, birds, settings, defaultDataOptions, figures)
      const { tensors, manifest } = takeApart(saved)
      const read = putTogether(tensors, manifest).model
      const predictions = (await createPredictor(read)).predict(birdEntries, birds.rows)
      assert.ok(predictions.task === 'classification')
      const losses = Array.from(
        birds.labels,
        (label, row) => -Math.log(predictions.probabilities[row * model.classes.length + label]),
      )
      near(losses.reduce((sum, loss) => sum + loss, 0) / birds.rows, figures.trainLoss, 'loss')
      const { nodes, initializers } = graphOf(read)
      const mean = nodes.find(({ op }) => op === 'Mean')!
      assert.is(mean.inputs.length, networks)
      assert.is(mean.output, 'probabilities')
      assert.is(nodes.filter(({ op }) => op === 'Softmax').length, networks)
      assert.is(new Set(initializers.map(({ name }) => name)).size, initializers.length)
      assert.is(new Set(nodes.map(({ output }) => output)).size, nodes.length)
    }
  })

  test('refuses other schedules, early stopping, averaged weights and fewer cycles than networks', () => {
    assert.throws(
      () => rig.model('snapshot-ensemble:2', scaledSetup('regression', {}, { schedule: 'step' })),
      /it brings its own schedule, a cosine in each cycle, and --schedule says step; leave --schedule out/,
    )
    for (const other of ['early-stopping', 'weight-averaging']) {
      assert.throws(() => parseMethod(`snapshot-ensemble+${other}`), /does not go with/)
    }
    assert.throws(() => parseMethod('snapshot-ensemble:3,cycles=2'), /give 3 cycles or more/)
  })
})
