/** How a row moves the score of a trial, by metric: what the inference by rows needs of a score. */

import type { Predicted } from '../../metrics/predicted.ts'
import { classInfluences } from './classes.ts'
import { valueInfluences } from './values.ts'

/** Scores that stay within [0, 1] row by row, so that a difference of two rows is at most 1. */
const BOUNDED: readonly string[] = ['accuracy']

/** Whether the inference by rows knows the metric; the other metrics are compared over the resampled splits. */
export const hasInfluence = (metric: string): boolean =>
  metric in classInfluences || metric in valueInfluences

export const isBoundedByRow = (metric: string): boolean => BOUNDED.includes(metric)

/**
 * [rows] what each test row of a trial says of its score: their weighted mean is the score. A mean over rows is made of the
 * rows' own scores; for any other score a value is the score plus the row's influence on it (Hampel 1974), the derivative of
 * the score when the row gets a little more weight. Null for a metric without influence, or of the other task.
 */
export function rowValues(metric: string, record: Predicted): Float64Array | null {
  if (record.task === 'classification') {
    return Object.hasOwn(classInfluences, metric)
      ? classInfluences[metric as keyof typeof classInfluences](record)
      : null
  }
  return Object.hasOwn(valueInfluences, metric)
    ? valueInfluences[metric as keyof typeof valueInfluences](record)
    : null
}
