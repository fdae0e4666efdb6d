import {
  architectureOfLayers,
  denseArchitecture,
  type ImageShape,
  imageText,
  networkText,
  poolingsOf,
} from '../../src/nn/architecture.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { assert, suite } from '../harness.ts'

const of = (network: string, input: ImageShape | number = { height: 28, width: 28, channels: 1 }) =>
  architectureOfLayers(input, parseLayers(network)!, 10, 'relu')

function sentence(network: string, input?: ImageShape | number): string {
  try {
    of(network, input)
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

suite('architectures', (test) => {
  test('LeNet: sizes by site, weights by layer, images up to the dense layer', () => {
    const { sizes, images, layers } = of('conv:16x5p0,pool:2,conv:32x5p0,pool:2,dense:128')
    assert.equal(sizes, [784, 12 * 12 * 16, 4 * 4 * 32, 128, 10])
    assert.equal(
      images.map((image) => image && imageText(image)),
      ['28x28x1', '12x12x16', '4x4x32', null, null],
    )
    assert.equal(
      layers.map(({ fanIn, fanOut }) => [fanIn, fanOut]),
      [
        [25, 16],
        [400, 32],
        [512, 128],
        [128, 10],
      ],
    )
    // CONV.md H: 80,202 parameters, and these multiply-adds of a forward pass.
    assert.is(
      layers.reduce((sum, { fanIn, fanOut }) => sum + (fanIn + 1) * fanOut, 0),
      80_202,
    )
    assert.equal(
      layers.map(({ fanIn, outputs }) => fanIn * outputs),
      [230_400, 819_200, 65_536, 1_280],
    )
  })

  test('padding keeps the size, strides divide it, and the last partial window is left out', () => {
    const sizes = (network: string) =>
      of(network)
        .images.slice(1, -1)
        .map((image) => imageText(image!))
    assert.equal(sizes('conv:4x3'), ['28x28x4'])
    assert.equal(sizes('conv:4x3s2'), ['14x14x4'])
    assert.equal(sizes('conv:4x3,pool:3'), ['9x9x4'])
    assert.equal(sizes('conv:4x3,pool:3s2'), ['13x13x4'])
    assert.equal(sizes('conv:4x3,pool:1.414'), ['19x19x4'])
    assert.equal(sizes('conv:4x3,avg:all'), ['1x1x4'])
    assert.equal(sizes('conv:4x3,pool:2,avg:2'), ['7x7x4'])
  })

  test('fractional windows overlap by a pixel, from edge to edge', () => {
    const [{ rows, ratio }] = poolingsOf(of('conv:4x3,pool:1.4', { height: 28, width: 28, channels: 1 }))
    assert.is(ratio, 1.4)
    assert.is(rows.starts.length, 20)
    assert.is(rows.starts[0], 0)
    assert.is(rows.ends.at(-1), 28)
  })

  test('dense networks have the text of their widths, and an image if they are told of one', () => {
    assert.is(networkText(denseArchitecture([4, 3, 2, 1], 'relu')), 'dense:3,dense:2')
    assert.is(networkText(denseArchitecture([4, 1], 'relu')), '')
    assert.is(networkText(of('conv:4x3s2,pool:2,avg:all,dense:5')), 'conv:4x3s2,pool:2,avg:all,dense:5')
    const image = { height: 2, width: 2, channels: 1 }
    assert.equal(denseArchitecture([4, 1], 'relu', image).images, [image, null])
    assert.equal(denseArchitecture([4, 1], 'relu').images, [null, null])
  })

  test('what cannot be is one sentence with the sizes up to there', () => {
    assert.is(
      sentence('conv:4x3,pool:4,conv:4x3,pool:4,pool:2'),
      '--network: pool:2 after 28x28x1 -> conv:4x3 28x28x4 -> pool:4 7x7x4 -> conv:4x3 7x7x4 -> pool:4 1x1x4: its windows are larger than the image of 1x1; take smaller ones, or leave the layer out',
    )
    assert.is(
      sentence('conv:4x9p0,pool:2,conv:4x11p0'),
      '--network: conv:4x11p0 after 28x28x1 -> conv:4x9p0 20x20x4 -> pool:2 10x10x4: a window of 11x11 is larger than the image of 10x10 with 0 around it; take a smaller one, or leave pooling out',
    )
    assert.is(
      sentence('dense:32,conv:4x3'),
      '--network: conv:4x3 after 28x28x1 -> dense:32 32: a convolution reads an image, and a dense layer leaves none; put it before dense',
    )
    assert.is(
      sentence('pool:2,conv:4x3'),
      '--network: pool:2 after 28x28x1: a network begins with conv or dense; put the pooling behind a convolution',
    )
    assert.is(
      sentence('conv:4x3', 13),
      '--network: conv:4x3 after 13 features: a convolution reads an image; say which with --image HEIGHTxWIDTH[xCHANNELS]',
    )
  })
})
