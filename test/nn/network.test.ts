/** The network alone against the float64 reference, with noise made by hand: factors that nn/ cannot tell from a mask. */
import { type ActivationName, activations } from '../../src/nn/activation.ts'
import { Network, type Noise, type Perturbation } from '../../src/nn/network.ts'
import { Rig, toy } from '../../src/selftest/rig.ts'
import type { Model } from '../../src/training/model.ts'
import { assert, suite } from '../harness.ts'
import {
  backward,
  type Factors,
  forward,
  lossOf,
  type Matrix,
  type Network as ReferenceNetwork,
} from '../reference/network.ts'
import { allNear, near } from '../tolerance.ts'

const rig = await Rig.open('strict')
const ROWS = 7
const TASKS = ['classification', 'regression'] as const
const sizesOf = (task: (typeof TASKS)[number]): number[] => [5, 4, 3, task === 'classification' ? 2 : 1]

/** A factor for each row and unit of a site, some of them 0, exact in f32. */
const factorAt = (site: number, i: number): number => [0.5, 0, 1.25, 2, 0.75][(3 * site + i) % 5]

/** Multiplies every value of a site by its factor, as a mask with its scale would. */
function fixedNoise(model: Model, site: number): Perturbation {
  const multiply = (values: Float32Array, n: number) => {
    for (let i = 0; i < n; i++) values[i] *= factorAt(site, i)
  }
  return {
    forward: (a, n) => multiply(model.arena.f32(a.name), n),
    backward: (dA, n) => multiply(model.arena.f32(dA.name), n),
  }
}

const quiet = (sizes: readonly number[]): Noise => ({
  perturbations: sizes.map(() => null),
  predictionScale: sizes.map(() => 1),
})

/** The same network twice: in the core under some noise, and in the reference. */
function pair(task: (typeof TASKS)[number], activation: ActivationName, noise: (model: Model) => Noise) {
  const sizes = sizesOf(task)
  const setup = toy(task, ROWS, sizes, activation)
  const model = rig.model('none', setup)
  const { arena, plan, kernels } = model
  const { layout } = plan.net
  const parameters = arena.f32('parameters')
  for (const { offset, length } of layout.biases) {
    for (let j = 0; j < length; j++) parameters[offset + j] = 0.25 - 0.125 * j
  }
  const read = (region: Float32Array, { offset, length }: { offset: number; length: number }) =>
    Float64Array.from(region.subarray(offset, offset + length))
  const ranges = { weights: layout.weights, biases: layout.biases }
  const of = (region: Float32Array) => ({
    weights: ranges.weights.map((range) => read(region, range)),
    biases: ranges.biases.map((range) => read(region, range)),
  })
  const { matrix, labels, targets } = setup.dataset
  const x: Matrix = Array.from({ length: ROWS }, (_, r) => Array.from(matrix.subarray(5 * r, 5 * r + 5)))
  const network: ReferenceNetwork = { sizes, activation, task }
  const net = new Network(kernels, arena, model.plan.net, model.net.layers, noise(model))
  return {
    model,
    net,
    network,
    x,
    y: Array.from(task === 'classification' ? labels : targets),
    parameters: of(parameters),
    gradients: () => of(arena.f32('gradients')),
    load: (M: number) => model.minibatch.load(model.train.ids, 0, net.activations[0], M),
    outputs: (M: number) => arena.f32(net.outputs.name).slice(0, M * sizes[3]),
  }
}

for (const activation of Object.keys(activations) as ActivationName[]) {
  suite(`network, ${activation}`, (test) => {
    for (const task of TASKS) {
      for (const noisy of [[], [0], [1], [2], [0, 1, 2]]) {
        test(`${task}: outputs and gradients with noise at ${noisy.length ? `sites ${noisy}` : 'no site'}`, () => {
          const { model, net, network, x, y, parameters, gradients, load, outputs } = pair(
            task,
            activation,
            (model) => ({
              ...quiet(sizesOf(task)),
              perturbations: sizesOf(task).map((_, site) =>
                noisy.includes(site) ? fixedNoise(model, site) : null,
              ),
            }),
          )
          // Fewer rows than planned: nothing beyond them may count.
          for (const M of [ROWS, 4, 1]) {
            const factors: Factors = sizesOf(task).map((size, site) =>
              noisy.includes(site)
                ? Array.from({ length: M }, (_, r) =>
                    Array.from({ length: size }, (_, j) => factorAt(site, r * size + j)),
                  )
                : null,
            )
            const pass = forward(network, parameters, x.slice(0, M), factors)
            const expected = backward(network, parameters, pass, y.slice(0, M), factors)
            load(M)
            net.forwardTraining(M)
            allNear(outputs(M), pass.outputs.flat(), 'output')
            const loss = model.head.lossBackward(net.outputs, model.minibatch, M) / M
            near(loss, lossOf(network, pass.outputs, y.slice(0, M)), 'loss')
            net.backward(M)
            for (const kind of ['weights', 'biases'] as const) {
              gradients()[kind].forEach((g, l) => {
                allNear(g, expected[kind][l], `d ${kind} ${l}, ${M} rows`)
              })
            }
          }
        })
      }
    }

    test('prediction multiplies by its scales and perturbs nothing', () => {
      const scales = [0.5, 0.25, 0.75, 1]
      const sizes = sizesOf('classification')
      const { net, network, x, parameters, load, outputs } = pair('classification', activation, (model) => ({
        perturbations: sizes.map((_, site) => fixedNoise(model, site)),
        predictionScale: scales,
      }))
      const factors = scales.map((scale, site) => x.map(() => Array<number>(sizes[site]).fill(scale)))
      load(ROWS)
      net.forwardPrediction(ROWS)
      allNear(outputs(ROWS), forward(network, parameters, x, factors).outputs.flat(), 'output')
    })

    test('a sampled network is training mode to the bit, and leaves nothing behind it', () => {
      const { model, net, load, outputs } = pair('classification', activation, (model) => ({
        ...quiet([5, 4, 3, 2]),
        perturbations: [0, 1, 2].map((site) => fixedNoise(model, site)),
      }))
      assert.ok(net.isNoisy)
      load(ROWS)
      net.forwardTraining(ROWS)
      const training = outputs(ROWS)
      load(ROWS)
      net.forwardSampled(ROWS)
      assert.equal(outputs(ROWS), training)
      assert.equal(model.arena.overruns(), [])
    })

    test('without noise, training and prediction are one to the bit', () => {
      const { net, load, outputs } = pair('classification', activation, () => quiet([5, 4, 3, 2]))
      load(ROWS)
      net.forwardTraining(ROWS)
      const training = outputs(ROWS)
      load(ROWS)
      net.forwardPrediction(ROWS)
      assert.equal(outputs(ROWS), training)
    })
  })
}

suite('network without hidden layers', (test) => {
  test('is one affine map, and has its gradient', () => {
    const model = rig.model('none', toy('regression', 3, [2, 1]))
    const { net, minibatch, head, arena, train } = model
    arena.f32('parameters').set([2, -1])
    minibatch.load(train.ids, 0, net.activations[0], 3)
    const x = arena.f32('activations 0').slice(0, 6)
    const y = arena.f32('minibatch targets').slice(0, 3)
    net.forwardTraining(3)
    const predictions = [0, 1, 2].map((r) => 2 * x[2 * r] - x[2 * r + 1])
    allNear(arena.f32(net.outputs.name).subarray(0, 3), predictions, 'prediction')
    head.lossBackward(net.outputs, minibatch, 3)
    net.backward(3)
    const expected = [0, 1].map((j) =>
      predictions.reduce((sum, p, r) => sum + ((p - y[r]) * x[2 * r + j]) / 3, 0),
    )
    allNear(arena.f32('gradients').subarray(0, 2), expected, 'gradient')
  })
})
