import type { Comparison } from '../results/comparison.ts'
import type { MethodRank, Ranking, TestOfMany, TestOfTwo } from '../results/ranking.ts'
import { alphaOf } from '../util/alpha.ts'
import { count, fixed, pEquals } from '../util/format.ts'
import {
  bonferroniDunnCriticalDifference,
  nemenyiCriticalDifference,
  rankGroups,
} from './criticalDifference.ts'
import { friedman } from './friedman.ts'
import { mean } from './moments.ts'
import { ranks } from './ranks.ts'
import { signTest } from './signTest.ts'
import { wilcoxonSignedRank } from './wilcoxon.ts'

/** Below this many data sets ranks are too few for a test to mean anything. */
const ENOUGH_DATASETS = 5

/**
 * Ranks the methods on each data set and compares the ranks, as Demsar (2006) recommends: three methods and more by the
 * Friedman test in Iman and Davenport's version, with Nemenyi's critical difference; two by Wilcoxon's signed ranks, or by
 * the sign test where the scores have no common unit.
 *
 * A method without a score, because no trial of it ended well, shares the last rank.
 *
 * @param comparisons two or more, of the same methods.
 */
export function rankMethods(comparisons: readonly Comparison[]): Ranking {
  const [{ methods, baseline, confidence }] = comparisons
  const names = methods.map(({ method }) => method)
  const alpha = alphaOf(confidence)
  // [data sets][methods], larger = better.
  const scores = comparisons.map((comparison) =>
    comparison.methods.map(({ testScoreMean }) => {
      if (testScoreMean === null) return Number.NEGATIVE_INFINITY
      return comparison.metric === 'accuracy' ? testScoreMean : -testScoreMean
    }),
  )
  const ranked = scores.map((row) => ranks(row.map((score) => -score)))
  const rows = names.map((method, m): MethodRank => {
    const own = ranked.map((row) => row[m])
    return { method, meanRank: mean(own), ranks: own }
  })
  const datasets = comparisons.map(({ dataset }) => dataset)
  const base = {
    datasets,
    baseline,
    confidence,
    methods: rows,
    test: null,
    criticalDifference: null,
    controlDifference: null,
    groups: [],
  }
  const k = names.length
  const N = datasets.length
  if (k < 2) return { ...base, finding: `only ${names[0]} was run, so there is nothing to rank` }
  if (N < ENOUGH_DATASETS) {
    const sentence = `no test over ${N} datasets: ranks on fewer than ${ENOUGH_DATASETS} say too little; add datasets`
    return { ...base, finding: `${leader(rows)}; ${sentence}` }
  }
  if (k === 2) {
    const test = compareTwo(comparisons, scores)
    return { ...base, test, finding: findingOfTwo(rows, test, alpha, N) }
  }
  const { chiSquared, pChiSquared, f, pF } = friedman(scores)
  const meanRanks = rows.map(({ meanRank }) => meanRank)
  const criticalDifference = nemenyiCriticalDifference(k, N, alpha)
  const test: TestOfMany = {
    name: 'iman-davenport',
    statistic: f,
    pValue: pF,
    degreesOfFreedom: [k - 1, (k - 1) * (N - 1)],
    chiSquared,
    pChiSquared,
  }
  return {
    ...base,
    test,
    criticalDifference,
    controlDifference: bonferroniDunnCriticalDifference(k, N, alpha),
    groups: rankGroups(meanRanks, criticalDifference).map((group) => group.map((m) => names[m])),
    finding: findingOfMany(rows, test, criticalDifference, baseline, alpha, N),
  }
}

/** Wilcoxon's test ranks differences across data sets, so these must have one unit: shares of right answers have. */
function compareTwo(comparisons: readonly Comparison[], scores: readonly (readonly number[])[]): TestOfTwo {
  const differences = scores.map(([first, second]) => (first === second ? 0 : second - first))
  const isComparable =
    comparisons.every(({ metric }) => metric === 'accuracy') && differences.every(Number.isFinite)
  if (isComparable) {
    const { statistic, pValue } = wilcoxonSignedRank(differences)
    return { name: 'wilcoxon', statistic, pValue }
  }
  const { wins, losses, pValue } = signTest(differences)
  return { name: 'sign', statistic: Math.min(wins, losses), pValue }
}

const byRank = (rows: readonly MethodRank[]): MethodRank[] =>
  [...rows].sort((a, b) => a.meanRank - b.meanRank)

function leader(rows: readonly MethodRank[]): string {
  const [best, ...others] = byRank(rows)
  // Means of the same ranks in another order may differ in the last bit.
  const ties = others.filter(({ meanRank }) => meanRank - best.meanRank < 1e-9)
  const rank = fixed(best.meanRank, 2)
  if (ties.length === 0) return `${best.method} has the best mean rank, ${rank}`
  const names = ties.length === 1 ? `${best.method} and ${ties[0].method}` : count(1 + ties.length, 'method')
  return `${names} share the best mean rank, ${rank}`
}

const TESTS = { wilcoxon: "Wilcoxon's signed ranks", sign: 'sign test' } as const

function findingOfTwo(rows: readonly MethodRank[], test: TestOfTwo, alpha: number, N: number): string {
  const [best, other] = byRank(rows)
  const evidence = `${TESTS[test.name]}, ${pEquals(test.pValue)}`
  return test.pValue < alpha
    ? `over ${N} datasets ${best.method} is better than ${other.method} (${evidence})`
    : `over ${N} datasets no difference between ${best.method} and ${other.method} is established (${evidence})`
}

function findingOfMany(
  rows: readonly MethodRank[],
  test: TestOfMany,
  criticalDifference: number,
  baseline: string,
  alpha: number,
  N: number,
): string {
  const [df1, df2] = test.degreesOfFreedom
  const F = Number.isFinite(test.statistic) ? fixed(test.statistic, 2) : 'infinite'
  const evidence = `Iman-Davenport F(${df1}, ${df2}) = ${F}, ${pEquals(test.pValue)}`
  if (!(test.pValue < alpha)) {
    return `over ${N} datasets no difference between the methods is established (${evidence}); ${leader(rows)}`
  }
  const [best] = byRank(rows)
  const worse = rows.filter(({ meanRank }) => meanRank - best.meanRank >= criticalDifference)
  const pairs =
    worse.length === 0
      ? 'no method is a critical difference behind the best'
      : worse.length === 1
        ? `${worse[0].method} is worse than the best by more than the critical difference`
        : `${count(worse.length, 'method')} are worse than the best by more than the critical difference`
  const includesBaseline = worse.some(({ method }) => method === baseline)
  const others = worse.length > 1 && includesBaseline ? `, ${baseline} among them` : ''
  return `over ${N} datasets the methods differ (${evidence}); ${leader(rows)}; ${pairs}${others}`
}
