import { describe } from '../../../src/reproduce/measures/activations.ts'
import { assert, suite } from '../../harness.ts'

suite('reproduce/measures/activations', (test) => {
  test('two rows through two units: relu, then the factor of prediction', () => {
    // Sums 1 + 2 - 1 = 2 and -1 + 0.5; 3 - 1 = 2 and -3 + 0.5.
    const X = [
      [1, 1],
      [3, 0],
    ]
    const layer = { weights: Float32Array.of(1, -1, 2, 0), biases: Float32Array.of(-1, 0.5) }
    assert.equal(describe(X, layer, 0.5), { mean_activation: 0.5, zeros: 0.5, below_tenth: 0.5 })
  })
})
