import { halton, MAX_DIMENSIONS, uniform } from '../../../src/experiment/tuning/sequence.ts'
import { assert, suite } from '../../harness.ts'

const first = (count: number, dimension: number): number[] =>
  Array.from({ length: count }, (_, i) => halton(i, dimension))

suite('Halton sequence', (test) => {
  test('mirrors the digits in bases 2, 3 and 5', () => {
    assert.equal(first(7, 0), [1 / 2, 1 / 4, 3 / 4, 1 / 8, 5 / 8, 3 / 8, 7 / 8])
    assert.equal(first(8, 1), [1 / 3, 2 / 3, 1 / 9, 4 / 9, 7 / 9, 2 / 9, 5 / 9, 8 / 9])
    assert.equal(first(5, 2), [1 / 5, 2 / 5, 3 / 5, 4 / 5, 1 / 25])
  })

  test('is spread more evenly than random points can be', () => {
    // Of the first b^k - 1 points and the origin, each interval of length b^-k holds exactly one.
    for (const [dimension, base, power] of [
      [0, 2, 6],
      [1, 3, 4],
      [3, 7, 2],
    ]) {
      const cells = base ** power
      const hit = new Set([0, ...first(cells - 1, dimension).map((x) => Math.floor(x * cells + 1e-9))])
      assert.is(hit.size, cells, `base ${base}`)
    }
  })

  test('stays in [0, 1) in every dimension', () => {
    for (let dimension = 0; dimension < MAX_DIMENSIONS; dimension++) {
      assert.ok(first(1000, dimension).every((x) => x > 0 && x < 1))
    }
  })
})

suite('uniform points', (test) => {
  test('take the words in groups', () => {
    const points = uniform(Uint32Array.of(0, 2 ** 31, 2 ** 30, 0xffffffff), 2)
    assert.equal([points(0, 0), points(0, 1), points(1, 0)], [0, 0.5, 0.25])
    assert.ok(points(1, 1) < 1)
  })
})
