/** Puts together what is saved of a fit. */

import type { Build } from '../core/load.ts'
import type { Dataset } from '../data/dataset.ts'
import type { DataOptions } from '../data/options.ts'
import type { Scale } from '../settings/data.ts'
import type { NetworkSettings } from '../settings/network.ts'
import type { TrainingSettings } from '../settings/training.ts'
import type { FittedModel } from '../training/fitted.ts'
import { version } from '../util/version.ts'
import { pickSpellings, type SavedModel } from './manifest.ts'

export function savedModel(
  model: FittedModel,
  { name, hash }: Dataset,
  settings: {
    readonly network: NetworkSettings
    readonly training: TrainingSettings
    readonly scale: Scale
    readonly seed: number
    readonly build: Build
  },
  options: DataOptions,
  figures: {
    readonly trainRows: number
    readonly validationRows: number
    readonly epochs: number
    readonly bestEpoch: number
    readonly fingerprint: string
  },
): SavedModel {
  const { network, training, scale, seed, build } = settings
  const { header, nullValues, missing, skipLines, rename } = options
  const { trainRows, validationRows, epochs, bestEpoch, fingerprint } = figures
  return {
    model,
    reading: {
      header,
      nullValues,
      missing,
      ...pickSpellings(options),
      ...(skipLines > 0 && { skipLines }),
      ...(rename && { rename }),
    },
    origin: {
      regbench: version,
      build,
      dataset: name,
      dataHash: hash,
      trainRows,
      validationRows,
      seed,
      scale,
      init: network.init,
      training,
      epochs,
      bestEpoch,
      fingerprint,
    },
  }
}
