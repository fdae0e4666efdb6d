/** What the yardsticks say of the methods above them: means side by side, for nothing is tested against them. */
import { isHigherBetter, isShare } from '../../metrics/index.ts'
import type { Comparison } from '../../results/comparison.ts'
import type { MethodSummary } from '../../results/summary.ts'
import type { YardstickName } from '../../results/yardsticks.ts'
import { count, fixed } from '../../util/format.ts'
import { compareWithTies } from '../../util/ties.ts'

/** Names that are worth their room. */
const MAX_NAMES = 3

type Judged = Pick<Comparison, 'methods' | 'yardsticks' | 'metric' | 'collapsed'>

/** Where a linear model does as well as any method, and which methods do worse than an answer that ignores the features. */
export const yardstickClauses = (comparison: Judged): string[] => [
  ...linearClause(comparison),
  ...constantClause(comparison),
]

function linearClause({ methods, yardsticks, metric, collapsed = [] }: Judged): string[] {
  const linear = scoreOf(yardsticks, 'linear')
  const real = methods.filter(
    ({ method, testScoreMean, ok, trials }) =>
      testScoreMean !== null && ok === trials && !collapsed.includes(method),
  )
  if (linear === null || real.length === 0) return []
  const better = betterThan(metric)
  // One that does no better than a constant answer is not worth more than that.
  const constant = scoreOf(yardsticks, 'constant')
  if (constant !== null && better(linear, constant) <= 0) return []
  const best = real.reduce((a, b) => (better(b.testScoreMean!, a.testScoreMean!) > 0 ? b : a))
  const sign = better(linear, best.testScoreMean!)
  if (sign < 0) return []
  if (sign === 0) return [`the linear model scores as well as the best method, ${best.method}`]
  const [own, other] = [linear, best.testScoreMean!].map((score) => scoreText(score, metric))
  return [
    real.length === 1
      ? `the linear model scores better than the method ${best.method}: ${own} beside ${other}`
      : `the linear model scores better than every method: ${own} beside ${other} of the best, ${best.method}`,
  ]
}

function constantClause({ methods, yardsticks, metric }: Judged): string[] {
  const constant = scoreOf(yardsticks, 'constant')
  if (constant === null) return []
  const worse = methods.filter(
    ({ testScoreMean }) => testScoreMean !== null && betterThan(metric)(testScoreMean, constant) < 0,
  )
  if (worse.length === 0) return []
  const named = worse.slice(0, worse.length > MAX_NAMES ? MAX_NAMES - 1 : MAX_NAMES)
  const rest = worse.length - named.length
  const names = named.map(({ method }) => method).join(', ')
  const others = rest === 0 ? '' : ` and ${count(rest, 'other method')}`
  return [`worse than the constant answer (${scoreText(constant, metric)}): ${names}${others}`]
}

/** Null where it was not measured on every split. */
function scoreOf(yardsticks: readonly MethodSummary[] | undefined, name: YardstickName): number | null {
  const row = yardsticks?.find(({ method }) => method === name)
  return row === undefined || row.ok < row.trials ? null : row.testScoreMean
}

/** Positive where the first is better; ties are none. */
const betterThan =
  (metric: Comparison['metric']) =>
  (a: number, b: number): number =>
    (isHigherBetter(metric) ? 1 : -1) * compareWithTies(a, b)

const scoreText = (score: number, metric: Comparison['metric']): string =>
  isShare(metric) ? `${fixed(100 * score, 2)} %` : `${metric} ${score.toPrecision(4)}`
