/** Datasets named on one command line: each loaded with its own target, and called by a name of its own. */
import type { Dataset } from '../data/dataset.ts'
import { loadDataset } from '../data/read/load.ts'
import type { Analysis } from '../experiment/config.ts'
import { usageError } from '../util/errors.ts'
import * as shared from './options.ts'

export async function loadAll(sources: readonly string[], raw: shared.RawOptions): Promise<Dataset[]> {
  const targets = (raw.target as string[] | undefined) ?? []
  const datasets: Dataset[] = []
  for (const source of sources) {
    const target = shared.targetOf(source, sources, targets)
    datasets.push(await loadDataset(source, shared.dataOptions({ ...raw, target })))
  }
  // Files of one name in several folders are told apart by their paths.
  return datasets.map((dataset, i) => {
    const isShared = datasets.some(({ name }, j) => j !== i && name === dataset.name)
    return isShared ? { ...dataset, name: sources[i] } : dataset
  })
}

/** A width in units of the score means nothing where the scores have several units. */
export function checkRope({ rope }: Pick<Analysis, 'rope'>, tasks: readonly Dataset['task'][]): void {
  if (rope === undefined || tasks.length === 1 || tasks.every((task) => task === 'classification')) return
  throw usageError(
    '--rope is in units of the score, and these datasets do not share one; leave it out for 0.01 of accuracy and 1 % of rmse',
  )
}
