/**
 * The thin network of a minibatch whose rows share one mask: only the kept rows and columns of each weight matrix take
 * part, so they are gathered into dense blocks, multiplied, and their gradients scattered back among zeros. Every sum has
 * the terms of the masked computation but its zeros, in the same order, so the gradients have the same bits.
 */
import type { Arena, Region, RegionRequest } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { LayerShape } from './architecture.ts'
import type { Layer } from './layer.ts'

/** The units of a site that take part in the present minibatch. */
export interface KeptUnits {
  /** Their places, ascending, i32. */
  readonly indices: Region
  readonly count: number
}

const blockNames = (layer: number) => ({
  weights: `thin weights ${layer}`,
  biases: `thin biases ${layer}`,
  dWeights: `thin dWeights ${layer}`,
  dBiases: `thin dBiases ${layer}`,
})

/** Regions for the blocks of every layer that touches a site where units may be missing. */
export function thinRequests(
  layers: readonly LayerShape[],
  isThinned: (site: number) => boolean,
): RegionRequest[] {
  return layers.flatMap(({ fanIn, fanOut }, l) => {
    if (!isThinned(l) && !isThinned(l + 1)) return []
    const { weights, biases, dWeights, dBiases } = blockNames(l)
    return [
      ...[weights, dWeights].map((name) => ({ name, type: 'f32' as const, length: fanIn * fanOut })),
      ...[biases, dBiases].map((name) => ({ name, type: 'f32' as const, length: fanOut })),
    ]
  })
}

export class ThinNetwork {
  readonly #kernels: Kernels
  readonly #layers: readonly Layer[]
  /** By site; null where all units take part. */
  readonly #kept: readonly (KeptUnits | null)[]
  /** Whole layers whose regions are those of the blocks; a layer without thinned sites is itself. */
  readonly #blocks: readonly Layer[]

  constructor(kernels: Kernels, arena: Arena, layers: readonly Layer[], kept: readonly (KeptUnits | null)[]) {
    this.#kernels = kernels
    this.#layers = layers
    this.#kept = kept
    this.#blocks = layers.map((layer, l) => {
      if (kept[l] === null && kept[l + 1] === null) return layer
      const names = blockNames(l)
      return {
        ...layer,
        weights: arena.region(names.weights),
        biases: arena.region(names.biases),
        dWeights: arena.region(names.dWeights),
        dBiases: arena.region(names.dBiases),
      }
    })
  }

  /** The layers of the thin network, with the present values of their weights. */
  gather(): readonly Layer[] {
    return this.#blocks.map((block, l) => {
      const whole = this.#layers[l]
      if (block === whole) return whole
      const rows = this.#kept[l]
      const columns = this.#kept[l + 1]
      const fanIn = rows?.count ?? whole.fanIn
      const fanOut = columns?.count ?? whole.fanOut
      const { indices = null } = columns ?? {}
      this.#kernels.gatherBlock(
        whole.weights,
        whole.fanOut,
        rows?.indices ?? null,
        indices,
        block.weights,
        fanIn,
        fanOut,
      )
      this.#kernels.gatherBlock(whole.biases, whole.fanOut, null, indices, block.biases, 1, fanOut)
      return { ...block, fanIn, fanOut }
    })
  }

  /** line [features] becomes [kept features], in place; itself where all features take part. */
  gatherLine(line: Region): Region {
    const kept = this.#kept[0]
    if (kept !== null) {
      this.#kernels.gatherBlock(line, this.#layers[0].fanIn, null, kept.indices, line, 1, kept.count)
    }
    return line
  }

  /** x [M x features] becomes x [M x kept features], in place. */
  gatherFeatures(x: Region, M: number): void {
    const kept = this.#kept[0]
    if (kept === null) return
    this.#kernels.gatherBlock(x, this.#layers[0].fanIn, null, kept.indices, x, M, kept.count)
  }

  /** From the gradients of the thin layers, those of the whole ones. */
  scatter(thin: readonly Layer[]): void {
    thin.forEach((block, l) => {
      const whole = this.#layers[l]
      if (block === whole) return
      const { fanIn, fanOut } = block
      const rows = this.#kept[l]?.indices ?? null
      const columns = this.#kept[l + 1]?.indices ?? null
      this.#kernels.scatterBlock(
        block.dWeights,
        rows,
        columns,
        whole.dWeights,
        fanIn,
        fanOut,
        whole.fanIn,
        whole.fanOut,
      )
      this.#kernels.scatterBlock(block.dBiases, null, columns, whole.dBiases, 1, fanOut, 1, whole.fanOut)
    })
  }
}
