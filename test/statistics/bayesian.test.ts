import { correlatedPosterior, ropeProbabilities } from '../../src/statistics/bayesian.ts'
import { assert, suite } from '../harness.ts'
import { agrees, closeTo } from './closeTo.ts'

const d = [0.02, 0.01, -0.01, 0.03, 0, 0.02, 0.01, 0.04, -0.02, 0.01]

function minus(y: readonly number[], x: readonly number[]): number[] {
  return y.map((value, i) => value - x[i])
}

suite('Bayesian correlated t-test', (test) => {
  test('posterior moments agree with baycomp', () => {
    const one = correlatedPosterior(minus([5, 7, 3], [4, 2, 6]), 1 / 2)
    assert.is(one.location, 1)
    closeTo(one.scale2, 16 * (1 / 3 + 1 / 2), 1e-14)
    assert.is(one.df, 2)
    // Two runs of two folds.
    const two = correlatedPosterior(minus([5, 7, 3, 5], [4, 2, 6, 4]), 1)
    closeTo(two.scale2, (32 / 3) * (1 / 4 + 1), 1e-14)
    assert.is(two.df, 3)
    const constant = correlatedPosterior(new Array(10).fill(-1), 1 / 9)
    assert.equal(constant, { location: -1, scale2: 0, df: 9 })
  })

  test('without variance all mass is on the mean', () => {
    const at = (location: number, rope: number) => {
      const { pWorse, pEquivalent, pBetter } = ropeProbabilities({ location, scale2: 0, df: 9 }, rope)
      return [pWorse, pEquivalent, pBetter]
    }
    assert.equal(at(42, 2), [0, 0, 1])
    assert.equal(at(2, 2), [0, 1, 0])
    assert.equal(at(-42, 2), [1, 0, 0])
    assert.equal(at(0, 0), [0.5, 0, 0.5])
  })

  test('agrees with scipy over three ropes', () => {
    const posterior = correlatedPosterior(d, 10 / 90)
    const none = ropeProbabilities(posterior, 0)
    agrees(none.pWorse, '0.107171214618')
    agrees(none.pBetter, '0.892828785382')
    const narrow = ropeProbabilities(posterior, 0.005)
    agrees(narrow.pWorse, '0.041932929523')
    agrees(narrow.pEquivalent, '0.200414586842')
    agrees(narrow.pBetter, '0.757652483635')
    const wide = ropeProbabilities(posterior, 0.01)
    agrees(wide.pWorse, '0.015582967964')
    agrees(wide.pEquivalent, '0.437416466742')
    agrees(wide.pBetter, '0.547000565293')
  })

  test('matches the figures scikit-learn publishes', () => {
    const posterior = { location: 0.01, scale2: 0.01332768 ** 2, df: 99 }
    agrees(ropeProbabilities(posterior, 0).pBetter, '0.773')
    agrees(ropeProbabilities(posterior, 0.01).pEquivalent, '0.43168')
  })
})
