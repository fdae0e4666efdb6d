import { parseLayers } from '../nn/layerSpec.ts'
import { regionNames } from '../nn/plan.ts'
import type { Model } from '../training/model.ts'
import { type Check, type Comparison, close, same } from './check.ts'
import { drawMasks, gradient, moveBiases, parameterPlaces, slope } from './objective.ts'
import { type Rig, type Setup, toy } from './rig.ts'

const SIDE = 5

/** What torch 1.13 makes of these 5 x 5 numbers with two filters of 3 x 3 and their biases: inputs, weights by (ky, kx), and outputs. */
const CONVOLUTION = {
  x: [1, 2, 0, -1, 3, 0, 1, 2, 1, 0, 2, -1, 1, 0, 1, 1, 0, -2, 2, 1, 0, 3, 1, -1, 2],
  filters: [
    [1, 0, -1, 2, 0, -2, 1, 0, -1],
    [0, 1, 0, 1, -4, 1, 0, 1, 0],
  ],
  biases: [0.5, -1],
  y: [
    [-1.5, 2.5, 1.5, 3.5, -3.5, -0.5, 6.5, -0.5, -6.5],
    [-2, -6, -4, 7, -6, 4, 0, 11, -11],
  ],
} as const

/** Windows of 3 x 3, two apart, over 5 x 5 numbers: maxima, means, the draws of stochastic pooling by four numbers, and their mean. */
const POOLING = {
  x: [1, 2, 0, 1, 0, 0, 3, 1, 0, 2, 2, 0, 4, 1, 1, 0, 1, 0, 0, 3, 1, 0, 2, 1, 0],
  max: [4, 4, 4, 4],
  average: [13 / 9, 10 / 9, 10 / 9, 12 / 9],
  u: [0.1, 0.6, 0.45, 0.9],
  drawn: [2, 4, 4, 2],
  weighted: [35 / 13, 2.4, 2.6, 8 / 3],
} as const

/** A network over images of one channel, without noise. */
function over(side: number, network: string, rows: number, activation: 'relu' | 'tanh' = 'relu'): Setup {
  const made = toy('classification', rows, [side * side, 3], activation)
  const image = { height: side, width: side, channels: 1 }
  return { ...made, network: { ...made.network, network: parseLayers(network)!, image } }
}

function* convolved(rig: Rig): Generator<Comparison> {
  const model = rig.model('none', over(SIDE, 'conv:2x3p0', 1))
  const { arena, net, plan } = model
  const parameters = arena.f32('parameters')
  CONVOLUTION.filters.forEach((filter, f) => {
    filter.forEach((weight, i) => {
      parameters[2 * i + f] = weight
    })
    parameters[plan.net.layout.biases[0].offset + f] = CONVOLUTION.biases[f]
  })
  arena.f32(net.activations[0].name).set(CONVOLUTION.x)
  net.forwardPrediction(1)
  const found = arena.f32(net.activations[1].name)
  for (const [f, filter] of CONVOLUTION.y.entries()) {
    for (const [pixel, y] of filter.entries()) {
      yield same(`filter ${f}, pixel ${pixel}`, found[2 * pixel + f], Math.max(0, y))
    }
  }
}

/** A model whose one filter is a single pixel of weight 1, so that pooling meets x itself. */
function pooling(rig: Rig, network: string): Model {
  const model = rig.model('none', over(SIDE, network, 1))
  model.arena.f32('parameters')[0] = 1
  model.arena.f32(model.net.activations[0].name).set(POOLING.x)
  model.net.forwardPrediction(1)
  return model
}

function* pooled(rig: Rig): Generator<Comparison> {
  const near = 1e-6
  for (const [kind, network] of [
    ['max', 'conv:1x1,pool:3s2'],
    ['average', 'conv:1x1,avg:3s2'],
  ] as const) {
    const { arena, net } = pooling(rig, network)
    const found = arena.f32(net.activations[1].name)
    for (const [i, y] of POOLING[kind].entries()) yield close(`${kind} of window ${i}`, found[i], y, near)
  }
  const { arena, net, kernels, plan } = pooling(rig, 'conv:1x1,pool:3s2')
  const [{ poolings }] = plan.net.architecture.layers
  const x = arena.region(regionNames.unpooled(0, 0))
  const [y, u] = [net.activations[1], arena.region(regionNames.dUnpooled(0, 0))]
  const [index, windows] = [arena.region('pool index 0'), arena.region('pool windows 0')]
  const found = arena.f32(y.name)
  kernels.images.weightedPool(x, y, windows, 1, 1, poolings[0])
  for (const [i, mean] of POOLING.weighted.entries())
    yield close(`mean draw of window ${i}`, found[i], mean, near)
  arena.f32(u.name).set(POOLING.u)
  kernels.images.stochasticPool(x, u, y, index, windows, 1, 1, poolings[0])
  for (const [i, drawn] of POOLING.drawn.entries()) yield same(`draw of window ${i}`, found[i], drawn)
}

/** A quarter turn is exact: y[r][c] = x[c][last - r]. */
function* turned(rig: Rig): Generator<Comparison> {
  const { arena, net, kernels } = pooling(rig, 'conv:1x1,pool:3s2')
  const [x, y] = [net.activations[0], arena.region(regionNames.unpooled(0, 0))]
  const coefficients = arena.region('gradients')
  arena.f32(coefficients.name).set([0, 1, 0, -1, 0, SIDE - 1])
  kernels.images.warp(x, y, coefficients, null, 1, SIDE, SIDE, 1)
  for (let r = 0; r < SIDE; r++) {
    for (let c = 0; c < SIDE; c++) {
      const expected = POOLING.x[SIDE * c + SIDE - 1 - r]
      yield same(`quarter turn, pixel ${r} ${c}`, arena.f32(y.name)[SIDE * r + c], expected)
    }
  }
}

/** What a derivative may lose relative to its size, and the f32 noise of the objective. */
const RELATIVE = 3e-4
const NOISE = 6e-7
const ROWS = 3

function* derived(rig: Rig): Generator<Comparison> {
  for (const [network, activation] of [
    ['conv:2x3,pool:2,conv:3x2p0,dense:4', 'relu'],
    ['conv:2x3s2,avg:2s1,dense:4', 'tanh'],
  ] as const) {
    const model = rig.model('inverted-dropout:keep=0.8', over(6, network, ROWS, activation))
    moveBiases(model)
    drawMasks(model, ROWS, 0)
    const analytic = gradient(model, ROWS)
    for (const { name, at } of parameterPlaces(model)) {
      const numeric = slope(model, ROWS, at)
      if (numeric === null) continue
      const tolerance = NOISE / numeric.h + RELATIVE * Math.abs(numeric.value)
      yield close(`${network}, ${name}`, analytic[at], numeric.value, tolerance)
    }
  }
}

export const images: Check = {
  title: 'convolutions, poolings and turned images have known values, and gradients of finite differences',
  *run(rig: Rig): Generator<Comparison> {
    yield* convolved(rig)
    yield* pooled(rig)
    yield* turned(rig)
    yield* derived(rig)
  },
}
