import type { RegionRequest } from '../core/arena.ts'
import type { Architecture } from '../nn/architecture.ts'
import type { Perturbation } from '../nn/network.ts'
import {
  checkDropout,
  type DropoutArguments,
  keepBySite,
  keepNow,
  type ScheduledDropoutArguments,
  scheduledDropoutParams,
  sharedRows,
  sharedRowsRequest,
} from './dropout.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { scheduled } from './strengthSchedule.ts'

const noiseName = (site: number): string => `noise ${site}`

/** Standard deviation of the factor, whose mean is 1: that of a mask with 1 / keep for what is kept. */
const deviation = (keep: number): number => Math.sqrt((1 - keep) / keep)

function noiseRequests(args: DropoutArguments, architecture: Architecture, rows: number): RegionRequest[] {
  const noise = keepBySite(args, architecture).flatMap((keep, site): RegionRequest[] =>
    keep < 1 ? [{ name: noiseName(site), type: 'f32', length: rows * architecture.sizes[site] }] : [],
  )
  return args.mask === 'batch' && noise.length > 0 ? [...noise, sharedRowsRequest(rows)] : noise
}

function noiseHooks(
  args: ScheduledDropoutArguments,
  { kernels, arena, architecture, maskKey, clock }: RegularizerContext,
): Hooks {
  const keeps = keepBySite(args, architecture)
  if (keeps.every((keep) => keep === 1)) return {}
  const shared = args.mask === 'batch' ? sharedRows(arena) : null
  const noisy = keeps.map((keep, site) =>
    keep === 1 ? null : { region: arena.region(noiseName(site)), size: architecture.sizes[site], keep },
  )
  const factor = scheduled(args.schedule, clock)
  return {
    sampleMasks(rowIds, start, M, step, key) {
      const share = key === undefined ? factor() : 1
      const stream = key ?? maskKey
      const [ids, first] = shared === null ? [rowIds, start] : [shared, 0]
      for (let site = 0; site < noisy.length; site++) {
        const noise = noisy[site]
        if (noise === null) continue
        const { region, size } = noise
        const now = deviation(keepNow(noise.keep, share))
        kernels.sampleNormal(region, ids, first, M, size, 1, now, stream, site, step)
      }
    },
    perturbations: noisy.map((noise): Perturbation | null => {
      if (noise === null) return null
      const apply: Perturbation['forward'] = (x, n) => kernels.multiply(x, noise.region, n)
      // a = h * noise, so dH = dA * noise
      return { forward: apply, backward: apply, flipsSigns: true }
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
  params: scheduledDropoutParams,
  noise: 'units',
  flipsSigns: true,
  check: checkDropout,
  requests: noiseRequests,
  create: noiseHooks,
})
