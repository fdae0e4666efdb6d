/** Networks of convolutions and poolings, in the core, against plain loops in float64 and their differences. */
import type { ActivationName } from '../../src/nn/activation.ts'
import type { ImageShape } from '../../src/nn/architecture.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import {
  convnetOutputs,
  meanCrossEntropy,
  numericGradients,
  type ReferenceLayer,
  type ReferenceParameters,
} from '../reference/convnet.ts'
import { allNear } from '../tolerance.ts'

const ROWS = 5
const CLASSES = 3

interface Case {
  readonly network: string
  readonly image: ImageShape
  readonly activation?: ActivationName
  /** The same, spelt for the reference, without the outputs. */
  readonly layers: readonly ReferenceLayer[]
}

const windows = (tops: number[], height: number, lefts: number[], width: number) => ({
  top: tops,
  bottom: tops.map((top) => top + height),
  left: lefts,
  right: lefts.map((left) => left + width),
})

const CASES: readonly Case[] = [
  {
    network: 'conv:3x3,pool:2,dense:4',
    image: { height: 6, width: 4, channels: 2 },
    layers: [
      { kind: 'conv', filters: 3, window: { size: 3, stride: 1, pad: 1 } },
      { kind: 'max', windows: windows([0, 2, 4], 2, [0, 2], 2) },
      { kind: 'dense', units: 4 },
    ],
  },
  {
    // Overlapping windows, a stride, no padding, several layers and one pixel at the end.
    network: 'conv:5x3s2p0,conv:4x2p1,pool:3s2,avg:all',
    image: { height: 9, width: 9, channels: 1 },
    activation: 'leaky-relu',
    layers: [
      { kind: 'conv', filters: 5, window: { size: 3, stride: 2, pad: 0 } },
      { kind: 'conv', filters: 4, window: { size: 2, stride: 1, pad: 1 } },
      { kind: 'max', windows: windows([0, 2], 3, [0, 2], 3) },
      { kind: 'average', windows: windows([0], 2, [0], 2) },
    ],
  },
  {
    // Windows of one pixel need no patches; fractional windows, 7 -> 5, begin where u = 1/2 says: 0 1 3 4 5 or its like.
    network: 'conv:2x1,avg:2,conv:3x3,pool:1.4,dense:5',
    image: { height: 14, width: 10, channels: 3 },
    activation: 'tanh',
    layers: [
      { kind: 'conv', filters: 2, window: { size: 1, stride: 1, pad: 0 } },
      { kind: 'average', windows: windows([0, 2, 4, 6, 8, 10, 12], 2, [0, 2, 4, 6, 8], 2) },
      { kind: 'conv', filters: 3, window: { size: 3, stride: 1, pad: 1 } },
      // a = 5/4, u = 1/2: floor((j + 1/2) 5/4); a = 3/2: floor((j + 1/2) 3/2)
      { kind: 'max', windows: windows([0, 1, 3, 4, 5], 2, [0, 2, 3], 2) },
      { kind: 'dense', units: 5 },
    ],
  },
]

const OUTPUTS: ReferenceLayer = { kind: 'dense', units: CLASSES }

const ACTIVATIONS: Partial<Record<ActivationName, (z: number) => number>> = {
  relu: (z) => Math.max(0, z),
  'leaky-relu': (z) => (z > 0 ? z : 0.01 * z),
  tanh: Math.tanh,
}

function setupOf({ network, image, activation = 'relu' }: Case): Setup {
  const made = toy('classification', ROWS, [image.height * image.width * image.channels, CLASSES], activation)
  return { ...made, network: { ...made.network, network: parseLayers(network)!, image } }
}

function parametersOf({ arena, plan }: Model, region: 'parameters' | 'gradients'): ReferenceParameters {
  const values = arena.f32(region)
  const read = ({ offset, length }: { offset: number; length: number }) =>
    Float64Array.from(values.subarray(offset, offset + length))
  const { weights, biases } = plan.net.layout
  return { weights: weights.map(read), biases: biases.map(read) }
}

for (const build of ['strict', 'debug'] as const) {
  const rig = await Rig.open(build)
  suite(`convolutional networks, ${build}`, (test) => {
    for (const one of CASES) {
      test(`${one.network}: outputs and gradients of every layer`, () => {
        const setup = setupOf(one)
        const model = rig.model('none', setup)
        const { net, arena, minibatch, head, train } = model
        const own = arena.f32('parameters')
        for (const { offset, length } of model.plan.net.layout.biases) {
          for (let j = 0; j < length; j++) own[offset + j] = 0.25 - 0.125 * j
        }
        const { height: H, width: W, channels: C } = one.image
        const parameters = parametersOf(model, 'parameters')
        const activation = ACTIVATIONS[one.activation ?? 'relu']!
        // Fewer rows than planned: nothing beyond them may count.
        for (const M of [ROWS, 2]) {
          const x = setup.dataset.matrix.subarray(0, M * H * W * C)
          const labels = setup.dataset.labels.subarray(0, M)
          const outputs = (given: ReferenceParameters) =>
            convnetOutputs({ M, H, W, C }, [...one.layers, OUTPUTS], given, x, activation)
          const expected = outputs(parameters)
          minibatch.load(train.ids, 0, net.activations[0], M)
          net.forwardPrediction(M)
          const predicted = arena.f32(net.outputs.name).slice(0, M * CLASSES)
          allNear(predicted, expected, 'prediction')
          minibatch.load(train.ids, 0, net.activations[0], M)
          net.forwardTraining(M)
          assert.equal(arena.f32(net.outputs.name).slice(0, M * CLASSES), predicted)
          head.lossBackward(net.outputs, minibatch, M)
          net.backward(M)
          const gradients = parametersOf(model, 'gradients')
          const numeric = numericGradients(parameters, (given) => meanCrossEntropy(outputs(given), labels))
          for (const kind of ['weights', 'biases'] as const) {
            numeric[kind].forEach((list, l) => {
              allNear(gradients[kind][l]!, list, `d ${kind} ${l}, ${M} rows`, {
                absolute: 2e-6,
                relative: 1e-4,
              })
            })
          }
          assert.equal(arena.overruns(), [])
        }
      })
    }

    test('the gradient of the features is that of the loss', () => {
      const one = CASES[0]!
      const setup = setupOf(one)
      const model = rig.model('none', setup)
      const { net, arena, minibatch, head, train } = model
      const { height: H, width: W, channels: C } = one.image
      const x = Float64Array.from(setup.dataset.matrix)
      const parameters = parametersOf(model, 'parameters')
      const loss = () =>
        meanCrossEntropy(
          convnetOutputs({ M: ROWS, H, W, C }, [...one.layers, OUTPUTS], parameters, x, ACTIVATIONS.relu!),
          setup.dataset.labels,
        )
      const { weights } = numericGradients({ weights: [x], biases: [] }, loss)
      minibatch.load(train.ids, 0, net.activations[0], ROWS)
      net.forwardTraining(ROWS)
      head.lossBackward(net.outputs, minibatch, ROWS)
      // Features have no gradient of their own in the plan; the memory of the first site has done its service.
      net.backward(ROWS, arena.region('activations 0'))
      allNear(arena.f32('activations 0').subarray(0, x.length), weights[0]!, 'd features', {
        absolute: 2e-6,
        relative: 1e-4,
      })
    })
  })
}
