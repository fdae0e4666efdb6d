/** How sure the predictions were, and how often they were right. */
import { type PredictedClasses, rowsOf, weightOf } from './predicted.ts'

/** Equal widths, as in Guo et al. (2017). */
export const CALIBRATION_BINS = 15

/** Rows whose confidence lies in (low, high]. */
export interface CalibrationBin {
  readonly low: number
  readonly high: number
  readonly rows: number
  readonly weight: number
  /** Weighted means; NaN of a bin without weight. */
  readonly confidence: number
  readonly accuracy: number
}

/** By the probability of the class that was predicted. */
export function calibrationBins(record: PredictedClasses, bins = CALIBRATION_BINS): CalibrationBin[] {
  const { classes, labels, predicted, probabilities } = record
  const rows = new Int32Array(bins)
  const [weights, confidences, right] = [0, 1, 2].map(() => new Float64Array(bins))
  for (let row = 0; row < rowsOf(record); row++) {
    if (predicted[row] < 0) continue
    const confidence = probabilities[row * classes + predicted[row]]
    const bin = binOf(confidence, bins)
    const weight = weightOf(record, row)
    rows[bin]++
    weights[bin] += weight
    confidences[bin] += weight * confidence
    if (predicted[row] === labels[row]) right[bin] += weight
  }
  return Array.from(rows, (count, bin) => ({
    low: bin / bins,
    high: (bin + 1) / bins,
    rows: count,
    weight: weights[bin],
    confidence: confidences[bin] / weights[bin],
    accuracy: right[bin] / weights[bin],
  }))
}

/** Borders are the numbers bin / bins themselves: a product with the confidence may round across one. */
function binOf(confidence: number, bins: number): number {
  let bin = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1))
  if (bin > 0 && confidence <= bin / bins) bin--
  if (bin < bins - 1 && confidence > (bin + 1) / bins) bin++
  return bin
}
