import { alphaOf } from '../../src/util/alpha.ts'
import { assert, suite } from '../harness.ts'

suite('level of a confidence', (test) => {
  test('is the decimal a reader subtracts', () => {
    assert.equal([0.95, 0.9, 0.99, 0.5].map(alphaOf), [0.05, 0.1, 0.01, 0.5])
  })
})
