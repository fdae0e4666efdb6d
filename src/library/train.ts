import type { Dataset } from '../data/dataset.ts'
import { validationFractionOf } from '../experiment/config.ts'
import { type FitFigures, type FitPoint, fit } from '../experiment/train.ts'
import type { SavedModel } from '../models/manifest.ts'
import { savedModel } from '../models/saved.ts'
import { parseMethod } from '../regularizers/method.ts'
import { resolveData } from './load.ts'
import { checkOptions, type DataSettings, dataOptionsOf, type FittingSettings, fittingOf } from './options.ts'

export interface TrainOptions extends DataSettings, FittingSettings {
  /** Specification of the method, such as `inverted-dropout:keep=0.5+l2:1e-4`. */
  readonly method: string
  /** Share of the rows set aside for early stopping. */
  readonly validationFraction?: number
  /** Aborting rejects the promise with the signal's reason. */
  readonly signal?: AbortSignal
  onEpoch?(point: FitPoint): void
}

/** Fits one method on all rows. The model is plain data: `saveModel` writes it, `predict` uses it. */
export async function train(
  data: string | Dataset,
  options: TrainOptions,
): Promise<{ model: SavedModel; figures: FitFigures }> {
  checkOptions('train', options)
  const method = parseMethod(options.method)
  const settings = {
    ...fittingOf(options),
    method,
    validationFraction: validationFractionOf(options.validationFraction, [method]),
  }
  const dataset = await resolveData(data, options)
  const { signal, onEpoch } = options
  const { model, figures } = await fit(dataset, settings, {
    ...(signal && { signal }),
    ...(onEpoch && { onEpoch }),
  })
  return { model: savedModel(model, dataset, settings, dataOptionsOf(options), figures), figures }
}
