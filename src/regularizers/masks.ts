/** The masks of vanilla and inverted dropout: Bernoulli draws over units, for every row or for a whole minibatch. */
import type { RegionRequest } from '../core/arena.ts'
import type { RandomKey } from '../core/randomKey.ts'
import { type Architecture, isConvolutional } from '../nn/architecture.ts'
import type { Perturbation } from '../nn/network.ts'
import { isNormalized, type ParameterLayout } from '../nn/parameters.ts'
import { thinRequests } from '../nn/thin.ts'
import {
  type DropoutArguments,
  drawsBySite,
  drawsChannels,
  keepBySite,
  keepNow,
  placesOf,
  sharedRows,
  sharedRowsRequest,
} from './dropout.ts'
import type { Hooks, RegularizerContext } from './regularizer.ts'
import { CONSTANT, reached, scheduledNoise } from './strengthSchedule.ts'

/** A unit is kept when its 32-bit word is below this, so keep is met to 2^-32; 2^32 means that no mask is needed. */
const maskThreshold = (keep: number): number => Math.round(keep * 2 ** 32)

/** The threshold below which every word is. */
const ALL = 2 ** 32

const isMasked = (keep: number): boolean => maskThreshold(keep) < ALL

const maskName = (site: number): string => `mask ${site}`
const keptName = (site: number): string => `kept units ${site}`
const channelName = (site: number): string => `channel mask ${site}`
const placesName = (site: number): string => `channel places ${site}`

/** Units can stay away from dense layers; where a normalization looks at all units, they are masked instead. */
const mayThin = (architecture: Architecture, layout: ParameterLayout): boolean =>
  !isConvolutional(architecture) && !isNormalized(layout, 0)

export function maskRequests(
  args: DropoutArguments,
  architecture: Architecture,
  rows: number,
  layout: ParameterLayout,
): RegionRequest[] {
  const { sizes } = architecture
  const isBatch = args.mask === 'batch'
  const isThin = isBatch && mayThin(architecture, layout)
  const sites = keepBySite(args, architecture).flatMap((keep, site) => (isMasked(keep) ? [site] : []))
  if (sites.length === 0) return []
  const masks = sites.map((site): RegionRequest => {
    return { name: maskName(site), type: 'i32', length: (isThin ? 1 : rows) * sizes[site] }
  })
  if (!isBatch) return [...masks, ...sites.flatMap((site) => channelRequests(args, architecture, site, rows))]
  if (!isThin) return [...masks, sharedRowsRequest(rows)]
  return [
    ...masks,
    ...sites.map((site): RegionRequest => ({ name: keptName(site), type: 'i32', length: sizes[site] })),
    sharedRowsRequest(1),
    ...thinRequests(architecture.layers, (site) => sites.includes(site)),
  ]
}

/** Where a mask of the channels is drawn before it is spread over their units. */
function channelRequests(
  args: DropoutArguments,
  architecture: Architecture,
  site: number,
  rows: number,
): RegionRequest[] {
  const [size, draws] = [architecture.sizes[site], drawsBySite(args, architecture)[site]!]
  if (draws === size) return []
  return [
    { name: channelName(site), type: 'i32', length: rows * draws },
    { name: placesName(site), type: 'i32', length: size },
  ]
}

interface MaskedSite {
  readonly site: number
  readonly size: number
  /** Numbers drawn for a row: one for each unit, or for each channel. */
  readonly draws: number
  /** What the present masks are drawn with: 2^32 where nothing is dropped for now. */
  threshold: number
  /** Factor of a kept value in training. */
  scale: number
  /** Draws from now on as if a share of the strength were all of it. */
  weaken(share: number): void
}

function maskedSite(
  site: number,
  size: number,
  draws: number,
  keep: number,
  { training }: MaskScaling,
): MaskedSite {
  return {
    site,
    size,
    draws,
    threshold: maskThreshold(keep),
    scale: training(keep),
    weaken(share) {
      const now = keepNow(keep, share)
      this.threshold = maskThreshold(now)
      this.scale = training(now)
    },
  }
}

/** How masks are made up for: the expectation is right when keep * training = prediction. */
export interface MaskScaling {
  /** Factor of a kept value in training. */
  training(keep: number): number
  /** Factor of every value in prediction, by the keep that the run has come to. */
  prediction(keep: number): number
  /** What is drawn for networks that are sampled to predict: all of the noise, or what the run has come to. */
  readonly sampled: 'all' | 'present'
}

/** Bernoulli masks at every site with keep < 1. */
export function maskHooks(args: DropoutArguments, context: RegularizerContext, scaling: MaskScaling): Hooks {
  const { schedule } = args
  const keeps = keepBySite(args, context.architecture)
  const { architecture } = context
  const draws = drawsBySite(args, architecture)
  const masked = keeps.map((keep, site): MaskedSite | null =>
    isMasked(keep) ? maskedSite(site, architecture.sizes[site], draws[site]!, keep, scaling) : null,
  )
  if (masked.every((site) => site === null)) return {}
  const shareOf = scheduledNoise(schedule, context.clock)
  const present = reached(schedule, context.clock)
  const sampledShare = () => (scaling.sampled === 'all' ? 1 : present())
  const weaken = (key?: RandomKey) => {
    if (schedule === CONSTANT) return
    const share = key === undefined ? shareOf(key) : sampledShare()
    for (const site of masked) site?.weaken(share)
  }
  const atShare = (share: number, of: (keep: number) => number) =>
    keeps.map((keep) => {
      const now = keepNow(keep, share)
      return isMasked(now) ? of(now) : 1
    })
  return {
    ...(args.mask === 'batch' && mayThin(architecture, context.layout)
      ? batchMasks(masked, weaken, context)
      : { ...rowMasks(masked, weaken, context, args.mask === 'batch'), isSteady: schedule === CONSTANT }),
    get keeps() {
      return drawsChannels(args, architecture) ? undefined : atShare(sampledShare(), (keep) => keep)
    },
    get predictionScale() {
      return atShare(present(), scaling.prediction)
    },
  }
}

/** A mask for every row, or where they are `shared` the same for all: values are masked where they stand. */
function rowMasks(
  masked: readonly (MaskedSite | null)[],
  weaken: (key?: RandomKey) => void,
  { kernels, arena, maskKey }: RegularizerContext,
  areShared: boolean,
): Hooks {
  const shared = areShared ? sharedRows(arena) : null
  const sites = masked.filter((site) => site !== null)
  for (const { site, size, draws } of sites) {
    if (draws !== size) arena.i32(placesName(site)).set(placesOf(size, draws))
  }
  const seen = { kept: 0, drawn: 0 }
  return {
    sampleMasks(rowIds, start, M, step, key) {
      weaken(key)
      const stream = key ?? maskKey
      const [ids, first] = shared === null ? [rowIds, start] : [shared, 0]
      for (const { site, size, draws, threshold } of sites) {
        if (threshold >= ALL) continue
        const mask = arena.region(maskName(site))
        const drawn = draws === size ? mask : arena.region(channelName(site))
        seen.kept += kernels.sampleMask(drawn, ids, first, M, draws, threshold, stream, site, step)
        seen.drawn += M * draws
        if (drawn !== mask) kernels.spreadMask(drawn, draws, arena.region(placesName(site)), mask, M, size)
      }
    },
    setMasks(kept, M) {
      weaken(maskKey)
      for (const { site, size } of sites) {
        const lanes = arena.i32(maskName(site))
        for (let i = 0; i < M * size; i++) lanes[i] = kept[site]?.[i % size] === false ? 0 : -1
      }
    },
    perturbations: masked.map((site): Perturbation | null => {
      if (site === null) return null
      const mask = arena.region(maskName(site.site))
      const apply: Perturbation['forward'] = (x, n) => {
        if (site.threshold < ALL) kernels.applyMask(x, mask, site.scale, n)
      }
      // a = h * mask * scale, so dH = dA * mask * scale
      return {
        forward: apply,
        backward: apply,
        hide: (dA, n) => {
          if (site.threshold < ALL) kernels.applyMask(dA, mask, 1, n)
        },
      }
    }),
    unitsSeen: () => seen,
  }
}

/** One mask for a minibatch, that of a row no file has: the units it drops take no part at all. Only between dense layers. */
function batchMasks(
  masked: readonly (MaskedSite | null)[],
  weaken: (key?: RandomKey) => void,
  { kernels, arena, maskKey }: RegularizerContext,
): Hooks {
  const row = sharedRows(arena)
  const sites = masked.map((site) =>
    site === null
      ? null
      : {
          drawn: site,
          mask: arena.region(maskName(site.site)),
          indices: arena.region(keptName(site.site)),
          count: site.size,
        },
  )
  const thinned = sites.filter((site) => site !== null)
  const seen = { kept: 0, drawn: 0 }
  return {
    sampleMasks(_rowIds, _start, _M, step, key) {
      weaken(key)
      const stream = key ?? maskKey
      for (const thin of thinned) {
        const { mask, indices } = thin
        const { size, threshold, site } = thin.drawn
        if (threshold < ALL) {
          seen.kept += kernels.sampleMask(mask, row, 0, 1, size, threshold, stream, site, step)
          seen.drawn += size
        } else arena.i32(mask.name).fill(-1)
        thin.count = kernels.keptIndices(mask, indices, size)
      }
    },
    setMasks(kept) {
      weaken(maskKey)
      for (const thin of thinned) {
        const { mask, indices } = thin
        const { size, site } = thin.drawn
        const lanes = arena.i32(mask.name)
        for (let j = 0; j < size; j++) lanes[j] = kept[site]?.[j] === false ? 0 : -1
        thin.count = kernels.keptIndices(mask, indices, size)
      }
    },
    keptUnits: sites,
    perturbations: sites.map((site): Perturbation | null => {
      if (site === null || site.drawn.scale === 1) return null
      const apply: Perturbation['forward'] = (x, n) => kernels.scale(x, site.drawn.scale, n)
      return { forward: apply, backward: apply }
    }),
    unitsSeen: () => seen,
  }
}
