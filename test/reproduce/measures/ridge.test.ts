import { normalEquations, solve } from '../../../src/reproduce/measures/ridge.ts'
import { assert, suite } from '../../harness.ts'
import { near } from '../../tolerance.ts'

suite('reproduce/measures/ridge', (test) => {
  test("dropout's regression on four rows has the minimum that enumerating all 256 masks gives", () => {
    // X'X + (1 - p) / p diag(X'X) with p = 1/2, not centred: the weights p w of the worked example.
    const X = [
      [1, 2],
      [0, 1],
      [3, -1],
      [-1, 0.5],
    ]
    const y = [1, 0, 2, -1]
    const gram = [0, 1].map((i) =>
      [0, 1].map((j) => X.reduce((sum, row) => sum + row[i] * row[j], 0) * (i === j ? 2 : 1)),
    )
    const moments = [0, 1].map((i) => X.reduce((sum, row, r) => sum + row[i] * y[r], 0))
    const [a, b] = solve(gram, moments)
    near(a, 0.36388634, 'first weight', { absolute: 1e-8, relative: 0 })
    near(b, 0.00366636, 'second weight', { absolute: 1e-8, relative: 0 })
  })

  test('columns are centred, so that a bias changes nothing', () => {
    const plain = normalEquations([[1], [2], [6]], [1, 3, 2])
    assert.equal(plain, { gram: [[14]], moments: [1] })
    assert.equal(normalEquations([[11], [12], [16]], [1, 3, 2]), plain)
    assert.equal(solve(plain.gram, plain.moments), [1 / 14])
  })
})
