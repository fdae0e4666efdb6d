import { isShare } from '../../metrics/index.ts'
import type { PairedReport, PairedSummary } from '../../results/paired.ts'
import { alphaOf } from '../../util/alpha.ts'
import { decimalsFor, fixed } from '../../util/format.ts'
import { adjustedEvidence } from './comparison.ts'

/** One sentence over all rows: which methods the new run made better or worse, if any. */
export function pairedFinding({
  methods: rows,
  confidence,
}: Pick<PairedReport, 'methods' | 'confidence'>): string {
  if (rows.every(({ trials, identical }) => trials === identical)) {
    return 'every trial of the two runs has bit-identical weights'
  }
  const alpha = alphaOf(confidence)
  const found = rows.filter(({ pHolm, difference }) => pHolm !== null && pHolm < alpha && difference !== 0)
  if (found.length === 0) return 'no difference between the two runs is established'
  return found.map((row) => describe(row, new Set(rows.map(({ dataset }) => dataset)).size > 1)).join('; ')
}

function describe(
  { dataset, method, metric, difference, pHolm, inference }: PairedSummary,
  several: boolean,
): string {
  const size = Math.abs(difference!) * (isShare(metric) ? 100 : 1)
  const amount = isShare(metric)
    ? `${fixed(size, 2)} points`
    : `${fixed(size, decimalsFor([size], 3))} in ${metric}`
  const direction = difference! > 0 ? 'better' : 'worse'
  return `${several ? `${dataset}: ` : ''}${method} is ${direction} in the new run by ${amount} (${adjustedEvidence(pHolm!, inference)})`
}
