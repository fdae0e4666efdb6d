import { rankingFinding, verdictsFinding } from '../../src/report/findings/ranking.ts'
import type { Comparison } from '../../src/results/comparison.ts'
import type { TestOfMany } from '../../src/results/ranking.ts'
import type { Metric } from '../../src/results/trialId.ts'
import { rankMethods } from '../../src/statistics/ranking.ts'
import { assert, suite } from '../harness.ts'
import { comparison } from '../report/sample.ts'
import { agrees } from './closeTo.ts'
import { auc, aucUnrounded } from './demsar.ts'

/** A dataset by the mean score of each method; null where none of its trials ended well. */
const scored = (
  scores: readonly (number | null)[],
  {
    dataset = 'd',
    metric = 'accuracy',
    confidence = 0.95,
  }: { dataset?: string; metric?: Metric; confidence?: number } = {},
): Comparison => ({
  ...comparison,
  dataset,
  metric,
  baseline: 'a',
  confidence,
  methods: scores.map((testScoreMean, i) => ({
    ...comparison.methods[0],
    method: 'abcdefgh'[i],
    metric,
    testScoreMean,
  })),
})

const meanRanks = (comparisons: readonly Comparison[]) =>
  rankMethods(comparisons).methods.map((row) => row.meanRank)

suite('ranks over datasets', (test) => {
  test("Demsar's example: ranks, tests and critical differences to the digits of the paper", () => {
    const ranking = rankMethods(aucUnrounded.map((row) => scored(row)))
    const found = ranking.test as TestOfMany
    assert.is(found.name, 'iman-davenport')
    agrees(found.chiSquared, '9.278571')
    agrees(found.pChiSquared, '0.0258075')
    agrees(found.statistic, '3.686313')
    agrees(found.pValue, '0.0198230')
    assert.equal(found.degreesOfFreedom, [3, 39])
    agrees(ranking.criticalDifference, '1.2536')
    agrees(ranking.controlDifference, '1.1681')
    assert.equal(ranking.groups, [['d', 'b', 'c', 'a']])
    assert.match(
      rankingFinding(ranking),
      /^over 14 datasets the methods differ \(Iman-Davenport F\(3, 39\) = 3\.69, p = 0\.020\)/,
    )
    assert.match(
      rankingFinding(ranking),
      /d has the best mean rank, 1\.96; no method is a critical difference behind the best$/,
    )
  })

  test('its groups at 0.10, where C4.5 is worse than two others', () => {
    const ranking = rankMethods(aucUnrounded.map((row) => scored(row, { confidence: 0.9 })))
    agrees(ranking.criticalDifference, '1.1181')
    agrees(ranking.controlDifference, '1.0384')
    assert.equal(ranking.groups, [
      ['d', 'b', 'c'],
      ['c', 'a'],
    ])
    assert.match(rankingFinding(ranking), /a is worse than the best by more than the critical difference$/)
  })

  test('two methods get signed ranks', () => {
    const ranking = rankMethods(auc.map(([first, second]) => scored([first, second])))
    assert.is(ranking.test!.name, 'wilcoxon')
    assert.is(ranking.test!.statistic, 12)
    agrees(ranking.test!.pValue, '0.0110079')
    assert.is(ranking.criticalDifference, null)
    assert.is(
      rankingFinding(ranking),
      "over 14 datasets b is better than a (Wilcoxon's signed ranks, p = 0.011)",
    )
  })

  test('two methods whose scores have no common unit get signs', () => {
    const wins = ['accuracy', 'rmse', 'rmse', 'rmse', 'accuracy', 'rmse'] as const
    const ranking = rankMethods(
      wins.map((metric, i) => scored(metric === 'accuracy' ? [0.8, 0.9] : [9 + i, 8 + i], { metric })),
    )
    assert.equal(ranking.test, { name: 'sign', statistic: 0, pValue: 0.03125 })
    assert.equal(ranking.methods[1].ranks, [1, 1, 1, 1, 1, 1])
  })

  test('an error ranks the other way', () => {
    assert.equal(meanRanks([scored([3, 1, 2], { metric: 'rmse' }), scored([0.1, 0.3, 0.2])]), [3, 1, 2])
  })

  test('ties share, and a method without a score is last', () => {
    assert.equal(
      meanRanks([scored([0.5, 0.5, 0.4, 0.9]), scored([0.5, null, null, 0.9])]),
      [2.25, 3, 3.75, 1],
    )
  })

  test('fewer than five datasets have ranks and no test, and it says why', () => {
    const ranking = rankMethods([1, 2, 3, 4].map(() => scored([0.1, 0.3, 0.2])))
    assert.equal([ranking.test, ranking.criticalDifference, ranking.groups], [null, null, []])
    assert.is(
      rankingFinding(ranking),
      'b has the best mean rank, 1.00; no test over 4 datasets: ranks on fewer than 5 say too little; add datasets',
    )
  })

  test('datasets that all rank alike are evidence beyond doubt, not a division by zero', () => {
    const ranking = rankMethods([1, 2, 3, 4, 5].map(() => scored([0.1, 0.3, 0.2])))
    assert.is(ranking.test!.statistic, Number.POSITIVE_INFINITY)
    assert.is(ranking.test!.pValue, 0)
    assert.match(
      rankingFinding(ranking),
      /F\(2, 8\) = infinite, p < 0\.001\); b has the best mean rank, 1\.00; a is worse than the best/,
    )
  })

  test('methods that all tie do not differ', () => {
    const ranking = rankMethods([1, 2, 3, 4, 5].map(() => scored([0.5, 0.5, 0.5])))
    assert.is(ranking.test!.pValue, 1)
    assert.match(rankingFinding(ranking), /no difference between the methods is established/)
    assert.match(rankingFinding(ranking), /3 methods share the best mean rank, 2\.00$/)
  })

  test('one method has nothing to be ranked with', () => {
    assert.is(
      rankingFinding(rankMethods([scored([0.5]), scored([0.5])])),
      'only a was run, so there is nothing to rank',
    )
  })

  test('count the datasets on which the tables establish a difference', () => {
    const table = (
      differences: readonly [pHolm: number | null, difference: number, pEquivalent: number][],
    ): Comparison => {
      const plain = scored([0.5, ...differences.map(() => 0.5)])
      const methods = plain.methods.map((row, i) =>
        i === 0
          ? { ...row, pHolm: null, pEquivalent: null }
          : {
              ...row,
              pHolm: differences[i - 1][0],
              difference: differences[i - 1][1],
              pEquivalent: differences[i - 1][2],
            },
      )
      return { ...plain, methods }
    }
    const ranking = rankMethods([
      table([
        [0.01, 0.1, 0.1],
        [0.2, 0.1, 0.96],
      ]),
      table([
        [0.04, -0.1, 0.2],
        [null, 0, 0.2],
      ]),
      table([
        [0.05, 0.1, 0.2],
        [1, 0, 1],
      ]),
    ])
    assert.equal(
      ranking.methods.map(({ verdicts }) => verdicts),
      [undefined, { better: 1, worse: 1, equivalent: 0 }, { better: 0, worse: 0, equivalent: 2 }],
    )
    assert.match(
      verdictsFinding(ranking),
      /^against a, .* \(3 datasets\): b is better on 1, worse on 1; c is practically equivalent on 2$/,
    )
    const none = rankMethods([table([[0.3, 0.1, 0.1]]), table([[0.3, 0.1, 0.1]])])
    assert.is(verdictsFinding(none), 'on none of the 2 datasets by itself is a difference from a established')
  })
})
