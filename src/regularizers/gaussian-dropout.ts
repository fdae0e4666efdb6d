import type { RegionRequest } from '../core/arena.ts'
import type { Architecture } from '../nn/architecture.ts'
import type { Perturbation } from '../nn/network.ts'
import {
  checkDropout,
  type DropoutArguments,
  drawsBySite,
  dropoutParams,
  keepBySite,
  keepNow,
  placesOf,
  sharedRows,
  sharedRowsRequest,
} from './dropout.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { scheduledNoise } from './strengthSchedule.ts'

const noiseName = (site: number): string => `noise ${site}`
const channelName = (site: number): string => `channel noise ${site}`
const placesName = (site: number): string => `channel noise places ${site}`

/** Standard deviation of the factor, whose mean is 1: that of a mask with 1 / keep for what is kept. */
const deviation = (keep: number): number => Math.sqrt((1 - keep) / keep)

function noiseRequests(args: DropoutArguments, architecture: Architecture, rows: number): RegionRequest[] {
  const draws = drawsBySite(args, architecture)
  const noise = keepBySite(args, architecture).flatMap((keep, site): RegionRequest[] => {
    if (keep === 1) return []
    const size = architecture.sizes[site]
    const ofUnits: RegionRequest = { name: noiseName(site), type: 'f32', length: rows * size }
    if (draws[site] === size) return [ofUnits]
    return [
      ofUnits,
      { name: channelName(site), type: 'f32', length: rows * draws[site]! },
      { name: placesName(site), type: 'i32', length: size },
    ]
  })
  return args.mask === 'batch' && noise.length > 0 ? [...noise, sharedRowsRequest(rows)] : noise
}

function noiseHooks(
  args: DropoutArguments,
  { kernels, arena, architecture, maskKey, clock }: RegularizerContext,
): Hooks {
  const keeps = keepBySite(args, architecture)
  if (keeps.every((keep) => keep === 1)) return {}
  const shared = args.mask === 'batch' ? sharedRows(arena) : null
  const draws = drawsBySite(args, architecture)
  const noisy = keeps.map((keep, site) => {
    if (keep === 1) return null
    const [size, count] = [architecture.sizes[site], draws[site]!]
    const region = arena.region(noiseName(site))
    if (count === size) return { region, size, keep, channels: null }
    arena.i32(placesName(site)).set(placesOf(size, count))
    const channels = { count, drawn: arena.region(channelName(site)), places: arena.region(placesName(site)) }
    return { region, size, keep, channels }
  })
  const shareOf = scheduledNoise(args.schedule, clock)
  return {
    sampleMasks(rowIds, start, M, step, key) {
      const share = shareOf(key)
      const stream = key ?? maskKey
      const [ids, first] = shared === null ? [rowIds, start] : [shared, 0]
      for (let site = 0; site < noisy.length; site++) {
        const noise = noisy[site]
        if (noise === null) continue
        const { region, size, channels } = noise
        const now = deviation(keepNow(noise.keep, share))
        const [drawn, count] = channels === null ? [region, size] : [channels.drawn, channels.count]
        kernels.sampleNormal(drawn, ids, first, M, count, 1, now, stream, site, step)
        if (channels !== null) kernels.gatherBlock(drawn, count, null, channels.places, region, M, size)
      }
    },
    perturbations: noisy.map((noise): Perturbation | null => {
      if (noise === null) return null
      const apply: Perturbation['forward'] = (x, n) => kernels.multiply(x, noise.region, n)
      // a = h * noise, so dH = dA * noise
      return { forward: apply, backward: apply, needsUnperturbed: true }
    }),
  }
}

export const gaussianDropout = defineRegularizer({
  title: 'Gaussian dropout',
  summary: 'multiplies units by normal noise of mean 1 in training; prediction is left untouched',
  formula: 'training: a = h * noise, noise ~ N(1, (1 - keep) / keep); prediction: a = h',
  reference: 'Srivastava et al. (2014), JMLR 15, section 10',
  notes: [
    'The noise has the mean and the variance of the mask / keep of inverted-dropout with the same keep; nothing is dropped.',
    'keep = 0.5 is N(1, 1). Keras GaussianDropout(rate) takes drop = 1 - keep.',
    'A unit may change its sign. No unit is dropped, so keep_seen is 1.',
  ],
  ingredient: 'dropout',
  params: dropoutParams,
  noise: 'units',
  needsUnperturbed: true,
  check: checkDropout,
  requests: noiseRequests,
  create: noiseHooks,
})
