/** Test rows of a comparison whose numbers are far from all that their training rows hold. */
import { DEFAULT_NETWORK, type NetworkSettings } from '../settings/network.ts'
import { listed } from './cells.ts'
import { entryReader } from './coding.ts'
import { columnRanges } from './columnStatistics.ts'
import type { Dataset, FeatureScaling, Split } from './dataset.ts'
import { fitInputs } from './fitInputs.ts'
import { imageOf } from './image.ts'
import { FAR } from './scale.ts'

/** Columns that a sentence names before it counts the rest. */
const MAX_NAMED = 3

class Found {
  readonly rows = new Set<number>()
  readonly columns = new Set<number>()
}

/** By column of the scaling, the rows whose entry is beyond its bounds; undefined for none. Row by row, as the matrix lies in memory. */
function hitsOf(dataset: Dataset, rows: Int32Array, scaling: FeatureScaling): (number[] | undefined)[] {
  const { matrix, features } = dataset
  const { columns, low, high, recoded = [] } = scaling
  const hits: (number[] | undefined)[] = Array.from(columns, () => undefined)
  const isRecoded = Uint8Array.from(columns, (j) => (recoded.some(({ column }) => column === j) ? 1 : 0))
  const hit = (row: number, k: number) => {
    hits[k] ??= []
    hits[k].push(row)
  }
  for (const row of rows) {
    const base = row * features.length
    for (let k = 0; k < columns.length; k++) {
      const entry = matrix[base + columns[k]!]!
      if ((entry < low[k]! || entry > high[k]!) && isRecoded[k] === 0) hit(row, k)
    }
  }
  const entry = entryReader(dataset, scaling)
  columns.forEach((j, k) => {
    if (isRecoded[k] === 0) return
    for (const row of rows) if (entry(row, j) < low[k]! || entry(row, j) > high[k]!) hit(row, k)
  })
  return hits
}

/** Share of the columns up to which a copy of them is worth its while. */
const FEW = 1 / 4

/**
 * The columns in which test rows are beyond all training rows: no others can hold what is far from them. Undefined where a look
 * at all columns is needed or as quick.
 */
function wideColumns(
  dataset: Dataset,
  { train, test }: Split,
  network: NetworkSettings,
): number[] | undefined {
  // The pixels of an image have one scale, and columns in 64 bits are found by their number.
  if (imageOf(network, dataset) !== null || dataset.exactColumns !== undefined) return undefined
  const inside = columnRanges(dataset, train)
  const tested = columnRanges(dataset, test)
  const { features } = dataset
  const wide = [...features.keys()].filter(
    (j) =>
      features[j]!.category === undefined &&
      (tested.min[j]! < inside.min[j]! || tested.max[j]! > inside.max[j]!),
  )
  return wide.length <= FEW * features.length ? wide : undefined
}

/** The dataset with these of its columns alone. */
function withColumns(dataset: Dataset, columns: readonly number[]): Dataset {
  const { rows, features, matrix } = dataset
  const width = columns.length
  const narrow = new Float32Array(rows * width)
  for (let row = 0, at = 0; row < rows; row++) {
    for (const j of columns) narrow[at++] = matrix[row * features.length + j]!
  }
  return { ...dataset, features: columns.map((j) => features[j]!), matrix: narrow }
}

/**
 * At most two sentences, whatever the number of columns; of an image, the pixels of a channel are judged together. Reads the training rows of each split once more than training does, and of most columns only how far they reach;
 * splits of several repeats hold the same rows, so the first repeat's are enough to know.
 */
export function farRowNotes(
  dataset: Dataset,
  splits: readonly Split[],
  network: NetworkSettings = DEFAULT_NETWORK,
): string[] {
  const { features } = dataset
  const far = new Found()
  const constant = new Found()
  const first = splits.filter(({ repeat }) => repeat === splits[0]!.repeat)
  for (const split of first) {
    const wide = wideColumns(dataset, split, network)
    if (wide?.length === 0) continue
    const looked = wide === undefined ? dataset : withColumns(dataset, wide)
    const scaling = fitInputs(looked, split.train, 'standard', network)
    const hits = hitsOf(looked, split.test, scaling)
    scaling.columns.forEach((column, k) => {
      const j = wide?.[column] ?? column
      if (features[j]!.category !== undefined || hits[k] === undefined) return
      const found = scaling.low[k] === scaling.high[k] ? constant : far
      found.columns.add(j)
      for (const row of hits[k]!) found.rows.add(row)
    })
  }
  const sentence = ({ rows, columns }: Found, what: string) => {
    if (rows.size === 0) return []
    const count = rows.size === 1 ? '1 test row holds' : `${rows.size} test rows hold`
    const names = listed(
      [...columns].map((j) => features[j]!.name),
      MAX_NAMED,
    )
    return [`${count} ${what}: ${columns.size === 1 ? 'column' : 'columns'} ${names}`]
  }
  return [
    ...sentence(far, `numbers more than ${FAR} standard deviations beyond their training rows`),
    ...sentence(
      constant,
      'numbers in columns that are constant in their training rows, and are not read there',
    ),
  ]
}
