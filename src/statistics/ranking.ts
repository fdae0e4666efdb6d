import { isHigherBetter, isShare } from '../metrics/index.ts'
import type { Comparison } from '../results/comparison.ts'
import {
  type DatasetVerdicts,
  type MethodRank,
  MIN_RANKED_DATASETS,
  type Ranking,
  type TestOfMany,
  type TestOfTwo,
} from '../results/ranking.ts'
import type { MethodSummary } from '../results/summary.ts'
import { alphaOf, EQUIVALENT } from '../util/alpha.ts'
import { differenceOf } from '../util/ties.ts'
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

/**
 * Ranks the methods on each dataset and compares the ranks, as Demsar (2006) recommends: three methods and more by the
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
  // [datasets][methods], larger = better.
  const scores = comparisons.map((comparison) =>
    comparison.methods.map(({ testScoreMean }) => {
      if (testScoreMean === null) return Number.NEGATIVE_INFINITY
      return isHigherBetter(comparison.metric) ? testScoreMean : -testScoreMean
    }),
  )
  const ranked = scores.map((row) => ranks(row.map((score) => -score)))
  const rows = names.map((method, m): MethodRank => {
    const own = ranked.map((row) => row[m])
    const rank = { method, meanRank: mean(own), ranks: own }
    return method === baseline ? rank : { ...rank, verdicts: verdictsOf(comparisons, m) }
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
  if (k < 2 || N < MIN_RANKED_DATASETS) return base
  if (k === 2) return { ...base, test: compareTwo(comparisons, scores) }
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
  }
}

/** Ranks do not know how sure a difference is: the tables do, by the inference of each. */
function verdictsOf(comparisons: readonly Comparison[], m: number): DatasetVerdicts {
  const on = (holds: (row: MethodSummary, alpha: number) => boolean): number =>
    comparisons.filter(({ methods, confidence }) => holds(methods[m], alphaOf(confidence))).length
  const isEstablished = ({ pHolm }: MethodSummary, alpha: number) => pHolm !== null && pHolm < alpha
  return {
    better: on((row, alpha) => isEstablished(row, alpha) && row.difference! > 0),
    worse: on((row, alpha) => isEstablished(row, alpha) && row.difference! < 0),
    equivalent: on(({ pEquivalent }) => pEquivalent !== null && pEquivalent >= EQUIVALENT),
  }
}

/** Wilcoxon's test ranks differences across datasets, so these must have one unit: shares of right answers have. */
function compareTwo(comparisons: readonly Comparison[], scores: readonly (readonly number[])[]): TestOfTwo {
  const differences = scores.map(([first, second]) => differenceOf(second, first))
  const isComparable =
    comparisons.every(({ metric }) => isShare(metric)) && differences.every(Number.isFinite)
  if (isComparable) {
    const { statistic, pValue } = wilcoxonSignedRank(differences)
    return { name: 'wilcoxon', statistic, pValue }
  }
  const { wins, losses, pValue } = signTest(differences)
  return { name: 'sign', statistic: Math.min(wins, losses), pValue }
}
