import { Arena, planArena } from '../../src/core/arena.ts'
import { Kernels } from '../../src/core/kernels.ts'
import { compileCore, createMemory, HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import type { Dataset, FeatureScaling, Task } from '../../src/data/dataset.ts'
import { toy } from '../../src/selftest/rig.ts'
import { Minibatch, planData, planMinibatch } from '../../src/training/minibatch.ts'
import { assert, suite } from '../harness.ts'

const module = await compileCore('debug')
const ROWS = 10
const WIDTH = 6

const scaling = (columns: readonly number[]): FeatureScaling => ({
  columns: Int32Array.from(columns),
  fill: Float32Array.from(columns, (j) => 0.5 * j),
  shift: Float32Array.from(columns, (j) => j - 2),
  scale: Float32Array.from(columns, (j) => 2 ** (j - 2)),
  low: new Float32Array(columns.length).fill(-Infinity),
  high: new Float32Array(columns.length).fill(Infinity),
})

/** Loads rows in minibatches and returns what the network would see. */
function load(
  dataset: Dataset,
  features: FeatureScaling,
  rowIds: readonly number[],
  start: number,
  M: number,
) {
  const width = features.columns.length
  const plans = {
    data: planArena(planData(dataset)),
    model: planArena([
      ...planMinibatch(width, ROWS, { mayBeRecoded: dataset.exactColumns !== undefined }),
      { name: 'x', type: 'f32', length: ROWS * width },
      { name: 'ids', type: 'i32', length: ROWS },
      { name: 'scratch', type: 'f32', length: 0 },
    ]),
  }
  const memory = createMemory(plans.data.bytes + plans.model.bytes)
  const data = new Arena(memory, HEAP_BASE, plans.data)
  const arena = new Arena(memory, HEAP_BASE + plans.data.bytes, plans.model)
  data.f32('matrix').set(dataset.matrix)
  if (dataset.task === 'classification') data.i32('labels').set(dataset.labels)
  else data.f64('targets').set(dataset.targets)
  arena.i32('ids').set(rowIds)
  const kernels = new Kernels(instantiateCore(module, memory), arena.region('scratch'))
  const minibatch = new Minibatch(kernels, arena, data, dataset, features, { mean: 100, deviation: 8 })
  minibatch.load(arena.region('ids'), start, arena.region('x'), M)
  assert.equal([...data.overruns(), ...arena.overruns()], [])
  return {
    x: Array.from(arena.f32('x').subarray(0, M * width)),
    labels: Array.from(arena.i32('minibatch labels').subarray(0, M)),
    targets: Array.from(arena.f32('minibatch targets').subarray(0, M)),
  }
}

function made(task: Task): Dataset {
  const { dataset } = toy(task, ROWS, [WIDTH, task === 'classification' ? 3 : 1])
  const matrix = dataset.matrix.map((value, i) => (i % 7 === 3 ? Number.NaN : value))
  return { ...dataset, matrix, targets: dataset.targets.map((value) => 100 + 16 * value) }
}

suite('minibatch', (test) => {
  const ids = [7, 0, 9, 3, 3, 1]
  const { fround } = Math

  for (const [what, columns] of Object.entries({
    'every column': [0, 1, 2, 3, 4, 5],
    'some of the columns': [1, 2, 5],
    'a single column': [4],
  })) {
    test(`${what}: (missing ? fill : s - shift) * scale, in f32`, () => {
      const dataset = made('classification')
      const features = scaling(columns)
      const { fill, shift, scale } = features
      for (const [start, M] of [
        [0, 6],
        [2, 3],
        [5, 1],
      ]) {
        const expected = ids.slice(start, start + M).flatMap((row) =>
          columns.map((column, j) => {
            const s = dataset.matrix[row * WIDTH + column]
            return fround((Number.isNaN(s) ? fill[j] : fround(s - shift[j])) * scale[j])
          }),
        )
        assert.equal(load(dataset, features, ids, start, M).x, expected)
      }
    })
  }

  test('entries of recoded columns are made of the exact values, and scaled like the others', () => {
    const plain = made('classification')
    const exactValues = Float64Array.from({ length: 2 * ROWS }, (_, i) => 1.7e9 + i * i + 0.5)
    exactValues[2 * 9] = Number.NaN
    const dataset = { ...plain, exactColumns: Int32Array.of(1, 4), exactValues }
    const recoded = [{ column: 4, exact: 1, offset: 1.7e9, unit: 64 }]
    const columns = [1, 2, 4]
    const features = { ...scaling(columns), recoded }
    const { fill, shift, scale } = features
    const expected = ids.flatMap((row) =>
      columns.map((column, j) => {
        const own = fround((exactValues[2 * row + 1] - 1.7e9) / 64)
        const s = column === 4 ? own : dataset.matrix[row * WIDTH + column]
        return fround((Number.isNaN(s) ? fill[j] : fround(s - shift[j])) * scale[j])
      }),
    )
    assert.equal(load(dataset, features, ids, 0, 6).x, expected)
    assert.equal(load(dataset, features, ids, 2, 3).x, expected.slice(2 * 3, 5 * 3))
  })

  test('labels are those of the rows', () => {
    const dataset = made('classification')
    const { labels } = load(dataset, scaling([0]), ids, 1, 4)
    assert.equal(
      labels,
      [0, 9, 3, 3].map((row) => dataset.labels[row]),
    )
  })

  test('targets are standardised in float64 and then rounded', () => {
    const dataset = made('regression')
    const { targets } = load(dataset, scaling([0, 1, 2, 3, 4, 5]), ids, 0, 6)
    assert.equal(
      targets,
      ids.map((row) => fround((dataset.targets[row] - 100) * (1 / 8))),
    )
  })
})
