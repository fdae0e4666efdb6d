/** The rows of a workload, scaled beforehand as in the other programs; so its experiment says `scale: 'none'`. */
import type { Dataset, Split } from '../data/dataset.ts'
import { defaultDataOptions } from '../data/options.ts'
import { loadDataset } from '../data/read/load.ts'
import { fitFeatures } from '../data/scale.ts'
import { loadMnist } from './mnist.ts'
import type { Workload } from './workloads.ts'

/** The grey levels of digits. */
const GREYS = 16

export async function loadWorkload({ data, rows }: Workload): Promise<Dataset> {
  if (data === 'mnist') return loadMnist(rows)
  const dataset = await loadDataset(data, defaultDataOptions)
  const { matrix, features } = dataset
  const { shift, scale } =
    data === 'iris'
      ? fitFeatures(dataset, everyRow(dataset.rows), 'standard')
      : { shift: new Float32Array(features.length), scale: new Float32Array(features.length).fill(1 / GREYS) }
  const width = features.length
  return { ...dataset, matrix: matrix.map((x, i) => (x - shift[i % width]!) * scale[i % width]!) }
}

/** All trainable rows train. Rows that may not train are the test rows; where there are none, the training rows are. */
export function wholeSplit({ rows, trainableRows }: Dataset): Split {
  const all = everyRow(rows)
  const train = all.subarray(0, trainableRows)
  const test = trainableRows < rows ? all.subarray(trainableRows) : train
  return { repeat: 0, fold: 0, train, validation: new Int32Array(0), test }
}

const everyRow = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row)
