import { wilcoxonSignedRank } from '../../src/statistics/wilcoxon.ts'
import { assert, suite } from '../harness.ts'
import { agrees } from './closeTo.ts'
import { auc } from './demsar.ts'

suite("Wilcoxon's signed ranks", (test) => {
  test("agree with Demsar's C4.5 against C4.5+m", () => {
    // Rounded to the table's three digits: subtraction must not break ties.
    const differences = auc.map(([c45, m]) => Math.round((m - c45) * 1000) / 1000)
    const result = wilcoxonSignedRank(differences)
    assert.is(result.positive, 93)
    assert.is(result.negative, 12)
    assert.is(result.statistic, 12)
    agrees(result.z, '-2.542448')
    agrees(result.pValue, '0.0110079')
  })

  test('counts sign patterns exactly where nothing is tied', () => {
    // Of 2^5 patterns only {} and {1} have a sum of at most 1; two-sided 4/32.
    assert.is(wilcoxonSignedRank([-1, 2, 3, 4, 5]).pValue, 4 / 32)
    assert.is(wilcoxonSignedRank([1, 2, 3, 4, 5]).pValue, 2 / 32)
  })

  test('an odd zero is dropped, an even number is split', () => {
    assert.is(wilcoxonSignedRank([0, 1, 2]).positive, 3)
    const split = wilcoxonSignedRank([0, 0, 1, 2])
    assert.is(split.positive, 3 + 4 + 1.5)
    assert.is(split.negative, 1.5)
  })

  test('no difference at all is p = 1', () => {
    assert.is(wilcoxonSignedRank([0]).pValue, 1)
    assert.is(wilcoxonSignedRank([0, 0]).pValue, 1)
  })

  test('the exact test refuses ties', () => {
    assert.throws(() => wilcoxonSignedRank([1, 1, 2], 'exact'), /ties/)
  })
})
