import type { Dataset } from '../data/dataset.ts'
import { loadDataset as load } from '../data/read/load.ts'
import { checkOptions, dataOptionsOf, type OptionsOf } from './options.ts'
import { rethrow } from './sentences.ts'

/**
 * Reads a CSV (a path, gzipped or not; `-` for standard input) or a bundled dataset by its name, once for many uses.
 * Rejects with a RegbenchError that names file, line and column.
 */
export async function loadDataset(source: string, options: OptionsOf<'loadDataset'> = {}): Promise<Dataset> {
  try {
    checkOptions('loadDataset', options)
    return await load(source, dataOptionsOf(options))
  } catch (error) {
    rethrow(error)
  }
}

/** A dataset as it is, or the one that a name stands for. */
export const resolveData = (data: string | Dataset, options: object): Promise<Dataset> | Dataset =>
  typeof data === 'string' ? load(data, dataOptionsOf(options)) : data
