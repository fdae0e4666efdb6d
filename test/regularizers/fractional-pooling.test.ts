/** Fractional pooling in a network; windows are tested in test/nn/windows.test.ts. */
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { fractionalWindows, randomWindows, type Windows } from '../../src/nn/windows.ts'
import { Rig, type Setup, toy } from '../../src/selftest/rig.ts'
import { assert, suite } from '../harness.ts'
import { keyOf, unitUniform } from '../reference/random.ts'

const rig = await Rig.open('strict')
const [HEIGHT, WIDTH, FILTERS, ROWS] = [5, 7, 2, 4]
const image = { height: HEIGHT, width: WIDTH, channels: 1 }

function setupOf(layers: string): Setup {
  const made = toy('classification', ROWS, [HEIGHT * WIDTH, 3])
  return { ...made, network: { ...made.network, network: parseLayers(layers)!, image } }
}

const largest = (x: Float32Array, row: number, c: number, rows: Windows, columns: Windows) =>
  rows.starts.flatMap((top, oy) =>
    columns.starts.map((left, ox) => {
      let value = -Infinity
      for (let y = top; y < rows.ends[oy]!; y++) {
        for (let z = left; z < columns.ends[ox]!; z++)
          value = Math.max(value, x[((row * HEIGHT + y) * WIDTH + z) * FILTERS + c]!)
      }
      return value
    }),
  )

suite('fractional pooling', (test) => {
  for (const regions of ['pseudorandom', 'random'] as const) {
    test(`${regions}: windows are those of the row's own numbers, for all channels alike`, () => {
      const model = rig.model(`fractional-pooling:regions=${regions}`, setupOf(`conv:${FILTERS}x1,pool:1.4`))
      for (const hook of model.hooks) hook.sampleMasks?.(model.train.ids, 1, 3, 6)
      model.minibatch.loadFeatures(model.train.ids, 1, model.net.activations[0]!, 3)
      model.net.forwardTraining(3)
      const key = keyOf(0, 'mask', 0, 0)
      const [unpooled, pooled] = ['unpooled 0.0', 'activations 1'].map((name) => model.arena.f32(name))
      const [outHeight, outWidth] = [3, 5]
      for (let r = 0; r < 3; r++) {
        const u = (j: number) => unitUniform(key, j, r + 1, 2 ** 22 + 2 ** 21, 6)
        const numbers = (from: number, count: number) => Array.from({ length: count }, (_, j) => u(from + j))
        const [rows, columns] =
          regions === 'random'
            ? [randomWindows(5, 3, numbers(0, 2)), randomWindows(7, 5, numbers(2, 4))]
            : [fractionalWindows(5, 3, u(0) * 2 ** 32), fractionalWindows(7, 5, u(1) * 2 ** 32)]
        for (let c = 0; c < FILTERS; c++) {
          const expected = largest(unpooled!, r, c, rows!, columns!)
          const found = Array.from(
            { length: outHeight * outWidth },
            (_, at) => pooled![(r * outHeight * outWidth + at) * FILTERS + c],
          )
          assert.equal(found, expected, `${regions}, row ${r}, channel ${c}`)
        }
      }
    })
  }

  test('prediction takes the windows that none takes', () => {
    const outputs = ['none', 'fractional-pooling', 'fractional-pooling:regions=random'].map((spec) => {
      const { net, arena, minibatch, train } = rig.model(spec, setupOf('conv:2x3,pool:1.4,dense:4'))
      minibatch.loadFeatures(train.ids, 0, net.activations[0]!, ROWS)
      net.forwardPrediction(ROWS)
      return arena.f32(net.outputs.name).slice(0, 3 * ROWS)
    })
    assert.equal(outputs[1], outputs[0])
    assert.equal(outputs[2], outputs[0])
  })

  test('says what it needs of a network', () => {
    assert.throws(
      () => rig.model('fractional-pooling', setupOf('conv:2x3,pool:2')),
      (error: Error) =>
        error.message ===
        'method term "fractional-pooling": the network has no pooling by a ratio between 1 and 2; give --network conv:16x3,pool:1.414,dense:64 or its like',
    )
    assert.throws(
      () =>
        rig.model('fractional-pooling', setupOf('conv:2x3p0,conv:2x2p0,pool:1.5,avg:1,conv:2x1,pool:1.9')),
      /windows can be laid in one way only/,
    )
  })
})
