import {
  type MethodRank,
  MIN_RANKED_DATASETS,
  type Ranking,
  type TestOfMany,
  type TestOfTwo,
} from '../../results/ranking.ts'
import { alphaOf } from '../../util/alpha.ts'
import { count, fixed, pEquals } from '../../util/format.ts'
import { tied } from '../../util/ties.ts'

/** One sentence: what the ranks say, or why there is no test. */
export function rankingFinding({
  methods,
  datasets,
  test,
  criticalDifference,
  baseline,
  confidence,
}: Pick<
  Ranking,
  'methods' | 'datasets' | 'test' | 'criticalDifference' | 'baseline' | 'confidence'
>): string {
  const N = datasets.length
  const alpha = alphaOf(confidence)
  if (methods.length < 2) return `only ${methods[0].method} was run, so there is nothing to rank`
  if (test === null)
    return `${leader(methods)}; no test over ${N} datasets: ranks on fewer than ${MIN_RANKED_DATASETS} say too little; add datasets`
  return test.name === 'iman-davenport'
    ? findingOfMany(methods, test, criticalDifference!, baseline, alpha, N)
    : findingOfTwo(methods, test, alpha, N)
}

const byRank = (rows: readonly MethodRank[]): MethodRank[] =>
  [...rows].sort((a, b) => a.meanRank - b.meanRank)

function leader(rows: readonly MethodRank[]): string {
  const [best, ...others] = byRank(rows)
  const ties = others.filter(({ meanRank }) => tied(meanRank, best.meanRank))
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

/** One sentence: on how many of the datasets each method is established as better or worse than the baseline. */
export function verdictsFinding({
  methods,
  datasets,
  baseline,
}: Pick<Ranking, 'methods' | 'datasets' | 'baseline'>): string {
  const clauses = byRank(methods).flatMap(({ method, verdicts }) => {
    if (verdicts === undefined) return []
    const parts = [
      ...(verdicts.better > 0 ? [`better on ${verdicts.better}`] : []),
      ...(verdicts.worse > 0 ? [`worse on ${verdicts.worse}`] : []),
      ...(verdicts.equivalent > 0 ? [`practically equivalent on ${verdicts.equivalent}`] : []),
    ]
    return parts.length === 0 ? [] : [`${method} is ${parts.join(', ')}`]
  })
  const N = datasets.length
  return clauses.length === 0
    ? `on none of the ${N} datasets by itself is a difference from ${baseline} established`
    : `against ${baseline}, dataset by dataset, by the tables above (${N} datasets): ${clauses.join('; ')}`
}
