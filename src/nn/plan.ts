/** The regions of a network, planned before anything is reserved. */
import type { RegionRequest } from '../core/arena.ts'
import type { CoreExports } from '../core/exports.ts'
import { windowNumbers } from '../core/images.ts'
import { columnSumsLength } from '../core/kernels.ts'
import { activations } from './activation.ts'
import type { Architecture, LayerShape } from './architecture.ts'
import { type ExtraParameters, layOutParameters, type ParameterLayout } from './parameters.ts'
import { poolRequests, poolSizes } from './pool.ts'

export interface NetworkPlan {
  readonly architecture: Architecture
  readonly layout: ParameterLayout
  readonly requests: readonly RegionRequest[]
}

/** What the core says of the scratch of its products. */
export type ScratchSizes = Pick<CoreExports, 'gemmScratchUpTo' | 'convolutionScratch'>

/** How the regions are called. A layer with poolings behind it has its output, and what lies between two of them, in regions of their own. */
export const regionNames = {
  activations: (site: number): string => `activations ${site}`,
  dActivations: (site: number): string => `dActivations ${site}`,
  unperturbed: (site: number): string => `unperturbed ${site}`,
  /** What goes into pooling `i` of layer `l`. */
  unpooled: (l: number, i: number): string => `unpooled ${l}.${i}`,
  dUnpooled: (l: number, i: number): string => `dUnpooled ${l}.${i}`,
} as const

/**
 * Regions for minibatches of up to `trainRows` rows and prediction chunks of up to `predictRows`, with any of the units missing.
 * The core knows what the panels and lists of all products and convolutions up to a size need; `needsUnperturbed` says that a
 * perturbation may change the sign of an activation or acts on those that masks hide, and `extras` are parameters beside weights and biases.
 */
export function planNetwork(
  architecture: Architecture,
  trainRows: number,
  predictRows: number,
  core: ScratchSizes,
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
  const scratch = layers.map((layer) => scratchOf(layer, trainRows, rows, core))
  request('gemm scratch', Math.ceil(Math.max(...scratch) / 4))
  return { architecture, layout, requests }
}

/** Bytes of scratch that the products and the column norms of a layer take. */
function scratchOf(layer: LayerShape, trainRows: number, rows: number, core: ScratchSizes): number {
  const { fanIn, fanOut, convolution } = layer
  const norms = 4 * columnSumsLength(fanOut)
  if (convolution !== null) {
    return Math.max(core.convolutionScratch(rows, ...windowNumbers(convolution), fanOut), norms)
  }
  return Math.max(
    core.gemmScratchUpTo(rows, fanOut, fanIn),
    core.gemmScratchUpTo(trainRows, fanIn, fanOut),
    core.gemmScratchUpTo(fanIn, fanOut, trainRows),
    norms,
  )
}
