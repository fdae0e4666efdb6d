/** Stochastic pooling in a network; its kernels are tested in test/assembly/images/pool.test.ts. */
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { fixtures } from '../assembly/images/fixtures.ts'
import { assert, suite } from '../harness.ts'
import { keyOf, unitUniform } from '../reference/random.ts'
import { allNear, near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const image = { height: 4, width: 4, channels: 1 }
const chain = fixtures.stochastic_chain

function setupOf(layers: string, activation: 'relu' | 'tanh' | 'leaky-relu' = 'relu', rows = 3): Setup {
  const made = toy('classification', rows, [16, 2], activation)
  return { ...made, network: { ...made.network, network: parseLayers(layers)!, image } }
}

/** The network of the fixture, every row its image. */
function chainModel(spec: string, rows = 3): Model {
  const setup = setupOf('conv:2x3,pool:2', 'relu', rows)
  const matrix = Float32Array.from({ length: rows * 16 }, (_, i) => chain.x.flat()[i % 16]!)
  const model = rig.model(spec, { ...setup, dataset: { ...setup.dataset, matrix } })
  const parameters = model.arena.f32('parameters')
  const { weights, biases } = model.plan.net.layout
  for (let k = 0; k < 9; k++) {
    for (const o of [0, 1])
      parameters[weights[0]!.offset + 2 * k + o] = chain.conv_w[o]![Math.floor(k / 3)]![k % 3]!
  }
  parameters.set(chain.conv_b, biases[0]!.offset)
  parameters.set(chain.dense_w_rows_y_x_c.flat(), weights[1]!.offset)
  return model
}

function logits(model: Model, rows: number, forward: (M: number) => void): number[] {
  const { minibatch, train, net, arena } = model
  minibatch.loadFeatures(train.ids, 0, net.activations[0]!, rows)
  forward(rows)
  return Array.from(arena.f32(net.outputs.name).subarray(0, rows * 2))
}

suite('stochastic pooling', (test) => {
  test('fixture: prediction gives the expected logits, max pooling others', () => {
    const model = chainModel('stochastic-pooling')
    const predicted = logits(model, 3, (M) => model.net.forwardPrediction(M))
    allNear(predicted.slice(0, 2), chain.logits_weighted, 'by weighting')
    allNear(predicted.slice(4), chain.expected_logits, 'over all outcomes')
    const none = chainModel('none')
    allNear(
      logits(none, 3, (M) => none.net.forwardPrediction(M)).slice(0, 2),
      chain.logits_max_pool,
      'by maxima',
    )
  })

  test('the mean over many drawn networks is the prediction, at full and at half the rate', () => {
    const rows = 200
    for (const [spec, draws] of [
      ['stochastic-pooling', 20],
      ['stochastic-pooling:rate=0.5', 20],
    ] as const) {
      const model = chainModel(spec, rows)
      const predicted = logits(model, 1, (M) => model.net.forwardPrediction(M))
      const sums = [0, 0]
      const squares = [0, 0]
      for (let step = 0; step < draws; step++) {
        for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 0, rows, step)
        logits(model, rows, (M) => model.net.forwardTraining(M)).forEach((value, i) => {
          sums[i % 2]! += value
          squares[i % 2]! += value ** 2
        })
      }
      const n = rows * draws
      for (const k of [0, 1]) {
        const mean = sums[k]! / n
        const deviation = Math.sqrt(squares[k]! / n - mean ** 2)
        assert.ok(deviation > 0.05)
        near(mean, predicted[k]!, `${spec}, logit ${k}`, {
          absolute: (4 * deviation) / Math.sqrt(n),
          relative: 0,
        })
      }
    }
  })

  test('a window passes the pixel that the number of its row, unit and update names', () => {
    const model = chainModel('stochastic-pooling', 5)
    for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 1, 4, 9)
    logits(model, 4, (M) => model.net.forwardTraining(M))
    const pooled = model.arena.f32('activations 1')
    const key = keyOf(0, 'mask', 0, 0)
    for (let row = 1; row < 5; row++) {
      for (let unit = 0; unit < 8; unit++) {
        const [oy, ox, c] = [Math.floor(unit / 4), Math.floor(unit / 2) % 2, unit % 2]
        const values = [0, 1, 2, 3].map((k) => chain.h_relu[c]![2 * oy + (k >> 1)]![2 * ox + (k & 1)]!)
        const threshold = unitUniform(key, unit, row, 2 ** 22, 9) * values.reduce((sum, a) => sum + a, 0)
        let sum = 0
        const winner = values.find((a) => {
          sum += a
          return sum > threshold
        })
        near(pooled[(row - 1) * 8 + unit]!, winner!, `row ${row}, unit ${unit}`)
      }
    }
  })

  test('says what it needs of a network', () => {
    const refusal = (setup: Setup, spec = 'stochastic-pooling') => {
      try {
        rig.model(spec, setup)
        return ''
      } catch (error) {
        return (error as Error).message
      }
    }
    for (const activation of ['tanh', 'leaky-relu'] as const) {
      assert.is(
        refusal(setupOf('conv:2x3,pool:2', activation)),
        `method term "stochastic-pooling:1": probabilities are shares of activations, and those of ${activation} may be negative; take --activation relu or sigmoid`,
      )
    }
    for (const layers of ['conv:2x3,avg:2', 'dense:3']) {
      assert.is(
        refusal(setupOf(layers)),
        'method term "stochastic-pooling:1": the network has no max pooling to draw from; give --network conv:16x3,pool:2,dense:64 or its like',
      )
    }
    assert.match(
      refusal(setupOf('conv:2x3,pool:1.5'), 'stochastic-pooling+fractional-pooling'),
      /would act on the same poolings; take one/,
    )
  })
})
