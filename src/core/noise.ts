/** The kernels of noise, bound as kernels.ts binds the others: masks, normal numbers, masked weights, blocks of kept units. */
import type { Region } from './arena.ts'
import { f32, i32, i32From } from './checks.ts'
import type { CoreExports } from './exports.ts'
import type { RandomKey } from './randomKey.ts'

/** A dense layer, as nn/dense.ts has it. */
export interface LayerRegions {
  readonly fanIn: number
  readonly fanOut: number
  readonly weights: Region
  readonly biases: Region
  readonly dWeights: Region
  readonly dBiases: Region
}

/** Which masks of weights: those of the rows rowIds [start, ...), of layer `index` at `step`. */
export interface WeightMasks {
  readonly rowIds: Region
  readonly start: number
  /** Scratch for one input's mask. */
  readonly line: Region
  /** A weight is kept with probability threshold / 2^16. */
  readonly threshold: number
  readonly key: RandomKey
  readonly index: number
  readonly step: number
}

/** Shapes and formulas are those of exports.ts. Methods, so that the networks of all trials share one optimised code. */
export class NoiseKernels {
  protected core: CoreExports

  constructor(core: CoreExports) {
    this.core = core
  }

  /** mask [M x N] for the rows rowIds [start, start + M); returns the number of kept units. */
  sampleMask(
    mask: Region,
    rowIds: Region,
    start: number,
    M: number,
    N: number,
    threshold: number,
    key: RandomKey,
    layer: number,
    step: number,
  ): number {
    const ids = i32From(rowIds, start, M)
    return this.core.sampleMask(i32(mask, M * N), ids, M, N, threshold, key[0], key[1], layer, step)
  }
  applyMask(x: Region, mask: Region, scale: number, n: number): void {
    this.core.applyMask(f32(x, n), i32(mask, n), scale, n)
  }
  replaceDropped(x: Region, z: Region, mask: Region, n: number): void {
    this.core.replaceDropped(f32(x, n), f32(z, n), i32(mask, n), n)
  }
  scale(x: Region, factor: number, n: number): void {
    this.core.scale(f32(x, n), factor, n)
  }

  /** noise [M x N] for the rows rowIds [start, start + M). */
  sampleNormal(
    noise: Region,
    rowIds: Region,
    start: number,
    M: number,
    N: number,
    mean: number,
    deviation: number,
    key: RandomKey,
    layer: number,
    step: number,
  ): void {
    const ids = i32From(rowIds, start, M)
    this.core.sampleNormal(f32(noise, M * N), ids, M, N, mean, deviation, key[0], key[1], layer, step)
  }
  multiply(x: Region, y: Region, n: number): void {
    this.core.multiply(f32(x, n), f32(y, n), n)
  }
  add(x: Region, y: Region, n: number): void {
    this.core.add(f32(x, n), f32(y, n), n)
  }
  square(x: Region, y: Region, n: number): void {
    this.core.square(f32(x, n), f32(y, n), n)
  }
  /** into += share * (from - into), over all of `into`. */
  blend(into: Region, from: Region, share: number): void {
    const n = into.length
    this.core.blend(f32(into, n), f32(from, n), share, n)
  }
  /** x [M x N] += sign(d) * sizes [N] */
  moveBySign(x: Region, d: Region, sizes: Region, M: number, N: number): void {
    this.core.moveBySign(f32(x, M * N), f32(d, M * N), f32(sizes, N), M, N)
  }
  spread(z: Region, mean: Region, variance: Region, n: number): void {
    this.core.spread(f32(z, n), f32(mean, n), f32(variance, n), n)
  }

  connectForward(
    x: Region,
    layer: LayerRegions,
    z: Region,
    M: number,
    { rowIds, start, line, threshold, key, index, step }: WeightMasks,
  ): number {
    const { weights, biases, fanIn, fanOut } = layer
    return this.core.connectForward(
      f32(x, M * fanIn),
      i32From(rowIds, start, M),
      f32(weights, fanIn * fanOut),
      f32(biases, fanOut),
      f32(z, M * fanOut),
      i32(line, fanOut),
      M,
      fanIn,
      fanOut,
      threshold,
      key[0],
      key[1],
      index,
      step,
    )
  }
  connectBackward(
    x: Region,
    layer: LayerRegions,
    dZ: Region,
    dX: Region | null,
    M: number,
    { rowIds, start, line, threshold, key, index, step }: WeightMasks,
  ): void {
    const { weights, dWeights, dBiases, fanIn, fanOut } = layer
    this.core.connectBackward(
      f32(x, M * fanIn),
      i32From(rowIds, start, M),
      f32(weights, fanIn * fanOut),
      f32(dZ, M * fanOut),
      f32(dWeights, fanIn * fanOut),
      f32(dBiases, fanOut),
      dX === null ? 0 : f32(dX, M * fanIn),
      i32(line, fanOut),
      M,
      fanIn,
      fanOut,
      threshold,
      key[0],
      key[1],
      index,
      step,
    )
  }
  /** From one pair of weights and biases to another, or the same. */
  maskWeights(
    weights: Region,
    biases: Region,
    toWeights: Region,
    toBiases: Region,
    fanIn: number,
    fanOut: number,
    { line, threshold, key, index, step }: Omit<WeightMasks, 'rowIds' | 'start'>,
    rowId: number,
  ): number {
    const n = fanIn * fanOut
    return this.core.maskWeights(
      f32(weights, n),
      f32(biases, fanOut),
      f32(toWeights, n),
      f32(toBiases, fanOut),
      i32(line, fanOut),
      fanIn,
      fanOut,
      threshold,
      key[0],
      key[1],
      rowId,
      index,
      step,
    )
  }

  /** Returns how many of the n units of `mask` are kept; their places are in `indices`. */
  keptIndices(mask: Region, indices: Region, n: number): number {
    return this.core.keptIndices(i32(mask, n), i32(indices, n), n)
  }
  /** block [M x N] from source [? x stride]; null rows or columns are all. */
  gatherBlock(
    source: Region,
    stride: number,
    rows: Region | null,
    columns: Region | null,
    block: Region,
    M: number,
    N: number,
  ): void {
    this.core.gatherBlock(
      f32(source, rows === null ? M * stride : M * N),
      stride,
      rows === null ? 0 : i32(rows, M),
      columns === null ? 0 : i32(columns, N),
      f32(block, M * N),
      M,
      N,
    )
  }
  /** mask [M x N] from another [M x stride]: unit j has what `columns` [N] names there. */
  spreadMask(source: Region, stride: number, columns: Region, mask: Region, M: number, N: number): void {
    const from = i32(source, M * stride)
    this.core.gatherBlock(from, stride, 0, i32(columns, N), i32(mask, M * N), M, N)
  }
  /** target [fanIn x fanOut] from block [M x N]; null rows or columns are all. */
  scatterBlock(
    block: Region,
    rows: Region | null,
    columns: Region | null,
    target: Region,
    M: number,
    N: number,
    fanIn: number,
    fanOut: number,
  ): void {
    this.core.scatterBlock(
      f32(block, M * N),
      rows === null ? 0 : i32(rows, M),
      columns === null ? 0 : i32(columns, N),
      f32(target, fanIn * fanOut),
      M,
      N,
      fanIn,
      fanOut,
    )
  }
}
