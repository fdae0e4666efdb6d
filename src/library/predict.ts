import { openData } from '../data/read/load.ts'
import { rowOptionsFor, type SavedModel } from '../models/manifest.ts'
import { predictRows } from '../models/predict.ts'
import { loadModel } from '../models/store.ts'
import { averageOf, checkOptions, type OptionsOf } from './options.ts'
import { rethrow } from './sentences.ts'

export type PredictOptions = OptionsOf<'predict'>

/** The prediction of one row. */
export interface Prediction {
  /** The most probable class, or the value in the target's unit. */
  readonly prediction: string | number
  /** By class; empty for a regression. */
  readonly probabilities: Readonly<Record<string, number>>
  /** With sampled networks, how far they disagree, by the names of the columns that the command line writes. */
  readonly spread: Readonly<Record<string, number>>
  /** The columns of `keep`, as they are written in the file. */
  readonly kept: Readonly<Record<string, string>>
}

/**
 * Predicts the rows of a CSV (as `loadDataset` finds it; the target may be absent) with a model or the path of one. Rows
 * come in their order, as the file is read. Throws a RegbenchError for a row that cannot be used.
 */
export async function* predict(
  model: SavedModel | string,
  source: string,
  options: PredictOptions = {},
): AsyncGenerator<Prediction, void, void> {
  try {
    yield* predictions(model, source, options)
  } catch (error) {
    rethrow(error)
  }
}

async function* predictions(
  model: SavedModel | string,
  source: string,
  options: PredictOptions,
): AsyncGenerator<Prediction, void, void> {
  checkOptions('predict', options)
  const { model: fitted, reading } = typeof model === 'string' ? await loadModel(model) : model
  const { build, average: _, ...given } = options
  const reads = rowOptionsFor(reading, given)
  const { chunks } = await predictRows(
    fitted,
    openData(source, reads),
    reads,
    build,
    averageOf(options).average,
  )
  for await (const { rows, keptNames, kept, prediction, probabilities, spread } of chunks) {
    for (let row = 0; row < rows; row++) {
      const at = row * fitted.classes.length
      yield {
        prediction: prediction(row),
        probabilities: Object.fromEntries(fitted.classes.map((name, j) => [name, probabilities[at + j]])),
        spread: Object.fromEntries(
          (spread?.names ?? []).map((name, j) => [name, spread!.values[row * spread!.names.length + j]]),
        ),
        kept: Object.fromEntries(keptNames.map((name, k) => [name, kept[k][row]])),
      }
    }
  }
}
