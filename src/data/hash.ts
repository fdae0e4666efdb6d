import { createHash } from 'node:crypto'
import type { Dataset } from './dataset.ts'

/** Bytes hashed at once; a single update takes no more than 2 GiB. */
const STEP = 1 << 28

/**
 * Sha-256 (hex) of all that reaches training: names, task, classes, numbers and what the rows are, but neither the dataset's own name nor
 * how its cells were written.
 */
export function hashDataset(dataset: Omit<Dataset, 'hash' | 'notes' | 'name'>): string {
  const { rows, features, target, task, classes, trainableRows } = dataset
  const hash = createHash('sha256')
  const update = (array: Float32Array | Float64Array | Int32Array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
    for (let at = 0; at < bytes.length; at += STEP) hash.update(bytes.subarray(at, at + STEP))
  }
  hash.update(
    JSON.stringify({
      rows,
      features: features.map(({ marks: _, date: __, ...feature }) => feature),
      target,
      task,
      classes,
      trainableRows,
      folds: dataset.folds !== undefined,
    }),
  )
  update(dataset.matrix)
  // Once offset and unit of each column; kept, so that data whose numbers are plain f32 has the hash that it always had.
  update(new Float64Array(features.length))
  update(new Float64Array(features.length).fill(1))
  update(dataset.labels)
  update(dataset.targets)
  if (dataset.folds !== undefined) update(dataset.folds)
  if (dataset.exactColumns !== undefined) update(dataset.exactColumns)
  if (dataset.exactValues !== undefined) update(dataset.exactValues)
  // Named, since one of them alone must not pass for another; absent, they leave the hash what it was without them.
  for (const name of ['groups', 'times', 'validation', 'weights'] as const) {
    const values = dataset[name]
    if (values === undefined) continue
    hash.update(name)
    update(values)
  }
  return hash.digest('hex')
}
