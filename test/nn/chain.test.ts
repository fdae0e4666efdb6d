import { architectureOfLayers, denseArchitecture } from '../../src/nn/architecture.ts'
import { chainOf, chainText, forwardOperations, trainingOperations } from '../../src/nn/chain.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { assert, suite } from '../harness.ts'

const DIGIT = { height: 8, width: 8, channels: 1 }
const network = architectureOfLayers(
  DIGIT,
  parseLayers('conv:16x3,pool:2,conv:32x3,pool:2,dense:64')!,
  10,
  'relu',
)

suite('chains of layers', (test) => {
  test('parameters and multiply-adds of each layer', () => {
    // CONV.md H: 9,216 + 73,728 + 8,832 multiply-adds and 13,706 parameters.
    assert.equal(
      chainOf(network).map(({ parameters, multiplyAdds }) => [parameters, multiplyAdds]),
      [
        [0, 0],
        [160, 9216],
        [0, 0],
        [4640, 73_728],
        [0, 0],
        [8256, 8192],
        [650, 640],
      ],
    )
    assert.is(
      chainText(chainOf(network)),
      '8x8x1 -> conv:16x3 8x8x16 -> pool:2 4x4x16 -> conv:32x3 4x4x32 -> pool:2 2x2x32 -> dense:64 64 -> outputs 10',
    )
  })

  test('a training step is three passes but for the gradient of the features', () => {
    assert.is(forwardOperations(network), 2 * 91_776)
    assert.is(trainingOperations(network), 2 * (3 * 91_776 - 9216))
    const dense = denseArchitecture([4, 3, 2], 'relu')
    assert.is(forwardOperations(dense), 2 * (12 + 6))
    assert.is(trainingOperations(dense), 6 * (12 + 6) - 2 * 12)
    assert.is(chainText(chainOf(dense)), '4 -> dense:3 3 -> outputs 2')
  })
})
