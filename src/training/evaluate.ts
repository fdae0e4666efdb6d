/** Loss and score over a set of rows, in chunks. Prediction mode draws no random number: two calls give the same bits. */
import { type Average, SCALE } from '../settings/average.ts'
import { median } from '../util/quantile.ts'
import { ArithmeticMean } from './averaging.ts'
import { newTally, type Tally } from './head.ts'
import type { Model, RowSet } from './model.ts'
import { PREDICTION_ROWS } from './model.ts'
import { averagedNetworks, forwardGaussian, inTurn, isOnePass } from './networks.ts'
import type { RowOutputs } from './outputs.ts'

export interface Evaluation {
  /** Weighted mean of the data loss. */
  readonly loss: number
  /** Accuracy as a share, or rmse in the target's units. */
  readonly score: number
}

/**
 * Loss and score of the rows, or null when there are none. An average other than `scale` is that of the networks which the
 * model's noise makes; a model without noise is its own average. `outputs` collects what is predicted of each row.
 */
export function evaluate(
  model: Model,
  rows: RowSet,
  average: Average = SCALE,
  outputs?: RowOutputs,
): Evaluation | null {
  return tallied(model, rows, (start, M, tally) => {
    if (isOnePass(model, average)) {
      if (average.kind === 'gaussian' && model.net.isNoisy) forwardGaussian(model, rows, start, M)
      else model.net.forwardPrediction(M)
      outputs?.add(start, M)
      model.head.add(tally, model.net.outputs, model.minibatch, M)
      return
    }
    const mean = new ArithmeticMean(model, M)
    for (const { weight } of averagedNetworks(model, rows, start, M, average)) mean.add(weight)
    outputs?.addMean(start, mean.mean)
    mean.tally(tally)
  })
}

/** What `tallyChunk` adds up over the rows; it finds their features and targets loaded. */
export function tallied(
  model: Model,
  rows: RowSet,
  tallyChunk: (start: number, M: number, tally: Tally) => void,
): Evaluation | null {
  if (rows.count === 0) return null
  const tally = newTally()
  for (let start = 0; start < rows.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, rows.count - start)
    model.minibatch.load(rows.ids, start, model.net.activations[0], M)
    tallyChunk(start, M, tally)
  }
  return evaluationOf(model, tally)
}

/** What sums over rows amount to. */
export const evaluationOf = ({ head, targetDeviation }: Model, tally: Tally): Evaluation => ({
  loss: tally.loss / tally.lossWeight,
  score: head.score(tally, targetDeviation),
})

const MAX_PASSES = 7
const MAX_MILLISECONDS = 5

/** Seconds that one prediction of the rows takes: the median of as many passes as fit into 5 ms, at most 7. */
export function timePrediction(model: Model, rows: RowSet): number {
  const seconds: number[] = []
  // The first pass finds cold caches and is not counted.
  predictAll(model, rows)
  const until = performance.now() + MAX_MILLISECONDS
  do {
    const began = performance.now()
    predictAll(model, rows)
    seconds.push((performance.now() - began) / 1000)
  } while (seconds.length < MAX_PASSES && performance.now() < until)
  return median(seconds)
}

/** Features to outputs for all rows, `chunk` at a time: what is timed wherever prediction is. */
export function predictAll(model: Model, rows: RowSet, chunk = PREDICTION_ROWS): void {
  const { net, minibatch } = model
  for (const _ of inTurn(model)) {
    for (let start = 0; start < rows.count; start += chunk) {
      const M = Math.min(chunk, rows.count - start)
      minibatch.loadFeatures(rows.ids, start, net.activations[0], M)
      net.forwardPrediction(M)
    }
  }
}
