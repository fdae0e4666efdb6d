/** Prediction mode over a set of rows, in chunks. Draws no random number: two calls give the same bits. */
import type { Model, RowSet } from './model.ts'
import { PREDICTION_ROWS } from './model.ts'

export interface Evaluation {
  /** Mean data loss. */
  readonly loss: number
  /** Accuracy as a share, or rmse in the target's units. */
  readonly score: number
}

/** Loss and score of the rows, or null when there are none. */
export function evaluate(model: Model, rows: RowSet): Evaluation | null {
  if (rows.count === 0) return null
  const { mlp, head, minibatch } = model
  const tally = { loss: 0, correct: 0 }
  for (let start = 0; start < rows.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, rows.count - start)
    minibatch.load(rows.ids, start, mlp.activations[0], M)
    mlp.forwardPrediction(M)
    head.add(tally, mlp.outputs, minibatch, M)
  }
  return { loss: tally.loss / rows.count, score: head.score(tally, rows.count, model.targetDeviation) }
}

/** Seconds that one prediction of the rows takes, features to outputs: the median of up to 5 passes or 20 ms. */
export function timePrediction(model: Model, rows: RowSet): number {
  const { mlp, minibatch } = model
  const seconds: number[] = []
  const until = performance.now() + 20
  do {
    const began = performance.now()
    for (let start = 0; start < rows.count; start += PREDICTION_ROWS) {
      const M = Math.min(PREDICTION_ROWS, rows.count - start)
      minibatch.loadFeatures(rows.ids, start, mlp.activations[0], M)
      mlp.forwardPrediction(M)
    }
    seconds.push((performance.now() - began) / 1000)
  } while (seconds.length < 5 && performance.now() < until)
  return seconds.sort((a, b) => a - b)[Math.floor(seconds.length / 2)]
}
