/** Rows' parts in scores of a classification. */

import type { PredictedClasses } from '../../metrics/predicted.ts'
import { log } from '../../util/elementary.ts'
import { auc } from './auc.ts'

type RowValues = (record: PredictedClasses) => Float64Array

const right: RowValues = ({ labels, predicted }) =>
  Float64Array.from(labels, (label, row) => (predicted[row] === label ? 1 : 0))

/** Clips as the metric does. */
const logLoss: RowValues = ({ classes, labels, probabilities }) =>
  Float64Array.from(labels, (label, row) => {
    const probability = probabilities[row * classes + label]
    return -log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, probability)))
  })

const brier: RowValues = ({ classes, labels, probabilities }) =>
  Float64Array.from(labels, (label, row) => {
    let sum = 0
    for (let c = 0; c < classes; c++) sum += (probabilities[row * classes + c] - (c === label ? 1 : 0)) ** 2
    return classes > 2 ? sum : sum / 2
  })

/**
 * The mean of the C classes' recalls: a row of class y, of weighted share q, moves its recall by (right - recall) / q, so its
 * value is the score plus that / C.
 */
const balancedAccuracy: RowValues = (record) => {
  const { classes, labels, weights } = record
  const hits = right(record)
  const own = new Float64Array(classes)
  const caught = new Float64Array(classes)
  let total = 0
  for (let row = 0; row < labels.length; row++) {
    const weight = weights?.[row] ?? 1
    own[labels[row]] += weight
    caught[labels[row]] += weight * hits[row]
    total += weight
  }
  const present = own.filter((weight) => weight > 0).length
  let score = 0
  for (let c = 0; c < classes; c++) if (own[c] > 0) score += caught[c] / own[c] / present
  return Float64Array.from(labels, (label, row) => {
    // The class of a row without weight may have no rows at all.
    if (own[label] === 0) return score
    return score + ((hits[row] - caught[label] / own[label]) * total) / own[label] / present
  })
}

/** By the names of the metrics; those that are not here have no published influence for small folds. */
export const classInfluences = {
  accuracy: right,
  'balanced-accuracy': balancedAccuracy,
  'log-loss': logLoss,
  brier,
  auc,
} as const satisfies Record<string, RowValues>
