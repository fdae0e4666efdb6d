/** The regions of a network, planned before anything is reserved. */
import type { RegionRequest } from '../core/arena.ts'
import { columnSumsLength } from '../core/kernels.ts'
import { activations } from './activation.ts'
import type { Architecture, LayerShape } from './architecture.ts'
import { blockPixels } from './conv.ts'
import { type ExtraParameters, layOutParameters, type ParameterLayout } from './parameters.ts'
import { poolRequests, poolSizes } from './pool.ts'

export interface NetworkPlan {
  readonly architecture: Architecture
  readonly layout: ParameterLayout
  readonly requests: readonly RegionRequest[]
}

/** How the regions are called. A layer with poolings behind it has its output, and what lies between two of them, in regions of their own. */
export const regionNames = {
  activations: (site: number): string => `activations ${site}`,
  dActivations: (site: number): string => `dActivations ${site}`,
  unperturbed: (site: number): string => `unperturbed ${site}`,
  /** What goes into pooling `i` of layer `l`. */
  unpooled: (l: number, i: number): string => `unpooled ${l}.${i}`,
  dUnpooled: (l: number, i: number): string => `dUnpooled ${l}.${i}`,
  patches: (l: number): string => `patches ${l}`,
} as const

/**
 * Regions for minibatches of up to `trainRows` rows and prediction chunks of up to `predictRows`, with any of the units missing.
 * `scratchUpTo` is the core's, which knows what the panels of all products up to a size need; `needsUnperturbed` says that a
 * perturbation may change the sign of an activation or acts on those that masks hide, and `extras` are parameters beside weights and biases.
 */
export function planNetwork(
  architecture: Architecture,
  trainRows: number,
  predictRows: number,
  scratchUpTo: (M: number, N: number, K: number) => number,
  needsUnperturbed = false,
  extras: readonly ExtraParameters[] = [],
): NetworkPlan {
  const { sizes, layers, activation } = architecture
  const layout = layOutParameters(layers, extras)
  const rows = Math.max(trainRows, predictRows)
  const requests: RegionRequest[] = [
    { name: 'parameters', type: 'f32', length: layout.length },
    { name: 'gradients', type: 'f32', length: layout.trained.length },
  ]
  const request = (name: string, length: number) => requests.push({ name, type: 'f32', length })
  sizes.forEach((size, site) => {
    const hidden = site > 0 && site < sizes.length - 1
    request(regionNames.activations(site), rows * size)
    if (!hidden) return
    request(regionNames.dActivations(site), trainRows * size)
    const isPooled = layers[site - 1].poolings.length > 0
    if (!isPooled && (needsUnperturbed || !activations[activation].needsSignOnly)) {
      request(regionNames.unperturbed(site), trainRows * size)
    }
  })
  let pooling = 0
  layers.forEach(({ poolings }, l) => {
    poolings.forEach((shape, i) => {
      request(regionNames.unpooled(l, i), rows * poolSizes(shape).inputs)
      request(regionNames.dUnpooled(l, i), trainRows * poolSizes(shape).inputs)
      requests.push(...poolRequests(shape, pooling++, rows))
    })
  })
  layers.forEach((layer, l) => {
    if (layer.convolution !== null) request(regionNames.patches(l), productRows(layer, rows) * layer.fanIn)
  })
  const scratch = layers.map((layer) => scratchOf(layer, trainRows, rows, scratchUpTo))
  request('gemm scratch', Math.ceil(Math.max(...scratch) / 4))
  return { architecture, layout, requests }
}

/** Rows of the products of a layer: those of the data, or the pixels of a block. */
function productRows({ convolution, fanIn }: LayerShape, rows: number): number {
  if (convolution === null) return rows
  return Math.min(blockPixels(fanIn), rows * convolution.outHeight * convolution.outWidth)
}

/** Bytes of scratch that the products and the column norms of a layer take. */
function scratchOf(
  layer: LayerShape,
  trainRows: number,
  rows: number,
  scratchUpTo: (M: number, N: number, K: number) => number,
): number {
  const { fanIn, fanOut } = layer
  const [training, any] = [productRows(layer, trainRows), productRows(layer, rows)]
  return Math.max(
    scratchUpTo(any, fanOut, fanIn),
    scratchUpTo(training, fanIn, fanOut),
    scratchUpTo(fanIn, fanOut, training),
    4 * columnSumsLength(fanOut),
  )
}
