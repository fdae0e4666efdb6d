import { ALIGN, planArena } from '../../src/core/arena.ts'
import { HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { createWorkspace, dataArena } from '../../src/experiment/workspace.ts'
import { planData } from '../../src/training/minibatch.ts'
import { planModel } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import { madeUp } from '../training/twins.ts'
import { experimentOf, iris } from './runs.ts'

const specs = ['none', 'inverted-dropout:keep=0.5', 'l2:0.1']

suite('workspace', (test) => {
  test('holds one copy of the data, which workers find again untouched', async () => {
    const workspace = await createWorkspace(iris, experimentOf(specs), 2)
    const { dataset, memory } = workspace
    assert.is(dataset.matrix.buffer, memory.buffer)
    assert.is(dataset.labels.buffer, memory.buffer)
    assert.equal(Array.from(dataset.matrix), Array.from(iris.matrix))
    assert.equal(Array.from(dataset.labels), Array.from(iris.labels))
    const arena = dataArena(workspace)
    assert.equal(Array.from(arena.f32('matrix')), Array.from(iris.matrix))
    assert.equal(Array.from(arena.i32('labels')), Array.from(iris.labels))
    assert.equal(arena.overruns(), [])
  })

  test('keeps the targets of a regression in float64', async () => {
    const { dataset } = madeUp('regression')
    const workspace = await createWorkspace(dataset, experimentOf(specs), 1)
    assert.equal(Array.from(workspace.dataset.targets), Array.from(dataset.targets))
    assert.equal(Array.from(dataArena(workspace).f64('targets')), Array.from(dataset.targets))
  })

  test('gives every worker room for any of the methods, behind the data and apart from the others', async () => {
    const experiment = experimentOf(specs, {
      training: { ...experimentOf(specs).training, optimizer: 'adam' },
    })
    const { bases, memory, module } = await createWorkspace(iris, experiment, 3)
    const core = instantiateCore(module, memory)
    const { network, training, methods } = experiment
    const need = methods.map(
      (method) => planModel(core, method, network, training, iris, iris.features.length).arena.bytes,
    )
    assert.is(bases.length, 3)
    assert.ok(bases[0] >= HEAP_BASE + planArena(planData(iris)).bytes)
    const ends = [...bases.slice(1), memory.buffer.byteLength]
    bases.forEach((base, worker) => {
      assert.is(base % ALIGN, 0)
      assert.ok(ends[worker] - base >= Math.max(...need), `worker ${worker}`)
    })
  })

  test('can be sent to a thread', async () => {
    const workspace = await createWorkspace(iris, experimentOf(specs), 1)
    const { memory, dataset } = structuredClone({ memory: workspace.memory, dataset: workspace.dataset })
    assert.instance(memory.buffer, SharedArrayBuffer)
    dataset.matrix[0] = 123
    assert.is(workspace.dataset.matrix[0], 123)
  })
})
