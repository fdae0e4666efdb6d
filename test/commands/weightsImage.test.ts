import { checkWeightsImage, gridOf, weightsImage } from '../../src/commands/weightsImage.ts'
import { assert, suite } from '../harness.ts'

const features = (n: number) => Array.from({ length: n }, (_, i) => ({ name: `x${i}`, column: `x${i}` }))

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
    assert.equal(gridOf(features(64)), { width: 8, height: 8 })
    assert.equal(gridOf(features(784)), { width: 28, height: 28 })
    assert.equal(gridOf(features(12), { width: 4, height: 3 }), { width: 4, height: 3 })
    assert.equal(gridOf(features(16), { width: 8, height: 2 }), { width: 8, height: 2 })
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
      () => gridOf(features(13)),
      '--weights-image: 13 features do not form a square; give --grid WIDTHxHEIGHT',
    ],
    'a grid of another size': [
      () => gridOf(features(12), { width: 4, height: 4 }),
      '--grid 4x4 has 16 pixels, and there are 12 features',
    ],
    'categories among the pixels': [
      () => gridOf([...features(3), { name: 'sex=f', column: 'sex', category: 'f' }]),
      '--weights-image: column "sex" holds categories, which are no pixels; --ignore leaves columns out',
    ],
    'a fit that leaves nothing': [
      () => checkWeightsImage({ weightsImage: [] }, [], [8]),
      'train leaves nothing behind; give --save MODEL.safetensors, or --weights-image FILE.png',
    ],
    'a grid without a picture': [
      () => checkWeightsImage({ weightsImage: [], grid: { width: 2, height: 2 } }, ['m.onnx'], [8]),
      '--grid needs --weights-image FILE',
    ],
    'another kind of file': [
      () => checkWeightsImage({ weightsImage: ['w.png', 'w.jpg'] }, [], [8]),
      '--weights-image w.jpg: the name of a picture ends in .png or .svg',
    ],
    'a network without hidden units': [
      () => checkWeightsImage({ weightsImage: ['w.png'] }, [], []),
      '--weights-image draws the weights into hidden units, and --hidden none has no such units',
    ],
  }
  for (const [what, [run, sentence]] of Object.entries(refusals)) {
    test(`refuses ${what}`, () => assert.is(sentenceOf(run), sentence))
  }
})
