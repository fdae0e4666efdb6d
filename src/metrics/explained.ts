/** Squared errors beside those of the mean of the same rows. */
import { meanOver, type PredictedValues } from './predicted.ts'

/** Sum of squared errors over the targets' sum of squares around their mean; null where the targets do not vary. */
export function unexplained(record: PredictedValues): number | null {
  const { targets, values } = record
  const mean = meanOver(record, (row) => targets[row])
  if (mean === null) return null
  const variance = meanOver(record, (row) => (targets[row] - mean) ** 2)!
  return variance > 0 ? meanOver(record, (row) => (values[row] - targets[row]) ** 2)! / variance : null
}
