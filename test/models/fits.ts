/** Small fits to save and to predict with. */

import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { entryReader } from '../../src/data/coding.ts'
import type { Dataset } from '../../src/data/dataset.ts'
import { type DataOptions, defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import { fitFeatures } from '../../src/data/scale.ts'
import { type FitSettings, fit } from '../../src/experiment/run/train.ts'
import type { SavedModel } from '../../src/models/manifest.ts'
import { savedModel } from '../../src/models/saved.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { DEFAULT_TRAINING } from '../../src/settings/training.ts'

/**
 * Birds with everything that preprocessing meets: gaps in numbers and categories, a constant, instants that 32-bit numbers
 * cannot tell apart, codes that are no numbers. The kind follows from them with some disorder.
 */
export const BIRDS = ((): string => {
  const lines = ['bill,island,flipper,instant,code,flag,mass,kind']
  for (let i = 0; i < 60; i++) {
    const kind = ['adelie', 'chinstrap', 'gentoo'][(i * 7 + (i % 5 === 0 ? 1 : 0)) % 3]!
    const size = kind.length + ((i * 13) % 11) / 4
    const bill = i % 9 === 4 ? 'NA' : (38 + size).toFixed(1)
    const island = i % 11 === 6 ? '' : ['biscoe', 'dream', 'torgersen'][(kind.length + (i % 4)) % 3]!
    const instant = 1_700_000_000 + 60 * ((i * 37) % 61)
    const code = ['01', '1', '007'][i % 3]!
    lines.push(
      [bill, island, 180 + 3 * size, instant, code, 5, (3000 + 200 * size).toFixed(0), kind].join(','),
    )
  }
  return `${lines.join('\n')}\n`
})()

/** Rows as they come later: other columns and order, gaps, an island never seen, no target. */
export const NEW_BIRDS = `ring,island,code,bill,flipper,instant,flag
R-1,dream,1,45.5,202.25,1700000120,5
R-2,anvers,007,NA,199,1700003540,5
=R3,,01,40,,1700000000,5
`

export const BIRD_OPTIONS: Partial<DataOptions> = {
  target: 'kind',
  ignore: ['mass'],
  categorical: ['code'],
  missing: 'impute',
}

export const loadText = (text: string, options: Partial<DataOptions> = {}): Promise<Dataset> =>
  loadDataset('-', { ...defaultDataOptions, ...options }, Readable.from([Buffer.from(text)]))

export const settingsOf = (spec: string, changes: Partial<FitSettings> = {}): FitSettings => ({
  method: parseMethod(spec),
  network: { ...DEFAULT_NETWORK, hidden: [10, 6] },
  training: { ...DEFAULT_TRAINING, epochs: 8 },
  validationFraction: 0,
  scale: 'standard',
  seed: 1,
  build: 'strict',
  ...changes,
})

export async function fitAndSave(
  dataset: Dataset,
  settings: FitSettings,
  options: Partial<DataOptions> = {},
): Promise<SavedModel> {
  const { model, figures } = await fit(dataset, settings)
  return savedModel(model, dataset, settings, { ...defaultDataOptions, ...options }, figures)
}

export const birds = await loadText(BIRDS, BIRD_OPTIONS)

export const DIGITS = readFileSync(new URL('../../datasets/digits.csv', import.meta.url), 'utf8')

/** [rows x features] of a dataset as a model reads them that was fitted on all of its rows. */
export function entriesOf(dataset: Dataset): Float32Array {
  const { rows, features } = dataset
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  const entry = entryReader(dataset, fitFeatures(dataset, all, 'standard'))
  const width = features.length
  return Float32Array.from({ length: rows * width }, (_, i) => entry(Math.floor(i / width), i % width))
}

export const birdEntries = entriesOf(birds)
