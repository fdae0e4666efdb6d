import type { Dataset } from '../data/dataset.ts'
import { setAsideOf } from '../experiment/config.ts'
import { fit } from '../experiment/run/train.ts'
import type { SavedModel } from '../models/manifest.ts'
import { savedModel } from '../models/saved.ts'
import { parseMethod } from '../regularizers/method.ts'
import type { FitFigures } from '../results/fit.ts'
import { resolveData } from './load.ts'
import { checkOptions, dataOptionsOf, fittingOf, type OptionsOf } from './options.ts'
import { rethrow } from './sentences.ts'

export type TrainOptions = OptionsOf<'train'> & { readonly method: string }

export interface Trained {
  readonly model: SavedModel
  readonly figures: FitFigures
}

/** Fits one method on all rows. The model is plain data: `saveModel` writes it, `predict` uses it. */
export const train = (data: string | Dataset, options: TrainOptions): Promise<Trained> =>
  trainOn(data, options).catch(rethrow)

async function trainOn(data: string | Dataset, options: TrainOptions): Promise<Trained> {
  checkOptions('train', options)
  const method = parseMethod(options.method)
  const settings = {
    ...fittingOf(options, [method]),
    method,
    ...setAsideOf(options, [method]),
  }
  const dataset = await resolveData(data, options)
  const { signal, onEpoch } = options
  const { model, figures } = await fit(dataset, settings, {
    ...(signal && { signal }),
    ...(onEpoch && { onEpoch }),
  })
  return { model: savedModel(model, dataset, settings, dataOptionsOf(options), figures), figures }
}
