import { fitImages, imageColumns } from '../../src/data/scaleImages.ts'
import { assert, suite } from '../harness.ts'
import { allNear } from '../tolerance.ts'

const numbers = (rows: readonly (readonly number[])[]) => ({
  matrix: Float32Array.from(rows.flat()),
  features: rows[0]!.map((_, j) => ({ name: `p${j}`, column: `p${j}` })),
})

// Two pixels of two channels, channels last; the third row is not trained on.
const ROWS = [
  [0, 10, 4, 10],
  [2, 30, 0, 50],
  [9, 99, 9, 99],
]
const TRAIN = Int32Array.of(0, 1)
const IMAGE = { height: 1, width: 2, channels: 2 }

suite('scaling of images', (test) => {
  test('one minimum and maximum a channel, of the training rows alone; the background is exactly 0', () => {
    const { shift, scale, columns } = fitImages(numbers(ROWS), TRAIN, 'minmax', IMAGE, 'last')
    assert.equal([...columns], [0, 1, 2, 3])
    assert.equal([...shift], [0, 10, 0, 10])
    allNear(scale, [1 / 4, 1 / 40, 1 / 4, 1 / 40], 'scale')
  })

  test('standard divides by the deviation of the whole channel and takes the minimum away', () => {
    const { shift, scale } = fitImages(numbers(ROWS), TRAIN, 'standard', IMAGE, 'last')
    assert.equal([...shift], [0, 10, 0, 10])
    // 0 4 2 0 about 1.5, and 10 10 30 50 about 25
    const [first, second] = [Math.sqrt(11 / 4), Math.sqrt((225 + 225 + 25 + 625) / 4)]
    allNear(scale, [1 / first, 1 / second, 1 / first, 1 / second], 'scale')
  })

  test('channels first: the columns of a pixel lie a whole image apart', () => {
    const image = { height: 2, width: 2, channels: 3 }
    assert.equal([...imageColumns(image, 'first')], [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11])
    const planes = ROWS.map(([a, b, c, d]) => [a, c, b, d])
    const first = fitImages(numbers(planes), TRAIN, 'minmax', IMAGE, 'first')
    assert.equal([...first.columns], [0, 2, 1, 3])
    assert.equal(first.shift, fitImages(numbers(ROWS), TRAIN, 'minmax', IMAGE, 'last').shift)
  })

  test('a missing value is the mean of its channel, and a channel of one value says nothing', () => {
    const rows = [
      [0, 7, Number.NaN, 7],
      [2, 7, 4, 7],
    ]
    const { fill, scale } = fitImages(numbers(rows), TRAIN, 'none', IMAGE, 'last')
    assert.equal([...fill], [2, 0, 2, 0])
    assert.equal([...scale], [1, 0, 1, 0])
  })

  test('robust is refused', () => {
    assert.throws(() => fitImages(numbers(ROWS), TRAIN, 'robust', IMAGE, 'last'), /--scale robust/)
  })
})
