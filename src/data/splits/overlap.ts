/** Rows that stand on both sides of a border which is to keep them apart. */
import type { Dataset } from '../dataset.ts'

/** How many rows of `later` have the features and the target of a row of `earlier`. A missing value equals a missing value. */
export function overlap(dataset: Dataset, earlier: Int32Array, later: Int32Array): number {
  const rows = new Map<number, number[]>()
  for (const row of earlier) {
    const key = hashOf(dataset, row)
    const same = rows.get(key)
    if (same === undefined) rows.set(key, [row])
    else same.push(row)
  }
  return later.filter((row) => rows.get(hashOf(dataset, row))?.some((other) => areEqual(dataset, row, other)))
    .length
}

/** Rows of the test file that were trained on, and all of them. */
export function overlapOfTest(dataset: Dataset): { trained: number; tested: number } {
  const { rows, trainableRows, validation } = dataset
  if (trainableRows === rows) return { trained: 0, tested: 0 }
  const ids = Int32Array.from({ length: rows }, (_, row) => row)
  const test = ids.subarray(trainableRows)
  const train = ids.subarray(0, trainableRows).filter((row) => validation?.[row] !== 1)
  return { trained: overlap(dataset, train, test), tested: test.length }
}

/** Rows of the test file whose group stands in the training file too; those of a file without groups have none. */
export function groupsOfTest({ groups, trainableRows }: Dataset): number {
  if (groups === undefined) return 0
  const trained = new Set(groups.subarray(0, trainableRows))
  return groups.subarray(trainableRows).filter((group) => group >= 0 && trained.has(group)).length
}

const word = new Float32Array(1)
const bits = new Uint32Array(word.buffer)

/** FNV-1a over the features' words; equal rows have equal hashes, since 0 and -0 are made one, and all NaNs. */
function hashOf({ matrix, features }: Dataset, row: number): number {
  let hash = 0x811c9dc5
  for (let i = row * features.length; i < (row + 1) * features.length; i++) {
    const value = matrix[i]!
    word[0] = Number.isNaN(value) ? Number.NaN : value + 0
    hash = Math.imul(hash ^ bits[0]!, 0x01000193)
  }
  return hash
}

const isSame = (x: number, y: number): boolean => x === y || (Number.isNaN(x) && Number.isNaN(y))

function areEqual(dataset: Dataset, a: number, b: number): boolean {
  const { matrix, features, labels, targets, task, exactColumns, exactValues } = dataset
  if (task === 'classification' ? labels[a] !== labels[b] : targets[a] !== targets[b]) return false
  for (let j = 0; j < features.length; j++) {
    if (!isSame(matrix[a * features.length + j]!, matrix[b * features.length + j]!)) return false
  }
  // Seconds that are one number in 32 bits are still two.
  const exact = exactColumns?.length ?? 0
  for (let e = 0; e < exact; e++) {
    if (!isSame(exactValues![a * exact + e]!, exactValues![b * exact + e]!)) return false
  }
  return true
}
