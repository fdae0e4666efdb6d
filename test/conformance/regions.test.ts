/** Every kernel, in the debug build, refuses regions that lie on one another or between two numbers. */
import type { CoreExports } from '../../src/core/exports.ts'
import { openHosts } from '../assembly/host.ts'
import { assert, suite } from '../harness.ts'

const [debug] = await openHosts('debug')

const [M, N, K] = [3, 6, 5]
const n = M * N

interface Kernel {
  /** Elements of four bytes that the kernel reads and writes there, in the order of `call`. */
  readonly reads?: Readonly<Record<string, number>>
  readonly writes?: Readonly<Record<string, number>>
  /** A result that may take the very place of what it is made of, by name; never lie across it. */
  readonly inPlace?: Readonly<Record<string, string>>
  /** Regions whose ends a kernel cannot know, since ids in memory say which rows it reads. */
  readonly endless?: readonly string[]
  call(core: CoreExports, at: Readonly<Record<string, number>>): unknown
}

const product = (name: 'gemmNN' | 'gemmNT' | 'gemmTN'): Kernel => ({
  reads: { a: M * K, b: K * N },
  writes: { c: n, scratch: debug.core.gemmScratch(M, N, K) / 4 },
  call: (core, { a, b, c, scratch }) => core[name](a, b, c, M, N, K, scratch),
})

const inPlaceOf = (call: Kernel['call']): Kernel => ({ writes: { x: n }, call })

const backward = (call: Kernel['call']): Kernel => ({ reads: { a: n }, writes: { dA: n }, call })

/** Two images of 4 x 6 pixels and 3 channels, seen by 5 filters of 3 x 3 and pooled by 2 x 2, of which the lists are all zeros. */
const image = { reads: 2 * 4 * 6 * 3, pooled: 2 * 2 * 3 * 3, windows: 2 * (2 + 3) }
const windowSizes = [4, 6, 3, 3, 1, 1, 5] as const
const convolved = {
  z: 2 * 4 * 6 * 5,
  weights: 27 * 5,
  scratch: debug.core.convolutionScratch(2, ...windowSizes) / 4,
}
const poolSizes = [2, 4, 6, 3, 2, 3] as const

const imageKernels: Readonly<Record<string, Kernel>> = {
  convolve: {
    reads: { x: image.reads, weights: convolved.weights },
    writes: { z: convolved.z, scratch: convolved.scratch },
    call: (core, { x, weights, z, scratch }) => core.convolve(x, weights, z, 2, ...windowSizes, scratch),
  },
  convolveWeights: {
    reads: { x: image.reads, dz: convolved.z },
    writes: { dWeights: convolved.weights, scratch: convolved.scratch },
    call: (core, { x, dz, dWeights, scratch }) =>
      core.convolveWeights(x, dz, dWeights, 2, ...windowSizes, 0, 5, scratch),
  },
  convolveInputs: {
    reads: { dz: convolved.z, weights: convolved.weights },
    writes: { dx: image.reads, scratch: convolved.scratch },
    call: (core, { dz, weights, dx, scratch }) =>
      core.convolveInputs(dz, weights, dx, 2, ...windowSizes, scratch),
  },
  maxPool: {
    reads: { x: image.reads, windows: image.windows },
    writes: { y: image.pooled, index: image.pooled },
    call: (core, { x, y, index, windows }) => core.maxPool(x, y, index, windows, 0, ...poolSizes),
  },
  poolBackward: {
    reads: { dy: image.pooled, index: image.pooled, windows: image.windows },
    writes: { dx: image.reads },
    call: (core, { dy, index, dx, windows }) => core.poolBackward(dy, index, dx, windows, 0, ...poolSizes),
  },
  averagePool: {
    reads: { x: image.reads, windows: image.windows },
    writes: { y: image.pooled },
    call: (core, { x, y, windows }) => core.averagePool(x, y, windows, 0, ...poolSizes),
  },
  averagePoolBackward: {
    reads: { dy: image.pooled, windows: image.windows },
    writes: { dx: image.reads },
    call: (core, { dy, dx, windows }) => core.averagePoolBackward(dy, dx, windows, 0, ...poolSizes),
  },
  stochasticPool: {
    reads: { x: image.reads, u: image.pooled, windows: image.windows },
    writes: { y: image.pooled, index: image.pooled },
    call: (core, { x, u, y, index, windows }) =>
      core.stochasticPool(x, u, y, index, windows, 0, 1, ...poolSizes),
  },
  weightedPool: {
    reads: { x: image.reads, windows: image.windows },
    writes: { y: image.pooled },
    call: (core, { x, y, windows }) => core.weightedPool(x, y, windows, 0, 1, ...poolSizes),
  },
  warp: {
    reads: { x: image.reads, coefficients: 12, field: 2 * 2 * 4 * 6 },
    writes: { y: image.reads },
    call: (core, { x, y, coefficients, field }) => core.warp(x, y, coefficients, field, 2, 4, 6, 3),
  },
  blur: {
    reads: { x: 2 * 6 * 8 * 3, weights: 3 },
    writes: { y: image.reads, scratch: 6 * 6 * 3 },
    call: (core, { x, y, weights, scratch }) => core.blur(x, y, weights, scratch, 2, 4, 6, 3, 3, 1, 0),
  },
  mixRows: {
    reads: { z: n, shares: M },
    writes: { x: n },
    call: (core, { x, z, shares }) => core.mixRows(x, z, shares, M, N),
  },
  pasteBoxes: {
    reads: { z: image.reads, boxes: 8 },
    writes: { x: image.reads },
    call: (core, { x, z, boxes }) => core.pasteBoxes(x, z, boxes, 2, 4, 6, 3),
  },
}

const kernels: Readonly<Record<string, Kernel>> = {
  gemmNN: product('gemmNN'),
  gemmNT: product('gemmNT'),
  gemmTN: product('gemmTN'),
  gemmColumns: {
    ...product('gemmNN'),
    call: (core, { a, b, c, scratch }) => core.gemmColumns(0, 0, a, b, c, M, N, K, 2, 4, scratch),
  },
  addBias: {
    reads: { bias: N },
    writes: { z: n },
    call: (core, { z, bias }) => core.addBias(z, bias, M, N),
  },
  biasGradient: {
    reads: { dZ: n },
    writes: { dBias: N },
    call: (core, { dZ, dBias }) => core.biasGradient(dZ, dBias, M, N),
  },
  relu: inPlaceOf((core, { x }) => core.relu(x, n)),
  reluBackward: backward((core, { a, dA }) => core.reluBackward(a, dA, n)),
  leakyRelu: inPlaceOf((core, { x }) => core.leakyRelu(x, 0.1, n)),
  leakyReluBackward: backward((core, { a, dA }) => core.leakyReluBackward(a, dA, 0.1, n)),
  tanh: inPlaceOf((core, { x }) => core.tanh(x, n)),
  tanhBackward: backward((core, { a, dA }) => core.tanhBackward(a, dA, n)),
  sigmoid: inPlaceOf((core, { x }) => core.sigmoid(x, n)),
  sigmoidBackward: backward((core, { a, dA }) => core.sigmoidBackward(a, dA, n)),
  softmax: {
    reads: { logits: n },
    writes: { probabilities: n },
    inPlace: { probabilities: 'logits' },
    call: (core, { logits, probabilities }) => core.softmax(logits, probabilities, M, N),
  },
  crossEntropy: {
    reads: { logits: n, labels: M, weights: M },
    call: (core, { logits, labels, weights }) => core.crossEntropy(logits, labels, weights, M, N),
  },
  crossEntropyBackward: {
    reads: { logits: n, labels: M, weights: M },
    writes: { dLogits: n },
    inPlace: { dLogits: 'logits' },
    call: (core, { logits, labels, weights, dLogits }) =>
      core.crossEntropyBackward(logits, labels, weights, dLogits, M, N),
  },
  softTargets: {
    reads: { labels: M, others: M, shares: M },
    writes: { targets: n },
    call: (core, { labels, others, shares, targets }) =>
      core.softTargets(labels, others, shares, targets, M, N, 0.1),
  },
  crossEntropySoftBackward: {
    reads: { logits: n, targets: n, weights: M },
    writes: { dLogits: n },
    inPlace: { dLogits: 'logits' },
    call: (core, { logits, targets, weights, dLogits }) =>
      core.crossEntropySoftBackward(logits, targets, weights, dLogits, M, N),
  },
  countCorrect: {
    reads: { logits: n, labels: M, weights: M },
    call: (core, { logits, labels, weights }) => core.countCorrect(logits, labels, weights, M, N),
  },
  huber: {
    reads: { predictions: n, targets: n, weights: n },
    call: (core, { predictions, targets, weights }) => core.huber(predictions, targets, weights, 1, n),
  },
  huberBackward: {
    reads: { predictions: n, targets: n, weights: n },
    writes: { dPredictions: n },
    inPlace: { dPredictions: 'predictions' },
    call: (core, { predictions, targets, weights, dPredictions }) =>
      core.huberBackward(predictions, targets, weights, 1, dPredictions, n),
  },
  absolute: {
    reads: { predictions: n, targets: n, weights: n },
    call: (core, { predictions, targets, weights }) => core.absolute(predictions, targets, weights, n),
  },
  absoluteBackward: {
    reads: { predictions: n, targets: n, weights: n },
    writes: { dPredictions: n },
    inPlace: { dPredictions: 'predictions' },
    call: (core, { predictions, targets, weights, dPredictions }) =>
      core.absoluteBackward(predictions, targets, weights, dPredictions, n),
  },
  sampleMask: {
    reads: { rowIds: M },
    writes: { mask: n },
    call: (core, { mask, rowIds }) => core.sampleMask(mask, rowIds, M, N, 2 ** 31, 1, 2, 3, 4),
  },
  applyMask: {
    reads: { mask: n },
    writes: { x: n },
    call: (core, { x, mask }) => core.applyMask(x, mask, 2, n),
  },
  replaceDropped: {
    reads: { z: n, mask: n },
    writes: { x: n },
    call: (core, { x, z, mask }) => core.replaceDropped(x, z, mask, n),
  },
  scale: inPlaceOf((core, { x }) => core.scale(x, 2, n)),
  sampleNormal: {
    reads: { rowIds: M },
    writes: { noise: n },
    call: (core, { noise, rowIds }) => core.sampleNormal(noise, rowIds, M, N, 0, 1, 1, 2, 3, 4),
  },
  multiply: { reads: { y: n }, writes: { x: n }, call: (core, { x, y }) => core.multiply(x, y, n) },
  add: { reads: { y: n }, writes: { x: n }, call: (core, { x, y }) => core.add(x, y, n) },
  blend: {
    reads: { from: n },
    writes: { into: n },
    call: (core, { into, from }) => core.blend(into, from, 0.5, n),
  },
  moveBySign: {
    reads: { d: n, sizes: N },
    writes: { x: n },
    call: (core, { x, d, sizes }) => core.moveBySign(x, d, sizes, M, N),
  },
  batchNorm: {
    reads: { gain: N, shift: N },
    writes: { z: n, zHat: n, mean: N, inverse: N, runningMean: N, runningVariance: N },
    call: (core, { z, zHat, mean, inverse, gain, shift, runningMean, runningVariance }) =>
      core.batchNorm(
        ...([z, zHat, mean, inverse, gain, shift, runningMean, runningVariance] as const),
        ...([0.1, 1e-5, M, N] as const),
      ),
  },
  batchNormBackward: {
    reads: { zHat: n, inverse: N, gain: N },
    writes: { dY: n, dGain: N, dShift: N },
    call: (core, { dY, zHat, inverse, gain, dGain, dShift }) =>
      core.batchNormBackward(dY, zHat, inverse, gain, dGain, dShift, M, N),
  },
  foldNorm: {
    reads: { weights: K * N, gain: N, shift: N, runningMean: N, runningVariance: N },
    writes: { toWeights: K * N, toBiases: N },
    call: (core, { weights, gain, shift, runningMean, runningVariance, toWeights, toBiases }) =>
      core.foldNorm(
        ...([weights, gain, shift, runningMean, runningVariance, toWeights, toBiases] as const),
        ...([1e-5, K, N] as const),
      ),
  },
  square: {
    reads: { x: n },
    writes: { y: n },
    inPlace: { y: 'x' },
    call: (core, { x, y }) => core.square(x, y, n),
  },
  spread: {
    reads: { mean: n, variance: n },
    writes: { z: n },
    call: (core, { z, mean, variance }) => core.spread(z, mean, variance, n),
  },
  connectForward: {
    reads: { x: M * K, rowIds: M, weights: K * N, biases: N },
    writes: { z: n, line: N },
    call: (core, { x, rowIds, weights, biases, z, line }) =>
      core.connectForward(x, rowIds, weights, biases, z, line, M, K, N, 2 ** 15, 1, 2, 3, 4),
  },
  connectBackward: {
    reads: { x: M * K, rowIds: M, weights: K * N, dZ: n },
    writes: { dWeights: K * N, dBiases: N, dX: M * K, line: N },
    call: (core, { x, rowIds, weights, dZ, dWeights, dBiases, dX, line }) =>
      core.connectBackward(
        ...([x, rowIds, weights, dZ, dWeights, dBiases, dX, line] as const),
        ...([M, K, N, 2 ** 15, 1, 2, 3, 4] as const),
      ),
  },
  maskWeights: {
    reads: { weights: K * N, biases: N },
    writes: { toWeights: K * N, toBiases: N, line: N },
    inPlace: { toWeights: 'weights', toBiases: 'biases' },
    call: (core, { weights, biases, toWeights, toBiases, line }) =>
      core.maskWeights(weights, biases, toWeights, toBiases, line, K, N, 2 ** 15, 1, 2, 3, 4, 5),
  },
  addL2Gradient: {
    reads: { w: n },
    writes: { dW: n },
    call: (core, { dW, w }) => core.addL2Gradient(dW, w, 1, n),
  },
  addL1Gradient: {
    reads: { w: n },
    writes: { dW: n },
    call: (core, { dW, w }) => core.addL1Gradient(dW, w, 1, n),
  },
  softThreshold: inPlaceOf((core, { x }) => core.softThreshold(x, 0.1, n)),
  softThresholdAdam: {
    reads: { v: n },
    writes: { w: n },
    call: (core, { w, v }) => core.softThresholdAdam(w, v, 0.1, 1, 1e-8, 1, n),
  },
  decay: inPlaceOf((core, { x }) => core.decay(x, 0.1, n)),
  sumSquares: { reads: { w: n }, call: (core, { w }) => core.sumSquares(w, n) },
  sumAbs: { reads: { w: n }, call: (core, { w }) => core.sumAbs(w, n) },
  clipNorm: inPlaceOf((core, { x }) => core.clipNorm(x, 1, n)),
  countZeros: { reads: { w: n }, call: (core, { w }) => core.countZeros(w, n) },
  projectColumns: {
    writes: { weights: M * 8, sums: 16 },
    call: (core, { weights, sums }) => core.projectColumns(weights, M, 8, 1, sums),
  },
  maxColumnNorm: {
    reads: { weights: M * 8 },
    writes: { sums: 16 },
    call: (core, { weights, sums }) => core.maxColumnNorm(weights, M, 8, sums),
  },
  sgd: { reads: { g: n }, writes: { w: n }, call: (core, { w, g }) => core.sgd(w, g, 0.1, n) },
  momentum: {
    reads: { g: n },
    writes: { w: n, v: n },
    call: (core, { w, g, v }) => core.momentum(w, g, v, 0.1, 0.9, n),
  },
  nesterov: {
    reads: { g: n },
    writes: { w: n, v: n },
    call: (core, { w, g, v }) => core.nesterov(w, g, v, 0.1, 0.9, n),
  },
  adam: {
    reads: { g: n },
    writes: { w: n, m: n, v: n },
    call: (core, { w, g, m, v }) => core.adam(w, g, m, v, 0.1, 0.9, 0.999, 1, 1, 1e-8, n),
  },
  gatherRows: {
    reads: { source: n, columns: N, rowIds: M, fill: N, shift: N, scale: N, bound: N, bend: N },
    writes: { x: n },
    endless: ['source'],
    call: (core, { source, columns, rowIds, x, fill, shift, scale, bound, bend }) =>
      core.gatherRows(source, N, columns, rowIds, x, M, N, fill, shift, scale, bound, bend),
  },
  gatherLabels: {
    reads: { source: M, rowIds: M },
    writes: { labels: M },
    endless: ['source'],
    call: (core, { source, rowIds, labels }) => core.gatherLabels(source, rowIds, labels, M),
  },
  gatherTargets: {
    reads: { source: 2 * M, rowIds: M },
    writes: { targets: M },
    endless: ['source'],
    call: (core, { source, rowIds, targets }) => core.gatherTargets(source, rowIds, targets, M, 0, 1),
  },
  keptIndices: {
    reads: { mask: n },
    writes: { indices: n },
    call: (core, { mask, indices }) => core.keptIndices(mask, indices, n),
  },
  gatherBlock: {
    reads: { source: n, rows: M, columns: N },
    writes: { block: n },
    endless: ['source'],
    call: (core, { source, rows, columns, block }) => core.gatherBlock(source, N, rows, columns, block, M, N),
  },
  scatterBlock: {
    reads: { block: n, rows: M, columns: N },
    writes: { target: n },
    call: (core, { block, rows, columns, target }) =>
      core.scatterBlock(block, rows, columns, target, M, N, M, N),
  },
  sampleUniform: {
    reads: { rowIds: M },
    writes: { u: n },
    call: (core, { u, rowIds }) => core.sampleUniform(u, rowIds, M, N, 1, 2, 3, 4),
  },
  ...imageKernels,
  philox: { writes: { words: 8 }, call: (core, { words }) => core.philox(words, 2, 1, 2, 3, 4, 5) },
  normal: { writes: { x: n }, call: (core, { x }) => core.normal(x, n, 1, 1, 2, 3, 4, 5) },
  expInto: {
    reads: { x: n },
    writes: { y: n },
    inPlace: { y: 'x' },
    call: (core, { x, y }) => core.expInto(x, y, n),
  },
  logInto: {
    reads: { x: n },
    writes: { y: n },
    inPlace: { y: 'x' },
    call: (core, { x, y }) => core.logInto(x, y, n),
  },
  peakSeparate: { writes: { out: 48 }, call: (core, { out }) => core.peakSeparate(1, out) },
  peakChained: { writes: { out: 48 }, call: (core, { out }) => core.peakChained(1, out) },
}

/** These take no pointer, or one to calls of the others. */
const WITHOUT = [
  'abi',
  'isRelaxed',
  'gemmScratch',
  'gemmScratchUpTo',
  'convolutionScratch',
  'peakOperations',
  'replay',
]

/** Room for any region of the table, neighbours included. */
const room = (length: number): number => 4 * length + 4096

/** Every region, far from the others and all zeros. */
function apart({ reads, writes }: Kernel): Record<string, number> {
  const lengths = Object.entries({ ...reads, ...writes })
  debug.reset()
  const { byteOffset } = debug.f32(
    new Float32Array(lengths.reduce((sum, [, length]) => sum + room(length), 8) / 4),
  )
  // At a multiple of eight, which f64 scratch may want.
  let next = Math.ceil(byteOffset / 8) * 8
  const at: Record<string, number> = {}
  for (const [name, length] of lengths) {
    at[name] = next
    next += Math.ceil(room(length) / 8) * 8
  }
  return at
}

function refused(kernel: Kernel, at: Readonly<Record<string, number>>, what: string): void {
  try {
    kernel.call(debug.core, at)
  } catch (error) {
    assert.match(String(error), /unreachable/, what)
    return
  }
  assert.unreachable(`${what} is taken`)
}

suite('regions of kernels', (test) => {
  test('are all in this table', () => {
    const exported = Object.keys(debug.core).filter((name) => !WITHOUT.includes(name))
    assert.equal(exported.filter((name) => name !== 'memory').sort(), Object.keys(kernels).sort())
  })

  for (const [name, kernel] of Object.entries(kernels)) {
    const { reads = {}, writes = {}, inPlace = {}, endless = [] } = kernel
    const lengths: Record<string, number> = { ...reads, ...writes }

    test(`${name} takes regions that are apart, or in place where it says so`, () => {
      const at = apart(kernel)
      kernel.call(debug.core, at)
      for (const [result, from] of Object.entries(inPlace)) {
        kernel.call(debug.core, { ...at, [result]: at[from] })
      }
    })

    test(`${name} refuses regions between two numbers`, () => {
      for (const region of Object.keys(lengths)) {
        for (const bytes of [1, 2, 3]) {
          const at = apart(kernel)
          at[region] += bytes
          refused(kernel, at, `${name}: ${region} ${bytes} bytes off`)
        }
      }
    })

    test(`${name} refuses to write on what it uses`, () => {
      for (const written of Object.keys(writes)) {
        for (const other of Object.keys(lengths)) {
          if (other === written || endless.includes(other)) continue
          const mayCoincide = inPlace[written] === other || inPlace[other] === written
          const [before, behind] = [4 * (lengths[written] - 1), -4 * (lengths[other] - 1)]
          for (const bytes of mayCoincide ? [before, behind, 4, -4] : [before, behind, 0]) {
            const at = apart(kernel)
            at[other] = at[written] + bytes
            refused(kernel, at, `${name}: ${other} ${bytes} bytes from ${written}`)
          }
        }
      }
    })
  }
})
