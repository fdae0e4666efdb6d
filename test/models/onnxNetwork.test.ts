/** Convolutional models through their files: ONNX Runtime and safetensors against what predict says of them. */
import { env, InferenceSession, Tensor } from 'onnxruntime-web'
import type { Dataset } from '../../src/data/dataset.ts'
import { modelFormats } from '../../src/models/index.ts'
import { type SavedModel, takeApart } from '../../src/models/manifest.ts'
import { createPredictor } from '../../src/models/predictor.ts'
import { putTogether } from '../../src/models/readManifest.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { DEFAULT_NETWORK, type NetworkSettings } from '../../src/settings/network.ts'
import { assert, suite } from '../harness.ts'
import { allNear } from '../tolerance.ts'
import { fitAndSave, loadText, settingsOf } from './fits.ts'

env.wasm.numThreads = 1
env.logLevel = 'error'

const IMAGE = { height: 6, width: 5, channels: 2 }
const PIXELS = IMAGE.height * IMAGE.width
const ROWS = 40

/** A bright stripe across or along, on one channel or the other, over some noise; `first`: one channel after the other. */
function stripes(first: boolean): string {
  const lines = [[...Array.from({ length: 2 * PIXELS }, (_, j) => `p${j}`), 'kind'].join(',')]
  for (let row = 0; row < ROWS; row++) {
    const [isAcross, channel, at] = [row % 2 === 0, (row >> 1) % 2, row % 5]
    const value = (pixel: number, c: number) => {
      const [y, x] = [Math.floor(pixel / IMAGE.width), pixel % IMAGE.width]
      const isBright = c === channel && (isAcross ? y : x) === at
      return (isBright ? 200 : 0) + ((row * 31 + pixel * 17 + c * 7) % 23)
    }
    const cells = Array.from({ length: 2 * PIXELS }, (_, j) =>
      first ? value(j % PIXELS, Math.floor(j / PIXELS)) : value(j >> 1, j & 1),
    )
    lines.push([...cells, `${isAcross ? 'across' : 'along'}${channel}`].join(','))
  }
  return `${lines.join('\n')}\n`
}

const network = (text: string, more: Partial<NetworkSettings> = {}): NetworkSettings => ({
  ...DEFAULT_NETWORK,
  hidden: [],
  network: parseLayers(text)!,
  image: IMAGE,
  ...more,
})

async function probabilitiesOf(saved: SavedModel, { matrix, rows }: Dataset) {
  const session = await InferenceSession.create(modelFormats.onnx.encode(saved, takeApart(saved)))
  const numeric = new Tensor('float32', Float32Array.from(matrix), [rows, matrix.length / rows])
  const { probabilities } = await session.run({ numeric })
  await session.release()
  return probabilities!.data as Float32Array
}

async function predictedBy({ model }: SavedModel, { matrix, rows }: Dataset) {
  const predicted = (await createPredictor(model)).predict(matrix, rows)
  assert.ok(predicted.task === 'classification')
  return predicted.probabilities
}

const CASES: Record<string, NetworkSettings> = {
  'padding, maxima, a dense layer': network('conv:4x3,pool:2,dense:6'),
  'strides, overlapping windows, means over the map': network('conv:4x3s2p0,conv:3x2p1,pool:2s1,avg:all'),
  'fractional windows, single pixels, means': network('conv:3x1,pool:1.5,conv:4x3,avg:2s1', {
    activation: 'tanh',
  }),
  'dense layers over an image': { ...DEFAULT_NETWORK, hidden: [6], image: IMAGE },
}

suite('models/onnx: convolutional networks in ONNX Runtime', (test) => {
  for (const [what, settings] of Object.entries(CASES)) {
    for (const channels of ['last', 'first'] as const) {
      test(`${what}, channels ${channels}: one prediction in every file`, async () => {
        const data = await loadText(stripes(channels === 'first'))
        const saved = await fitAndSave(
          data,
          settingsOf('vanilla-dropout:keep=0.8', { network: { ...settings, channels } }),
        )
        const expected = await predictedBy(saved, data)
        allNear(await probabilitiesOf(saved, data), expected, 'onnx', { absolute: 1e-5, relative: 1e-5 })
        for (const format of ['onnx', 'safetensors'] as const) {
          const bytes = modelFormats[format].encode(saved, takeApart(saved))
          const file = modelFormats[format].decode(bytes)
          const read = putTogether(file.tensors, file.manifest)
          assert.equal(read.model.architecture, saved.model.architecture)
          assert.equal(await predictedBy(read, data), expected)
        }
      })
    }
  }

  for (const rate of [1, 0.25]) {
    test(`stochastic pooling of rate ${rate}: maxima weighted by their probability, also of empty windows`, async () => {
      const data = await loadText(stripes(false))
      const settings = { network: network('conv:4x3,pool:2,conv:3x3,pool:1.5,dense:6') }
      const saved = await fitAndSave(data, settingsOf(`stochastic-pooling:${rate}`, settings))
      const expected = await predictedBy(saved, data)
      allNear(await probabilitiesOf(saved, data), expected, 'onnx', { absolute: 1e-5, relative: 1e-5 })
    })
  }

  test('the order of channels in the file makes no difference', async () => {
    const bits = async (channels: 'last' | 'first') => {
      const data = await loadText(stripes(channels === 'first'))
      const settings = settingsOf('none', {
        network: { ...CASES['fractional windows, single pixels, means']!, channels },
      })
      return (await fitAndSave(data, settings)).model.layers
    }
    assert.equal(await bits('first'), await bits('last'))
  })
})
