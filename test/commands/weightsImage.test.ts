import { checkWeightsImage, gridOf, weightsImage } from '../../src/commands/weightsImage.ts'
import { architectureOfLayers, denseArchitecture, type ImageShape } from '../../src/nn/architecture.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { assert, suite } from '../harness.ts'

const features = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `x${i}`, column: `x${i}` }))

const dense = (width: number, image: ImageShape | null = null) =>
  denseArchitecture([width, 8, 2], 'relu', image)
const table = (n: number) => [{ features: features(n) }, dense(n)] as const

const sentenceOf = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

suite('commands/weightsImage', (test) => {
  test('a square number of features is a square, anything else is asked for', () => {
    assert.equal(gridOf(...table(64)), { width: 8, height: 8 })
    assert.equal(gridOf(...table(784)), { width: 28, height: 28 })
    assert.equal(gridOf(...table(12), { width: 4, height: 3 }), { width: 4, height: 3 })
    assert.equal(gridOf(...table(16), { width: 8, height: 2 }), { width: 8, height: 2 })
  })

  test('an image has its own shape, its channels one below the other; a convolution shows its window', () => {
    const image = { height: 4, width: 3, channels: 2 }
    const data = { features: features(24) }
    assert.equal(gridOf(data, dense(24, image)), { width: 3, height: 8 })
    const convolution = architectureOfLayers(image, parseLayers('conv:5x3')!, 2, 'relu')
    assert.equal(gridOf(data, convolution), { width: 3, height: 6 })
  })

  test('reads a grid', () => {
    const { kind } = weightsImage.settings.grid
    assert.equal(kind.parse('28x14'), { width: 28, height: 14 })
    assert.equal(kind.parse(' 3 X 5 '), { width: 3, height: 5 })
    for (const text of ['28', '0x5', 'x', '2x3x4', '-1x2', '1.5x2'])
      assert.is(kind.parse(text), undefined, text)
  })

  const refusals: Record<string, [() => unknown, string]> = {
    'features that form no square': [
      () => gridOf(...table(13)),
      '--weights-image: 13 features do not form a square; give --image HEIGHTxWIDTH',
    ],
    'a grid of another size': [
      () => gridOf(...table(12), { width: 4, height: 4 }),
      '--grid 4x4 has 16 pixels, and there are 12 features',
    ],
    'categories among the pixels': [
      () => gridOf({ features: [...features(3), { name: 'sex=f', column: 'sex', category: 'f' }] }, dense(4)),
      '--weights-image: column "sex" holds categories, which are no pixels; --ignore leaves columns out',
    ],
    'a fit that leaves nothing': [
      () => checkWeightsImage({ weightsImage: [] }, [], 1),
      'train leaves nothing behind; give --save MODEL.safetensors, or --weights-image FILE.png',
    ],
    'a grid without a picture': [
      () => checkWeightsImage({ weightsImage: [], grid: { width: 2, height: 2 } }, ['m.onnx'], 1),
      '--grid needs --weights-image FILE',
    ],
    'another kind of file': [
      () => checkWeightsImage({ weightsImage: ['w.png', 'w.jpg'] }, [], 1),
      '--weights-image w.jpg: the name of a picture ends in .png or .svg',
    ],
    'a network without hidden units': [
      () => checkWeightsImage({ weightsImage: ['w.png'] }, [], 0),
      '--weights-image draws the weights into hidden units, and --hidden none has no such units',
    ],
  }
  for (const [what, [run, sentence]] of Object.entries(refusals)) {
    test(`refuses ${what}`, () => assert.is(sentenceOf(run), sentence))
  }
})
