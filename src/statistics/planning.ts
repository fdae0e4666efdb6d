import type { Planning } from '../results/comparison.ts'
import type { MethodSummary } from '../results/summary.ts'
import { alphaOf } from '../util/alpha.ts'
import type { ByRows, VarianceParts } from './byRows.ts'
import { normalQuantile, tQuantile } from './distributions.ts'

/** How often a plan is to find the difference that it is made for. */
const POWER = 0.8

/** What was run, or would be. */
export interface Design {
  readonly rows: number
  readonly folds: number
  readonly repeats: number
}

export interface Plan {
  /** The smallest true difference that a run like this one establishes in four of five cases. */
  readonly smallest: number
  /** The smallest difference with so many repeats that the luck of training no longer counts: only more rows lower it. */
  readonly floor: number
  /** Rows, or repeats of the same rows, with which the difference as measured would be established as often; null where none would do. */
  readonly rows: number | null
  readonly repeats: number | null
}

/**
 * What a comparison could establish, and what it would take to establish the difference as it was measured. At level p the
 * interval's half-width is q se, so a true difference of (q + z) se, z the normal quantile of 0.8, is called in 0.8 of all
 * runs. The variance of another design is that of this one with its parts scaled: rows as 1 / rows, their repeated part also
 * as 1 / repeats, luck as 1 / (folds x repeats).
 *
 * @param level of the interval, adjusted for the methods compared. @param df degrees of freedom of the interval.
 */
export function planFor(
  difference: number,
  parts: VarianceParts,
  design: Design,
  level: number,
  df: number,
): Plan {
  const reach = tQuantile(1 - level / 2, df) + normalQuantile(POWER)
  const fixed = parts.rows - (parts.repeats ?? 0)
  const byRepeats = (parts.repeats ?? 0) + parts.luck
  const wanted = (difference / reach) ** 2
  return {
    smallest: reach * Math.sqrt(parts.rows + parts.luck),
    floor: reach * Math.sqrt(fixed),
    rows: wanted > parts.luck ? Math.ceil((design.rows * parts.rows) / (wanted - parts.luck)) : null,
    repeats: wanted > fixed ? Math.ceil((design.repeats * byRepeats) / (wanted - fixed)) : null,
  }
}

/** Parts of the variance in another design. */
export function scaledParts(parts: VarianceParts, from: Design, to: Design): VarianceParts {
  const rows = from.rows / to.rows
  const repeats = from.repeats / to.repeats
  const repeated = parts.repeats === null ? null : parts.repeats * rows * repeats
  return {
    rows: (parts.rows - (parts.repeats ?? 0)) * rows + (repeated ?? 0),
    repeats: repeated,
    luck: parts.luck * repeats * (from.folds / to.folds),
  }
}

/**
 * The plan for the largest difference of a table in which none is established; null where there is one that is, or where rows
 * did not tell.
 *
 * @param design what was run; its rows are those tested.
 */
export function planningOf(
  methods: readonly MethodSummary[],
  byRows: ByRows | null,
  design: Omit<Design, 'rows'>,
  confidence: number,
): Planning | null {
  const isEstablished = ({ pHolm }: MethodSummary): boolean => pHolm !== null && pHolm < alphaOf(confidence)
  if (byRows === null || methods.some(isEstablished)) return null
  const open = byRows.findings.filter(({ pValue, differing }) => pValue !== null && differing > 0)
  if (open.length === 0) return null
  const largest = open.reduce((a, b) => (Math.abs(b.difference) > Math.abs(a.difference) ? b : a))
  const { method, difference, variance, df } = largest
  const plan = planFor(difference, variance, { ...design, rows: byRows.rows }, byRows.level, df)
  const luckShare =
    variance.repeats === null ? null : (variance.repeats + variance.luck) / (variance.rows + variance.luck)
  return { method, difference, ...plan, luckShare }
}
