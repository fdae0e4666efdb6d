import type { Feature } from '../../src/data/dataset.ts'
import { imageByNames, imageOf } from '../../src/data/image.ts'
import { parseLayers } from '../../src/nn/layerSpec.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { assert, suite } from '../harness.ts'

const named = (names: readonly string[]): Feature[] => names.map((name) => ({ name, column: name }))
const pixels = (height: number, width: number, of = (r: number, c: number) => `pixel_${r}_${c}`) =>
  named(Array.from({ length: height * width }, (_, i) => of(Math.floor(i / width), i % width)))

function sentence(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    return (error as Error).message
  }
  return 'no error'
}

suite('images of tables', (test) => {
  test('names say height and width, and channels where they have a third number', () => {
    assert.equal(imageByNames(pixels(3, 4)), { height: 3, width: 4, channels: 1 })
    assert.equal(imageByNames(pixels(2, 2, (r, c) => `p${r}x${c}`)), { height: 2, width: 2, channels: 1 })
    const channels = named(['p_0_0_0', 'p_0_0_1', 'p_0_1_0', 'p_0_1_1'])
    assert.equal(imageByNames(channels), { height: 1, width: 2, channels: 2 })
  })

  test('other names, gaps and another order say nothing', () => {
    assert.is(imageByNames(named(['width', 'height'])), undefined)
    assert.is(imageByNames(pixels(3, 4).slice(0, 11)), undefined)
    assert.is(imageByNames(pixels(3, 4).toReversed()), undefined)
    assert.is(imageByNames(pixels(3, 4, (r, c) => `pixel_${c}_${r}`)), undefined)
    assert.is(imageByNames([]), undefined)
  })

  test('a dense network reads images only where it is told to', () => {
    const features = pixels(3, 4)
    assert.is(imageOf(DEFAULT_NETWORK, { features }), null)
    const shape = { height: 3, width: 4, channels: 1 }
    assert.equal(imageOf({ ...DEFAULT_NETWORK, image: 'names' }, { features }), shape)
    assert.equal(
      imageOf({ ...DEFAULT_NETWORK, hidden: [], network: parseLayers('conv:2x3')! }, { features }),
      shape,
    )
    const turned = { height: 6, width: 2, channels: 1 }
    assert.equal(imageOf({ ...DEFAULT_NETWORK, image: turned }, { features }), turned)
  })

  test('what is not an image is refused with the number of features', () => {
    const conv = { ...DEFAULT_NETWORK, hidden: [], network: parseLayers('conv:2x3')! }
    assert.is(
      sentence(() => imageOf(conv, { features: named(['a', 'b', 'c', 'd']) })),
      'the network or a method reads images, and the names of the 4 features do not say how they form one (pixel_0_0, pixel_0_1, ...); give --image HEIGHTxWIDTH[xCHANNELS]; 2x2 would be a square',
    )
    assert.is(
      sentence(() =>
        imageOf({ ...conv, image: { height: 3, width: 3, channels: 1 } }, { features: pixels(3, 4) }),
      ),
      '--image 3x3x1 has 9 values, and there are 12 features',
    )
    const features: Feature[] = [...pixels(1, 1), { name: 'sex=f', column: 'sex', category: 'f' }]
    assert.is(
      sentence(() => imageOf({ ...conv, image: { height: 1, width: 2, channels: 1 } }, { features })),
      '--image: column "sex" holds categories, which are not pixels; --ignore leaves columns out',
    )
  })
})
