/**
 * The core's kernels as TypeScript calls them: regions instead of addresses, and every range checked against the
 * region's length and type before wasm sees it. A check costs nanoseconds; a write past the end costs a day.
 *
 * Places that a kernel finds in memory are not looked at again by each call. Rows and columns are held against what the dataset has
 * when they are written there, and so are the regions of its data (`checkPlaces`, training/minibatch.ts and model.ts); places of kept
 * units come from a kernel, which finds them below the number of units.
 */
import { internalError } from '../util/errors.ts'
import type { Region } from './arena.ts'
import { f32, f32OrNone, i32, i32From, need } from './checks.ts'
import type { CoreExports } from './exports.ts'
import { ImageKernels } from './images.ts'
import { NormKernels } from './norm.ts'
import type { RandomKey } from './randomKey.ts'
import { type Call, CallList, type Recording, recordingCore, type Variable } from './recorder.ts'

/** f32 elements of scratch that column norms of a layer take. */
export const columnSumsLength = (fanOut: number): number => 2 * (fanOut + 3)

/** Shapes and formulas are those of exports.ts; `scratch` serves the panels and lists of the matrix products and the column sums. */
export class Kernels extends NormKernels {
  readonly images: ImageKernels
  readonly #scratch: Region

  constructor(core: CoreExports, scratch: Region) {
    super(core)
    this.images = new ImageKernels(core, scratch)
    this.#scratch = scratch
  }

  /** What `work` returns, and the calls it makes of all kernels but those of images; null where no list can hold one of them. */
  recorded<T>(work: () => T): { readonly value: T; readonly calls: readonly Call[] | null } {
    const core = this.core
    const recording: Recording = { calls: [], isWhole: true }
    this.core = recordingCore(core, recording)
    try {
      const value = work()
      return { value, calls: recording.isWhole ? recording.calls : null }
    } finally {
      this.core = core
    }
  }

  /** As `CallList.of` has it. */
  callList(
    region: Region,
    numbers: Float64Array,
    recordings: readonly [readonly Call[], readonly Call[]],
    variables: readonly Variable[],
  ): CallList | null {
    return CallList.of(this.core, region, numbers, recordings, variables)
  }

  #panels(M: number, N: number, K: number): number {
    if (this.#scratch.length * 4 < this.core.gemmScratch(M, N, K)) {
      throw internalError(`the product ${M} x ${N} x ${K} wants more scratch than was planned`)
    }
    return this.#scratch.ptr
  }

  /** An f64 for each column, and for those that fill the last vector. */
  #columnSums(fanOut: number): number {
    return need(this.#scratch, 'f32', columnSumsLength(fanOut))
  }

  /** c [M x N] = a [M x K] b [K x N] */
  gemmNN(a: Region, b: Region, c: Region, M: number, N: number, K: number): void {
    this.core.gemmNN(f32(a, M * K), f32(b, K * N), f32(c, M * N), M, N, K, this.#panels(M, N, K))
  }
  /** c [M x N] = a [M x K] b^T, b [N x K] */
  gemmNT(a: Region, b: Region, c: Region, M: number, N: number, K: number): void {
    this.core.gemmNT(f32(a, M * K), f32(b, N * K), f32(c, M * N), M, N, K, this.#panels(M, N, K))
  }
  /** c [M x N] = a^T b, a [K x M], b [K x N] */
  gemmTN(a: Region, b: Region, c: Region, M: number, N: number, K: number): void {
    this.core.gemmTN(f32(a, K * M), f32(b, K * N), f32(c, M * N), M, N, K, this.#panels(M, N, K))
  }

  addBias(z: Region, bias: Region, M: number, N: number): void {
    this.core.addBias(f32(z, M * N), f32(bias, N), M, N)
  }
  biasGradient(dZ: Region, dBias: Region, M: number, N: number): void {
    this.core.biasGradient(f32(dZ, M * N), f32(dBias, N), M, N)
  }

  relu(z: Region, n: number): void {
    this.core.relu(f32(z, n), n)
  }
  reluBackward(a: Region, dA: Region, n: number): void {
    this.core.reluBackward(f32(a, n), f32(dA, n), n)
  }
  leakyRelu(z: Region, slope: number, n: number): void {
    this.core.leakyRelu(f32(z, n), slope, n)
  }
  leakyReluBackward(a: Region, dA: Region, slope: number, n: number): void {
    this.core.leakyReluBackward(f32(a, n), f32(dA, n), slope, n)
  }
  tanh(z: Region, n: number): void {
    this.core.tanh(f32(z, n), n)
  }
  tanhBackward(a: Region, dA: Region, n: number): void {
    this.core.tanhBackward(f32(a, n), f32(dA, n), n)
  }
  sigmoid(z: Region, n: number): void {
    this.core.sigmoid(f32(z, n), n)
  }
  sigmoidBackward(a: Region, dA: Region, n: number): void {
    this.core.sigmoidBackward(f32(a, n), f32(dA, n), n)
  }

  softmax(logits: Region, probabilities: Region, M: number, N: number): void {
    this.core.softmax(f32(logits, M * N), f32(probabilities, M * N), M, N)
  }
  crossEntropy(logits: Region, labels: Region, weights: Region | null, M: number, N: number): number {
    return this.core.crossEntropy(f32(logits, M * N), i32(labels, M), f32OrNone(weights, M), M, N)
  }
  crossEntropyBackward(
    logits: Region,
    labels: Region,
    weights: Region | null,
    dLogits: Region,
    M: number,
    N: number,
  ): number {
    const [from, to] = [f32(logits, M * N), f32(dLogits, M * N)]
    return this.core.crossEntropyBackward(from, i32(labels, M), f32OrNone(weights, M), to, M, N)
  }
  /** `mixed` is null where no row is mixed with another. */
  softTargets(
    labels: Region,
    mixed: { readonly others: Region; readonly shares: Region } | null,
    targets: Region,
    M: number,
    N: number,
    smoothing: number,
  ): void {
    const [others, shares] = mixed === null ? [0, 0] : [i32(mixed.others, M), f32(mixed.shares, M)]
    this.core.softTargets(i32(labels, M), others, shares, f32(targets, M * N), M, N, smoothing)
  }
  crossEntropySoftBackward(
    logits: Region,
    targets: Region,
    weights: Region | null,
    dLogits: Region,
    M: number,
    N: number,
  ): number {
    const [from, to] = [f32(logits, M * N), f32(dLogits, M * N)]
    return this.core.crossEntropySoftBackward(from, f32(targets, M * N), f32OrNone(weights, M), to, M, N)
  }
  countCorrect(logits: Region, labels: Region, weights: Region | null, M: number, N: number): number {
    return this.core.countCorrect(f32(logits, M * N), i32(labels, M), f32OrNone(weights, M), M, N)
  }
  huber(predictions: Region, targets: Region, weights: Region | null, limit: number, n: number): number {
    return this.core.huber(f32(predictions, n), f32(targets, n), f32OrNone(weights, n), limit, n)
  }
  huberBackward(
    predictions: Region,
    targets: Region,
    weights: Region | null,
    limit: number,
    dPredictions: Region,
    n: number,
  ): number {
    const [from, to] = [f32(predictions, n), f32(dPredictions, n)]
    return this.core.huberBackward(from, f32(targets, n), f32OrNone(weights, n), limit, to, n)
  }
  absolute(predictions: Region, targets: Region, weights: Region | null, n: number): number {
    return this.core.absolute(f32(predictions, n), f32(targets, n), f32OrNone(weights, n), n)
  }
  absoluteBackward(
    predictions: Region,
    targets: Region,
    weights: Region | null,
    dPredictions: Region,
    n: number,
  ): number {
    const [from, to] = [f32(predictions, n), f32(dPredictions, n)]
    return this.core.absoluteBackward(from, f32(targets, n), f32OrNone(weights, n), to, n)
  }

  addL2Gradient(dW: Region, w: Region, strength: number): void {
    this.core.addL2Gradient(f32(dW, w.length), f32(w, w.length), strength, w.length)
  }
  addL1Gradient(dW: Region, w: Region, strength: number): void {
    this.core.addL1Gradient(f32(dW, w.length), f32(w, w.length), strength, w.length)
  }
  softThreshold(w: Region, threshold: number): void {
    this.core.softThreshold(f32(w, w.length), threshold, w.length)
  }
  softThresholdAdam(
    w: Region,
    v: Region,
    threshold: number,
    correction: number,
    epsilon: number,
    limit: number,
  ): void {
    const n = w.length
    this.core.softThresholdAdam(f32(w, n), f32(v, n), threshold, correction, epsilon, limit, n)
  }
  decay(w: Region, factor: number): void {
    this.core.decay(f32(w, w.length), factor, w.length)
  }
  sumSquares(w: Region): number {
    return this.core.sumSquares(f32(w, w.length), w.length)
  }
  sumAbs(w: Region): number {
    return this.core.sumAbs(f32(w, w.length), w.length)
  }
  countZeros(w: Region): number {
    return this.core.countZeros(f32(w, w.length), w.length)
  }

  /** Clips all of g to a norm of `limit`; returns the norm that it had. */
  clipNorm(g: Region, limit: number): number {
    return this.core.clipNorm(f32(g, g.length), limit, g.length)
  }

  projectColumns(weights: Region, fanIn: number, fanOut: number, bound: number): void {
    this.core.projectColumns(f32(weights, fanIn * fanOut), fanIn, fanOut, bound, this.#columnSums(fanOut))
  }
  maxColumnNorm(weights: Region, fanIn: number, fanOut: number): number {
    return this.core.maxColumnNorm(f32(weights, fanIn * fanOut), fanIn, fanOut, this.#columnSums(fanOut))
  }

  sgd(w: Region, g: Region, rate: number): void {
    this.core.sgd(f32(w, w.length), f32(g, w.length), rate, w.length)
  }
  momentum(w: Region, g: Region, v: Region, rate: number, momentum: number): void {
    this.core.momentum(f32(w, w.length), f32(g, w.length), f32(v, w.length), rate, momentum, w.length)
  }
  nesterov(w: Region, g: Region, v: Region, rate: number, momentum: number): void {
    this.core.nesterov(f32(w, w.length), f32(g, w.length), f32(v, w.length), rate, momentum, w.length)
  }
  adam(
    w: Region,
    g: Region,
    m: Region,
    v: Region,
    rate: number,
    beta1: number,
    beta2: number,
    correction1: number,
    correction2: number,
    epsilon: number,
  ): void {
    const n = w.length
    this.core.adam(
      f32(w, n),
      f32(g, n),
      f32(m, n),
      f32(v, n),
      rate,
      beta1,
      beta2,
      correction1,
      correction2,
      epsilon,
      n,
    )
  }

  /** x [M x N] from the rows rowIds [start, start + M) of source; `columns` is null for the identity, `bound` and `bend` for none. */
  gatherRows(
    source: Region,
    stride: number,
    columns: Region | null,
    rowIds: Region,
    start: number,
    x: Region,
    M: number,
    N: number,
    fill: Region,
    shift: Region,
    scale: Region,
    bound: Region | null,
    bend: Region | null,
  ): void {
    this.core.gatherRows(
      f32(source, 0),
      stride,
      columns === null ? 0 : i32(columns, N),
      i32From(rowIds, start, M),
      f32(x, M * N),
      M,
      N,
      f32(fill, N),
      f32(shift, N),
      f32(scale, N),
      bound === null ? 0 : f32(bound, N),
      bend === null ? 0 : f32(bend, N),
    )
  }
  gatherLabels(source: Region, rowIds: Region, start: number, labels: Region, M: number): void {
    this.core.gatherLabels(i32(source, 0), i32From(rowIds, start, M), i32(labels, M), M)
  }
  /** weights [M] f32 = source[rowIds [start, start + M)] */
  gatherWeights(source: Region, rowIds: Region, start: number, weights: Region, M: number): void {
    this.core.gatherLabels(f32(source, 0), i32From(rowIds, start, M), f32(weights, M), M)
  }
  gatherTargets(
    source: Region,
    rowIds: Region,
    start: number,
    targets: Region,
    M: number,
    shift: number,
    scale: number,
  ): void {
    this.core.gatherTargets(
      need(source, 'f64', 0),
      i32From(rowIds, start, M),
      f32(targets, M),
      M,
      shift,
      scale,
    )
  }

  /** words [n], n a multiple of 4, of the stream (key, c1, c2, c3). */
  philox(words: Region, n: number, key: RandomKey, c1: number, c2: number, c3: number): void {
    this.core.philox(i32(words, n), n / 4, key[0], key[1], c1, c2, c3)
  }
  normal(x: Region, n: number, deviation: number, key: RandomKey, c1: number, c2: number, c3: number): void {
    this.core.normal(f32(x, n), n, deviation, key[0], key[1], c1, c2, c3)
  }
}
