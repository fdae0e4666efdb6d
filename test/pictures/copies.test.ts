import { decode } from 'fast-png'
import { copiesPng } from '../../src/pictures/copies.ts'
import { assert, suite } from '../harness.ts'

suite('pictures/copies', (test) => {
  test('grey images are dark on light, the image first and its copies further right', () => {
    // Two images of 1 x 2, and one copy of each.
    const originals = Float32Array.of(0, 1, 0.5, 0.25)
    const copies = [Float32Array.of(1, 0, 2, -1)]
    const { width, height, data, channels } = decode(
      copiesPng({ image: { height: 1, width: 2, channels: 1 }, originals, copies }),
    )
    assert.equal([channels, width, height], [1, 2 * (72 + 4) + 4, 2 * (36 + 4) - 4])
    const at = (x: number, y: number) => data[y * width + x]
    assert.equal([at(0, 0), at(36, 0), at(72, 0)], [255, 0, 255])
    assert.equal([at(0, 40), at(36, 75)], [128, 191])
    assert.equal([at(80, 0), at(80 + 36, 35), at(80, 40), at(80 + 71, 75)], [0, 255, 0, 255])
  })

  test('three channels are colours', () => {
    const image = { height: 1, width: 1, channels: 3 }
    const { data, channels } = decode(copiesPng({ image, originals: Float32Array.of(1, 0.5, 0), copies: [] }))
    assert.is(channels, 3)
    assert.equal([...data.subarray(0, 3)], [255, 128, 0])
  })
})
