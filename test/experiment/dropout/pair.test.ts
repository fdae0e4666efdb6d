import { randomKey } from '../../../src/core/random.ts'
import { keepsOf, pairOf, vanillaTwin } from '../../../src/experiment/dropout/pair.ts'
import { denseArchitecture } from '../../../src/nn/architecture.ts'
import type { OptimizerName } from '../../../src/optimizers/index.ts'
import { parseMethod } from '../../../src/regularizers/method.ts'
import { Rig, toy } from '../../../src/selftest/rig.ts'
import type { Model } from '../../../src/training/model.ts'
import { train } from '../../../src/training/trainer.ts'
import { assert, suite } from '../../harness.ts'

const rig = await Rig.open('strict')

const SIZES = [6, 16, 12, 3]
const ARCHITECTURE = denseArchitecture(SIZES, 'relu')
const ROWS = 64
const BATCH = 8
const EPOCHS = 30

interface Run {
  readonly steps: number
  /** [layer] */
  readonly weights: Float32Array[]
  readonly biases: Float32Array[]
  readonly logits: Float32Array
  readonly largestUnitNorm: number
}

/** Trains a method, or the vanilla twin of it, from the same seed on the same rows. */
function run(spec: string, optimizer: OptimizerName, twin: boolean, learningRate = 0.05): Run {
  const method = parseMethod(spec)
  const other = twin ? vanillaTwin(method, ARCHITECTURE, optimizer) : { method }
  const setup = toy('classification', ROWS, SIZES, 'relu', {
    epochs: EPOCHS,
    batchSize: BATCH,
    learningRate,
    optimizer,
  })
  const layerFactors = 'layerFactors' in other ? { layerFactors: other.layerFactors } : {}
  const model = rig.model(other.method.spec, { ...setup, ...layerFactors })
  const { steps, finite } = train(model, setup.training, randomKey(0, 'order', 0, 0))
  assert.ok(finite)
  return { steps, ...weightsOf(model), logits: logitsOf(model), largestUnitNorm: largestNorm(model) }
}

function weightsOf({ arena, plan }: Model) {
  const parameters = arena.f32('parameters')
  const copy = ({ offset, length }: { offset: number; length: number }) =>
    parameters.slice(offset, offset + length)
  return { weights: plan.net.layout.weights.map(copy), biases: plan.net.layout.biases.map(copy) }
}

function logitsOf(model: Model): Float32Array {
  model.minibatch.load(model.train.ids, 0, model.net.activations[0], ROWS)
  model.net.forwardPrediction(ROWS)
  return model.arena.f32(model.net.outputs.name).slice(0, ROWS * 3)
}

const largestNorm = ({ kernels, net }: Model): number =>
  Math.max(...net.layers.map(({ weights, fanIn, fanOut }) => kernels.maxColumnNorm(weights, fanIn, fanOut)))

/** Largest distance of two lists, as a share of the largest value. */
function distance(a: Float32Array, b: ArrayLike<number>): number {
  const largest = Math.max(...a.map(Math.abs))
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]))) / largest
}

suite('vanilla and inverted dropout', (test) => {
  for (const optimizer of ['sgd', 'momentum', 'nesterov'] as const) {
    test(`${optimizer}: at keep 0.5 the twin is the inverted run to the bit, after 240 steps`, () => {
      const spec = 'inverted-dropout:keep=0.5,input-keep=0.5+l2:1e-3+max-norm:1'
      const inverted = run(spec, optimizer, false)
      const vanilla = run(spec, optimizer, true)
      assert.is(inverted.steps, (EPOCHS * ROWS) / BATCH)
      assert.ok(inverted.steps >= 200)
      const unbound = run(spec.replace('+max-norm:1', ''), optimizer, false)
      assert.ok(inverted.largestUnitNorm <= 1 + 1e-6 && unbound.largestUnitNorm > 1.2, 'the bound is active')
      assert.equal(vanilla.logits, inverted.logits)
      assert.equal(vanilla.biases, inverted.biases)
      assert.equal(
        vanilla.weights.map((layer) => layer.map((w) => w / 2)),
        inverted.weights,
      )
    })
  }

  for (const [spec, optimizer] of [
    ['inverted-dropout:keep=0.8,input-keep=0.8+l2:1e-3+max-norm:1', 'momentum'],
    ['inverted-dropout:keep=0.8/0.6+l1:1e-3', 'sgd'],
    ['inverted-dropout:keep=0.8/1+elastic-net:l1=1e-3,l2=1e-2,update=subgradient', 'nesterov'],
    ['inverted-dropout:keep=0.7,input-keep=0.9+l2:1e-4/0/1e-2+weight-decay:0.01', 'momentum'],
  ] as const) {
    test(`${spec}, ${optimizer}: elsewhere to rounding`, () => {
      const keeps = keepsOf(parseMethod(spec), ARCHITECTURE)
      const inverted = run(spec, optimizer, false, 0.02)
      const vanilla = run(spec, optimizer, true, 0.02)
      assert.ok(
        distance(inverted.logits, vanilla.logits) < 1e-4,
        `${distance(inverted.logits, vanilla.logits)}`,
      )
      inverted.weights.forEach((layer, l) => {
        const rescaled = vanilla.weights[l].map((w) => w * keeps[l])
        assert.ok(distance(layer, rescaled) < 1e-4, `layer ${l}: ${distance(layer, rescaled)}`)
      })
    })
  }

  test('under Adam, whose epsilon is no part of the rescaling, nearly so', () => {
    const spec = 'inverted-dropout:keep=0.5+l2:1e-3+l1:1e-4'
    const inverted = run(spec, 'adam', false, 0.002)
    const vanilla = run(spec, 'adam', true, 0.002)
    assert.ok(distance(inverted.logits, vanilla.logits) < 1e-2)
  })

  test('with equal settings they are different methods', () => {
    const inverted = run('inverted-dropout:keep=0.5', 'momentum', false)
    const vanilla = run('vanilla-dropout:keep=0.5', 'momentum', false)
    assert.ok(distance(inverted.logits, vanilla.logits) > 0.1)
  })
})

suite('the twin of a method', (test) => {
  const twin = (spec: string, optimizer: OptimizerName = 'momentum') =>
    vanillaTwin(parseMethod(spec), ARCHITECTURE, optimizer)

  test('has its own values for the layers that read dropped units, and for those alone', () => {
    const { method, layerFactors } = twin(
      'inverted-dropout:keep=0.5/0.25+l2:0.16+max-norm:3+weight-decay:0.1',
    )
    assert.is(
      method.spec,
      'vanilla-dropout:keep=0.5/0.25+l2:strength=0.16/0.04/0.01+max-norm:c=3/6/12+weight-decay:0.1',
    )
    assert.equal(layerFactors, { init: [1, 2, 4], rate: [1, 4, 16] })
  })

  test('keeps infinite bounds, the kind of update, and drop as it was written', () => {
    const { method } = twin('inverted-dropout:drop=0.5+max-norm:2/inf/4+l1:0.5,update=subgradient')
    assert.is(
      method.spec,
      'vanilla-dropout:drop=0.5+max-norm:c=2/inf/8+l1:strength=0.5/0.25/0.25,update=subgradient',
    )
  })

  test("has Adam's rates", () => {
    assert.equal(twin('inverted-dropout:keep=0.5,input-keep=0.25', 'adam').layerFactors.rate, [4, 2, 2])
  })

  test('refuses one strength for weights and biases', () => {
    assert.throws(() => twin('inverted-dropout:keep=0.5+l2:0.1,bias=true'), /leave bias=true out/)
  })

  test('belongs to a pair, whichever of it was named', () => {
    for (const kind of ['inverted', 'vanilla']) {
      const { inverted, vanilla } = pairOf(parseMethod(`l2:0.1+${kind}-dropout:keep=0.5`))
      assert.is(inverted.spec, 'l2:0.1+inverted-dropout:keep=0.5')
      assert.is(vanilla.spec, 'l2:0.1+vanilla-dropout:keep=0.5')
    }
    assert.throws(() => pairOf(parseMethod('l2:0.1')), /no dropout to look into/)
    for (const kind of ['inverted', 'vanilla']) {
      const method = parseMethod(`${kind}-dropout:keep=0.5,schedule=linear`)
      assert.throws(() => pairOf(method), /two runs of one keep throughout/)
    }
    assert.not.throws(() => pairOf(parseMethod('vanilla-dropout:keep=0.5,schedule=constant')))
  })
})
