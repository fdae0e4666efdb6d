import { denseArchitecture } from '../../src/nn/architecture.ts'
import { layOutParameters, part } from '../../src/nn/parameters.ts'
import { assert, suite } from '../harness.ts'

suite('parameter layout', (test) => {
  for (const sizes of [
    [1, 1],
    [5, 4, 3, 2],
    [64, 128, 64, 10],
    [3, 16, 1],
    [16, 16],
  ]) {
    const { weights, biases, allWeights, everything, length, count } = layOutParameters(
      denseArchitecture(sizes, 'relu').layers,
    )

    test(`${sizes.join('-')}: one range a layer, aligned, apart, weights before biases`, () => {
      assert.equal(
        weights.map((range) => range.length),
        sizes.slice(1).map((fanOut, l) => sizes[l] * fanOut),
      )
      assert.equal(
        biases.map((range) => range.length),
        sizes.slice(1),
      )
      const ranges = [...weights, ...biases]
      ranges.forEach(({ offset }, i) => {
        assert.is(offset % 16, 0)
        if (i > 0) assert.ok(offset >= ranges[i - 1].offset + ranges[i - 1].length)
      })
      assert.is(
        count,
        ranges.reduce((sum, range) => sum + range.length, 0),
      )
    })

    test(`${sizes.join('-')}: all weights is one range that holds no bias, and everything is everything`, () => {
      assert.equal(everything, { offset: 0, length })
      assert.is(allWeights.offset, 0)
      assert.ok(allWeights.length <= biases[0].offset)
      for (const { offset, length } of weights) assert.ok(offset + length <= allWeights.length)
      const last = biases[biases.length - 1]
      assert.ok(last.offset + last.length <= length)
    })
  }

  test('a part is a region of its own at the right address', () => {
    const flat = { name: 'parameters', type: 'f32', length: 64, ptr: 1024 } as const
    assert.equal(part(flat, { offset: 16, length: 8 }, 'weights 1'), {
      name: 'parameters: weights 1',
      type: 'f32',
      length: 8,
      ptr: 1024 + 16 * 4,
    })
    assert.throws(() => part(flat, { offset: 60, length: 8 }, 'weights 2'), /lies outside region parameters/)
  })
})
