/** MNIST as the other programs of docs/performance.md have it: pixels from 0 to 1, none of them left out. */
import type { Dataset } from '../data/dataset.ts'
import { hashDataset } from '../data/hash.ts'
import { mnist, mnistDigits } from '../data/read/mnist.ts'

const TEST_ROWS = 10_000

/** Pixels divided by 255. `trainRows` of the 60000 training images, then the 10000 test images, which may not train. */
export async function loadMnist(trainRows = 60_000): Promise<Dataset> {
  const width = mnist.features
  const rows = trainRows + TEST_ROWS
  const matrix = new Float32Array(new SharedArrayBuffer(rows * width * 4))
  const labels = new Int32Array(new SharedArrayBuffer(rows * 4))
  const parts = [
    ['mnist-train', 0, trainRows],
    ['mnist-test', trainRows, TEST_ROWS],
  ] as const
  for (const [name, first, count] of parts) {
    const digits = await mnistDigits(name)
    for (let i = 0; i < count * width; i++) matrix[first * width + i] = digits.images[i]! / 255
    labels.set(digits.labels.subarray(0, count), first)
  }
  const data = {
    rows,
    features: Array.from({ length: width }, (_, i) => ({ name: `pixel${i}`, column: `pixel${i}` })),
    matrix,
    offset: new Float64Array(width),
    unit: new Float64Array(width).fill(1),
    target: mnist.target,
    task: mnist.task,
    classes: Array.from('0123456789'),
    labels,
    targets: new Float64Array(0),
    trainableRows: trainRows,
  }
  return { name: 'mnist', ...data, hash: hashDataset(data), notes: [] }
}
