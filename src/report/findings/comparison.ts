import { isShare } from '../../metrics/index.ts'
import type { Comparison } from '../../results/comparison.ts'
import type { MethodSummary } from '../../results/summary.ts'
import type { Metric } from '../../results/trialId.ts'
import { alphaOf, EQUIVALENT } from '../../util/alpha.ts'
import { count, decimalsWithin, fixed, pEquals } from '../../util/format.ts'
import { yardstickClauses } from './yardsticks.ts'

type Found = Pick<Comparison, 'methods' | 'yardsticks' | 'baseline' | 'metric' | 'confidence' | 'collapsed'>

/**
 * One sentence: what the comparison established, and what it did not. A large p is never called equality; "practically
 * equivalent" needs its own evidence. A difference is what has p_holm < 1 - confidence. Yardsticks
 * are named where they do as well as the methods.
 */
export const comparisonFinding = (comparison: Found): string =>
  [verdictOf(comparison), ...yardstickClauses(comparison)].join('; ')

function verdictOf({ methods, baseline, metric, confidence, collapsed = [] }: Found): string {
  const reference = methods.find((row) => row.method === baseline)
  const others = methods.filter((row) => row.method !== baseline)
  if (others.length === 0) return `only ${baseline} was run, so there is nothing to compare it with`
  if (reference === undefined || reference.ok === 0) {
    return `no comparison: no trial of the baseline ${baseline} ended well`
  }
  if (reference.ok < reference.trials) {
    return `no verdict: the baseline ${baseline} ended well in ${reference.ok} of ${count(reference.trials, 'trial')}`
  }
  const found = others.filter((row) => row.difference !== null)
  if (found.length === 0) return `no comparison: nothing but the baseline ${baseline} ended well`
  const compared = found.filter((row) => row.ok === row.trials)
  if (compared.length === 0) {
    return `no verdict: no method but the baseline ${baseline} ended well in all trials; ${unfinishedClause(found)}`
  }

  const significant = compared.filter((row) => row.pHolm !== null && row.pHolm < alphaOf(confidence))
  const isPraised = (row: MethodSummary) => row.difference! > 0 && !collapsed.includes(row.method)
  const better = descending(significant.filter(isPraised))
  const worse = descending(significant.filter((row) => row.difference! < 0)).reverse()
  const clauses =
    better.length > 0
      ? betterClauses(better, worse, baseline, metric)
      : worse.length > 0
        ? worseClauses(worse, baseline, metric)
        : undecidedClauses(
            descending(compared.filter((row) => !collapsed.includes(row.method))),
            baseline,
            metric,
          )
  const equivalent = compared.filter((row) => row.pEquivalent !== null && row.pEquivalent >= EQUIVALENT)
  if (equivalent.length > 0) clauses.push(`${nameOrCount(equivalent)} practically equivalent to ${baseline}`)
  const unfinished = methods.filter((row) => row.ok < row.trials)
  if (unfinished.length > 0) clauses.push(unfinishedClause(unfinished))
  if (collapsed.length > 0) {
    clauses.push(
      `${collapsed.join(', ')} ${collapsed.length === 1 ? 'gives' : 'give'} all test rows one answer, whatever their features`,
    )
  }
  return clauses.join('; ')
}

const descending = (rows: readonly MethodSummary[]): MethodSummary[] =>
  [...rows].sort((a, b) => b.difference! - a.difference!)

function betterClauses(
  better: readonly MethodSummary[],
  worse: readonly MethodSummary[],
  baseline: string,
  metric: Metric,
): string[] {
  const [best, ...rest] = better
  const clauses = [`${best.method} is better than ${baseline} by ${size(best, metric)}`]
  if (rest.length > 0) clauses.push(`so ${rest.length === 1 ? 'is' : 'are'} ${others(rest)}`)
  if (worse.length > 0) clauses.push(`${nameOrCount(worse)} worse`)
  return clauses
}

function worseClauses(worse: readonly MethodSummary[], baseline: string, metric: Metric): string[] {
  const [worst, ...rest] = worse
  const clauses = [
    `no method is established as better than ${baseline}`,
    `${worst.method} is worse by ${size(worst, metric)}`,
  ]
  if (rest.length > 0) clauses.push(`so ${rest.length === 1 ? 'is' : 'are'} ${others(rest)}`)
  return clauses
}

function undecidedClauses(compared: readonly MethodSummary[], baseline: string, metric: Metric): string[] {
  const nothing = `no difference from ${baseline} established`
  if (compared.length === 0) return [nothing]
  const largest = compared.reduce((a, b) => (Math.abs(b.difference!) > Math.abs(a.difference!) ? b : a))
  if (largest.difference === 0) {
    return [nothing, 'every mean difference is 0']
  }
  return [nothing, `the largest is that of ${largest.method}, ${size(largest, metric, 'signed')}`]
}

/** `l2:1e-4 is`, `3 methods are`. */
const nameOrCount = (rows: readonly MethodSummary[]): string =>
  rows.length === 1 ? `${rows[0].method} is` : `${rows.length} methods are`

const others = (rows: readonly MethodSummary[]): string =>
  rows.length === 1 ? rows[0].method : `${rows.length} other methods`

function unfinishedClause(rows: readonly MethodSummary[]): string {
  if (rows.length > 1) return `${rows.length} methods have trials that did not end well`
  const [{ method, ok, trials }] = rows
  return `${method} ended well in ${ok} of ${count(trials, 'trial')}`
}

/**
 * `1.2 points (0.5 to 1.9, p = 0.004 after Holm)`: the size, turned to be positive beside the word "worse"; or, where
 * no word says which way, with the sign it has in the table.
 */
function size(row: MethodSummary, metric: Metric, sign: 'positive' | 'signed' = 'positive'): string {
  const share = isShare(metric)
  const turned = sign === 'positive' && row.difference! < 0
  const factor = (share ? 100 : 1) * (turned ? -1 : 1)
  const amount = factor * row.difference!
  const { differenceLow: low, differenceHigh: high } = row
  const errors = low === null || high === null ? [] : [(high - low) / 2]
  const decimals = share ? pointDecimals(amount) : decimalsWithin([amount], errors, 3)
  const words = [
    fixed(amount, decimals, sign === 'signed' ? 'always' : 'negative'),
    share ? 'points' : `in ${metric}`,
  ]
  return `${words.join(' ')} (${[...interval(row, factor, decimals), evidence(row)].join(', ')})`
}

function interval(
  { differenceLow, differenceHigh }: MethodSummary,
  factor: number,
  decimals: number,
): string[] {
  if (differenceLow === null || differenceHigh === null) return []
  const [low, high] = [factor * differenceLow, factor * differenceHigh].sort((a, b) => a - b)
  return [`${fixed(low, decimals)} to ${fixed(high, decimals)}`]
}

const evidence = ({ pHolm, inference }: MethodSummary): string =>
  pHolm === null ? 'too few pairs or too little spread to test' : adjustedEvidence(pHolm, inference)

/** `adjusted p = 0.004`, or `p = 0.004 after Holm`. */
export const adjustedEvidence = (p: number, inference: MethodSummary['inference']): string =>
  inference === 'rows' ? `adjusted ${pEquals(p)}` : `${pEquals(p)} after Holm`

/** Tenths of a point, hundredths below one point. */
const pointDecimals = (points: number): number => (Math.abs(points) < 0.995 ? 2 : 1)
