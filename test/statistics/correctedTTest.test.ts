import { correctedTTest } from '../../src/statistics/correctedTTest.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'

const d = [0.02, 0.01, -0.01, 0.03, 0, 0.02, 0.01, 0.04, -0.02, 0.01]

suite('corrected resampled t-test', (test) => {
  test('agrees with numpy and scipy on ten folds', () => {
    const result = correctedTTest(d, 10 / 90, 0.95)
    agrees(result.mean, '0.011')
    agrees(result.sd! ** 2, '3.2111111e-4')
    agrees(result.standardError, '0.008233475782')
    agrees(result.t, '1.336009273717')
    agrees(result.pValue, '0.214342429236')
    agrees(result.low, '-0.007625416216')
    agrees(result.high, '0.029625416216')
  })

  test('is the ordinary paired t-test at ratio 0', () => {
    const result = correctedTTest(d, 0, 0.95)
    agrees(result.t, '1.941176470588')
    agrees(result.pValue, '0.084150308054')
  })

  test('ten times ten folds shrink the naive t by 0.2873', () => {
    const differences = Array.from({ length: 100 }, (_, i) => Math.sin(i) + 0.2)
    const corrected = correctedTTest(differences, 1 / 9, 0.95).t!
    const naive = correctedTTest(differences, 0, 0.95).t!
    agrees(corrected / naive, '0.2873')
  })

  test('matches the figures scikit-learn publishes for ten times ten folds', () => {
    // Mean 0.01 and variance 0.001466645 are all the test sees: any hundred differences with these moments will do.
    const shape = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 1 : -1))
    const spread = Math.sqrt((0.001466645 * 99) / 100)
    const result = correctedTTest(
      shape.map((side) => 0.01 + side * spread),
      1 / 9,
      0.95,
    )
    agrees(result.standardError, '0.01332768')
    agrees(result.t, '0.7503')
    agrees(result.pValue! / 2, '0.227')
    agrees(result.low, '-0.016445')
    agrees(result.high, '0.036445')
  })

  test('no test and no interval below two pairs', () => {
    const { pValue, low, high, sd, mean } = correctedTTest([0.1], 0.25, 0.95)
    assert.equal(
      { pValue, low, high, sd, mean },
      { pValue: null, low: null, high: null, sd: null, mean: 0.1 },
    )
  })

  test('without variance p is 1 for zeros and undefined for one nonzero difference', () => {
    assert.is(correctedTTest([0, 0, 0], 0.25, 0.95).pValue, 1)
    const constant = correctedTTest([36 / 36 - 35 / 36, 35 / 36 - 34 / 36, 34 / 36 - 33 / 36], 0.25, 0.95)
    assert.is(constant.sd, 0)
    assert.is(constant.pValue, null)
    assert.is(constant.low, null)
  })
})
