import { isShare, type MetricName } from '../../metrics/index.ts'
import type { Comparison } from '../../results/comparison.ts'
import { count, decimalsFor, fixed } from '../../util/format.ts'

/** Larger numbers of rows or repeats are an answer too, but not a plan. */
const MAX_FACTOR = 1000

/** What it would take to establish a difference where none is: a clause each; empty where there is no plan. */
export function planningLines({ planning, metric, rows }: Comparison): string[] {
  if (planning === undefined) return []
  const { method, difference, smallest, floor, luckShare } = planning
  const amount = (value: number): string => amountOf(value, metric)
  return [
    `planning: a run like this one establishes a difference of ${method} from ${amount(smallest)} on, in four of five cases`,
    luckClause(luckShare, amount(floor)),
    ...(difference === 0 ? [] : needed(planning.rows, planning.repeats, rows, amount(Math.abs(difference)))),
  ]
}

/** `2.3 points`, `0.0412 in auc`. */
export const amountOf = (value: number, metric: MetricName): string =>
  isShare(metric)
    ? `${fixed(100 * value, Math.abs(value) < 0.00995 ? 2 : 1)} points`
    : `${fixed(value, decimalsFor([value], 3))} in ${metric}`

/** An estimate near 0 or 1 is not told from it. */
function luckClause(luckShare: number | null, floor: string): string {
  if (luckShare === null) return 'one repeat does not tell how much of that more repeats would lower'
  if (luckShare < 0.05) return 'more repeats would hardly lower that, more rows would'
  if (luckShare > 0.95)
    return 'nearly all of the variance is luck of training, so more repeats lower that most'
  return `${fixed(100 * luckShare, 0)} % of the variance is luck of training: more repeats lower that to ${floor}, and from there only more rows`
}

function needed(rows: number | null, repeats: number | null, has: number, amount: string): string[] {
  const isPlan = rows !== null && rows <= MAX_FACTOR * has
  const byRows = isPlan ? `about ${count(Number(rows.toPrecision(2)), 'row')}` : null
  const byRepeats = repeats !== null && repeats <= MAX_FACTOR ? count(repeats, 'repeat') : null
  const ways = [byRows, byRepeats].filter((way) => way !== null)
  if (ways.length === 0) return [`${amount} as measured would take more of both than anyone has`]
  return [`${amount}, as measured, would take ${ways.join(' or ')}`]
}
