import { ALIGN, planArena } from '../../src/core/arena.ts'
import { HEAP_BASE, instantiateCore } from '../../src/core/load.ts'
import { randomKey } from '../../src/core/random.ts'
import { fitFeatures, fitTarget } from '../../src/data/scale.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import { planData } from '../../src/training/minibatch.ts'
import { type Model, planModel } from '../../src/training/model.ts'
import { train } from '../../src/training/trainer.ts'
import { dataArena, reserve, Workspace } from '../../src/training/workspace.ts'
import { experimentOf, iris, irisSplits } from '../experiment/runs.ts'
import { assert, suite } from '../harness.ts'
import { madeUp } from './twins.ts'

const specs = ['none', 'inverted-dropout:keep=0.5', 'l2:0.1']
const experiment = experimentOf(specs)
const [first, second] = irisSplits(experiment)

const parametersOf = ({ arena }: Model): number[] => [...arena.f32('parameters')]

suite('the memory of a workspace', (test) => {
  test('holds one copy of the data, which threads find again untouched', async () => {
    const shared = await reserve(iris, experiment, { places: 2 })
    const { dataset, memory } = shared
    assert.is(dataset.matrix.buffer, memory.buffer)
    assert.is(dataset.labels.buffer, memory.buffer)
    assert.equal(Array.from(dataset.matrix), Array.from(iris.matrix))
    assert.equal(Array.from(dataset.labels), Array.from(iris.labels))
    const arena = dataArena(shared)
    assert.equal(Array.from(arena.f32('matrix')), Array.from(iris.matrix))
    assert.equal(Array.from(arena.i32('labels')), Array.from(iris.labels))
    assert.equal(arena.overruns(), [])
  })

  test('keeps the targets of a regression in float64', async () => {
    const { dataset } = madeUp('regression')
    const shared = await reserve(dataset, experiment)
    assert.equal(Array.from(shared.dataset.targets), Array.from(dataset.targets))
    assert.equal(Array.from(dataArena(shared).f64('targets')), Array.from(dataset.targets))
  })

  test('has places for any of the methods, behind the data and apart from each other', async () => {
    const adam = experimentOf(specs, { training: { ...experiment.training, optimizer: 'adam' } })
    const { bases, memory, module } = await reserve(iris, adam, { places: 3 })
    const core = instantiateCore(module, memory)
    const { network, training, methods } = adam
    const need = methods.map(
      (method) => planModel(core, method, network, training, iris, iris.features.length).arena.bytes,
    )
    assert.is(bases.length, 3)
    assert.ok(bases[0] >= HEAP_BASE + planArena(planData(iris)).bytes)
    const ends = [...bases.slice(1), memory.buffer.byteLength]
    bases.forEach((base, place) => {
      assert.is(base % ALIGN, 0)
      assert.ok(ends[place] - base >= Math.max(...need), `place ${place}`)
    })
  })

  test('can be sent to a thread', async () => {
    const shared = await reserve(iris, experiment)
    const { memory, dataset } = structuredClone({ memory: shared.memory, dataset: shared.dataset })
    assert.instance(memory.buffer, SharedArrayBuffer)
    dataset.matrix[0] = 123
    assert.is(shared.dataset.matrix[0], 123)
  })

  test('is not reserved for a method that the network has no layers for', async () => {
    const methods = [parseMethod('l2:0.1/0.2')]
    await reserve(iris, { ...experiment, methods }).then(
      () => assert.unreachable(),
      ({ message }) => assert.match(message, '2 values of strength for 3 layers'),
    )
  })
})

suite('models of a workspace', (test) => {
  test('are scaled by the training rows of their split, once a split', async () => {
    const workspace = await Workspace.open(iris, experiment)
    const scaling = workspace.scaling(first)
    assert.equal(scaling.features, fitFeatures(iris, first.train, 'standard'))
    assert.equal(scaling.target, fitTarget(iris, first.train))
    assert.is(workspace.scaling(first), scaling)
    assert.not.equal(workspace.scaling(second).features.shift, scaling.features.shift)
    assert.equal(workspace.architecture(first).sizes, [4, 12, 8, 3])
  })

  test('are scaled as given where that is given', async () => {
    const workspace = await Workspace.open(iris, experiment)
    const shift = Float32Array.of(1, 2, 3, 4)
    const features = { ...workspace.scaling(first).features, shift }
    const scaling = { features, target: { mean: 5, deviation: 7 } }
    const model = workspace.model(experiment.methods[0], first, { scaling })
    assert.equal([...model.arena.f32('shift')], [1, 2, 3, 4])
    assert.is(model.targetDeviation, 7)
  })

  test('start anew in their place, and leave those in other places alone', async () => {
    const { methods, training, seed } = experiment
    const workspace = await Workspace.open(iris, experiment, { places: 2 })
    const key = randomKey(seed, 'order', first.repeat, first.fold)
    const trained = workspace.model(methods[1], first)
    const fresh = parametersOf(trained)
    train(trained, training, key)
    const weights = parametersOf(trained)
    assert.not.equal(weights, fresh)

    const beside = workspace.model(methods[1], first, { place: 1 })
    assert.equal(parametersOf(beside), fresh)
    train(beside, training, key)
    assert.equal(parametersOf(beside), weights)
    assert.equal(parametersOf(trained), weights)

    assert.equal(parametersOf(workspace.model(methods[1], first)), fresh)
    assert.equal(parametersOf(beside), weights)
    assert.equal([...trained.arena.overruns(), ...beside.arena.overruns()], [])
  })

  test('have the bits of one thread on several', async () => {
    const { methods, training, seed } = experiment
    const key = randomKey(seed, 'order', first.repeat, first.fold)
    const runs: number[][] = []
    for (const threads of [1, 2]) {
      const workspace = await Workspace.open(iris, experiment, { threads })
      workspace.ready()
      const model = workspace.model(methods[1], first)
      train(model, training, key)
      runs.push(parametersOf(model))
      await workspace.close()
    }
    assert.equal(runs[1], runs[0])
  })
})
