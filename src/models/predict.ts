/** From the rows of a file to their predictions, chunk by chunk. */

import type { Build } from '../core/load.ts'
import { type RowOptions, readRows } from '../data/read/rows.ts'
import type { Source } from '../data/read/source.ts'
import { type Average, SCALE } from '../settings/average.ts'
import type { FittedModel } from '../training/fitted.ts'
import { dataError } from '../util/errors.ts'
import { createPredictor, type Predictions, type SpreadColumns } from './predictor.ts'
import { PredictionTally } from './score.ts'

/** Some rows of the file, in its order. */
export interface PredictedChunk {
  readonly rows: number
  readonly keptNames: readonly string[]
  /** By kept column, the cells as they are written. */
  readonly kept: readonly (readonly string[])[]
  readonly predictions: Predictions
  /** The class of a row, or its value in the target's unit. */
  prediction(row: number): string | number
  /** [rows x classes]; empty for a regression. */
  readonly probabilities: Float32Array
  readonly spread: SpreadColumns | null
}

export interface PredictedRows {
  readonly chunks: AsyncGenerator<PredictedChunk, void, void>
  /** What was noticed in the rows read so far. */
  notes(): string[]
  /** Of the rows read so far: their score where the file holds the target, and whether all have one answer. */
  readonly tally: PredictionTally
}

/** Reads, encodes and predicts. Errors are those of `readRows`. */
export async function predictRows(
  model: FittedModel,
  source: Source,
  options: RowOptions,
  build: Build = 'strict',
  average: Average = SCALE,
): Promise<PredictedRows> {
  const predictor = await createPredictor(model, build, average)
  const { task, target: name } = model
  const reading = readRows(source, model.inputs, options, { name, task })
  const tally = new PredictionTally(model)
  async function* chunks() {
    let first = 0
    for await (const { rows, lineOf, matrix, keptNames, kept, truth } of reading.chunks) {
      const predictions = predictor.predict(matrix, rows, first)
      refuseInfinite(predictions, rows, source.file, lineOf)
      first += rows
      tally.add(predictions, truth)
      yield { rows, keptNames, kept, predictions, ...readable(predictions, model.classes) }
    }
  }
  return { chunks: chunks(), notes: reading.notes, tally }
}

/** A network may leave the range of its numbers on the way, though all that it reads is within it. */
function refuseInfinite(
  predictions: Predictions,
  rows: number,
  file: string,
  lineOf: (row: number) => number,
): void {
  const values = predictions.task === 'regression' ? predictions.values : predictions.probabilities
  const bad = values.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return
  throw dataError(
    { file, line: lineOf(Math.floor((bad * rows) / values.length)) },
    'the prediction is not a number: the values of this row lead the network beyond the range of 32-bit numbers; correct them, or leave the row out',
  )
}

function readable(
  predictions: Predictions,
  classes: readonly string[],
): Pick<PredictedChunk, 'prediction' | 'probabilities' | 'spread'> {
  const { spread } = predictions
  if (predictions.task === 'regression') {
    return { prediction: (row) => predictions.values[row], probabilities: new Float32Array(0), spread }
  }
  const { labels, probabilities } = predictions
  return { prediction: (row) => classes[labels[row]], probabilities, spread }
}
