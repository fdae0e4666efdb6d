import { describe } from '../../../src/reproduce/measures/firstLayer.ts'
import { assert, suite } from '../../harness.ts'

/** Two units: one with four equal weights, one with a single one; a constant input, noise and a twin beside. */
const layer = {
  names: ['a', 'a_twin', 'noise_1', 'noise_2', 'flat'],
  constant: [false, false, false, false, true],
  weights: Float32Array.of(1, 3, 1, 0, -1, 0, 1, 0, 3, 4),
  units: 2,
}

suite('reproduce/measures/firstLayer', (test) => {
  const found = describe(layer)

  test('n equal weights count as n inputs, a single one as one', () => {
    assert.is(found.effective_inputs, (4 + 1) / 2)
    assert.is(found.largest_share, (1 / 4 + 1) / 2)
  })

  test('zeros, by input and by weight, leave constant inputs out', () => {
    assert.is(found.zeros, 3 / 8)
    assert.is(found.noise_zeros, 2 / 4)
    assert.is(found.signal_zeros, 1 / 4)
    assert.is(found.noise_dead, 0)
    assert.is(found.norm, Math.sqrt(4 + 9 + 25))
    assert.is(found.noise_share, 2 / 13)
    assert.is(found.constant_norm, 5)
  })

  test('an input all of whose weights are 0 is dead', () => {
    const weights = Float32Array.of(1, 3, 1, 0, 0, 0, 1, 0, 3, 4)
    assert.is(describe({ ...layer, weights }).noise_dead, 1 / 2)
  })

  test('twins with equal weights differ by nothing', () => {
    assert.is(found.twin_difference, 3 / (Math.sqrt(10) + 1))
    const weights = Float32Array.of(1, 3, 1, 3, -1, 0, 1, 0, 3, 4)
    assert.is(describe({ ...layer, weights }).twin_difference, 0)
  })
})
