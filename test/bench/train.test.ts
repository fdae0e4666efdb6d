import { loadWorkload, wholeSplit } from '../../src/bench/load.ts'
import { type BenchSetup, benchPredict, benchTrain } from '../../src/bench/train.ts'
import { workloads } from '../../src/bench/workloads.ts'
import { checkMethod, parseMethod } from '../../src/regularizers/method.ts'
import { architectureOf } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'

const { W1 } = workloads
const dataset = await loadWorkload(W1)
const setup: BenchSetup = {
  name: 'W1',
  dataset,
  split: wholeSplit(dataset),
  rounds: 2,
  experiment: {
    methods: [parseMethod(W1.method)],
    network: W1.network,
    training: { ...W1.training, epochs: 20 },
    evaluation: { folds: 2, repeats: 1, validationFraction: 0 },
    scale: 'none',
    seed: 0,
    build: 'strict',
  },
}

suite('bench/train', (test) => {
  test('every workload has a method that fits its network', () => {
    const widths = { iris: 4, digits: 64, mnist: 784 }
    for (const { method, network, data } of Object.values(workloads)) {
      const features = Array.from({ length: widths[data] }, (_, j) => ({ name: `x${j}`, column: `x${j}` }))
      checkMethod(parseMethod(method), architectureOf(network, { ...dataset, features }, features.length))
    }
  })

  test('features of iris are standardised, those of digits shares of the darkest grey', async () => {
    const mean = (values: Float32Array): number => values.reduce((sum, x) => sum + x, 0) / values.length
    assert.ok(Math.abs(mean(dataset.matrix)) < 1e-6)
    assert.ok(Math.abs(mean(dataset.matrix.map((x) => x * x)) - 1) < 1e-5)
    const { matrix } = await loadWorkload(workloads.W2)
    assert.is(Math.max(...matrix), 1)
    assert.is(Math.min(...matrix), 0)
  })

  test('a training counts each row of each epoch, and learns', async () => {
    const one = await benchTrain(setup)
    assert.is(one.rounds, 2)
    assert.is(Math.round(one.samples_per_second! * one.seconds), 20 * 150)
    // Forward and for the weights every product, for the activations all but the first layer's.
    const operations = 2 * (3 * (4 * 32 + 32 * 32 + 32 * 3) - 4 * 32)
    assert.is(Math.round((one.gflops! * 1e9) / one.samples_per_second!), operations)
    assert.ok(one.train_score! > 0.8)
    assert.is(one.fingerprint, (await benchTrain(setup)).fingerprint)
  })

  test('a prediction counts the test rows', async () => {
    const one = await benchPredict(setup)
    assert.is(Math.round(one.samples_per_second! * one.seconds), 150)
    assert.is(one.workload, 'W1 predict')
  })
})
