/** What single numbers hide: who was taken for whom, how sure predictions were, how far off, over all test rows of a method. */
import { calibrationBins } from '../metrics/calibration.ts'
import { confusionMatrix, confusionOf } from '../metrics/confusion.ts'
import type { PredictedClasses, PredictedValues } from '../metrics/predicted.ts'
import { predictedOf } from '../results/outputs.ts'
import type { PredictedOfClasses, PredictedOfValues, PredictedRows } from '../results/predictedRows.ts'
import type { TrialResult } from '../results/trial.ts'

/** Bins that a reader can tell apart; the error is computed over more. */
const BINS = 10
/** Parts of the rows by their prediction. */
const PARTS = 5

/** Over the trials of one method and dataset; null where none kept its predictions. */
export function predictedRows(trials: readonly TrialResult[]): PredictedRows | null {
  const records = trials.flatMap(({ outputs }) => (outputs === undefined ? [] : predictedOf(outputs)))
  const classes = records.filter((record) => record.task === 'classification')
  const values = records.filter((record) => record.task === 'regression')
  if (classes.length > 0) return ofClasses(classes)
  return values.length > 0 ? ofValues(values) : null
}

function ofClasses(records: readonly PredictedClasses[]): PredictedOfClasses {
  const { classes } = records[0]
  const pooled: PredictedClasses = {
    task: 'classification',
    classes,
    labels: records.flatMap(({ labels }) => Array.from(labels)),
    predicted: records.flatMap(({ predicted }) => Array.from(predicted)),
    probabilities: records.flatMap(({ probabilities }) => Array.from(probabilities)),
    weights: records.flatMap(({ labels, weights }) =>
      weights === undefined ? Array<number>(labels.length).fill(1) : Array.from(weights),
    ),
  }
  const { hits, actual } = confusionOf(pooled)
  return {
    task: 'classification',
    classes,
    counts: Array.from(confusionMatrix(pooled)),
    recall: Array.from(actual, (own, label) => (own > 0 ? hits[label] / own : null)),
    bins: calibrationBins(pooled, BINS).filter(({ weight }) => weight > 0),
  }
}

function ofValues(records: readonly PredictedValues[]): PredictedOfValues {
  const points = records.flatMap(({ values, targets }) =>
    Array.from(values, (value, row) => [value, value - targets[row]] as const),
  )
  const sorted = points.toSorted(([a], [b]) => a - b)
  const parts = Array.from({ length: Math.min(PARTS, sorted.length) }, (_, part) => {
    const at = (index: number) => Math.floor((index * sorted.length) / Math.min(PARTS, sorted.length))
    const own = sorted.slice(at(part), at(part + 1))
    const residuals = own.map(([, residual]) => residual).sort((a, b) => a - b)
    const quantile = (share: number) => residuals[Math.round(share * (residuals.length - 1))]
    return {
      low: own[0][0],
      high: own[own.length - 1][0],
      rows: own.length,
      mean: residuals.reduce((sum, residual) => sum + residual, 0) / residuals.length,
      quartiles: [quantile(0.25), quantile(0.5), quantile(0.75)] as const,
    }
  })
  return { task: 'regression', parts, points }
}
