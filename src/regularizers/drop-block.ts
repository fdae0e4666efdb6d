import type { RegionRequest } from '../core/arena.ts'
import type { Architecture, ImageShape } from '../nn/architecture.ts'
import type { Perturbation } from '../nn/network.ts'
import { usageError } from '../util/errors.ts'
import { checkKeep, dropParam, keepNow, keepParam } from './dropout.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { scheduledNoise, scheduleParam } from './strengthSchedule.ts'

const seedName = (site: number): string => `drop-block seeds ${site}`
const factorName = (site: number): string => `drop-block factors ${site}`

/** Hidden sites that are images: what convolutions leave. */
const imageSites = ({ images }: Architecture) =>
  images.flatMap((image, site) =>
    image === null || site === 0 || site === images.length - 1 ? [] : [{ image, site }],
  )

const keepOf = ({
  keep,
  drop,
}: {
  keep?: readonly number[] | undefined
  drop?: readonly number[] | undefined
}) => keep?.[0] ?? 1 - drop![0]

export const dropBlock = defineRegularizer({
  title: 'DropBlock',
  summary: 'drops squares of each channel behind convolutions in training; prediction is left untouched',
  formula:
    'training: a = h * mask * units / kept units of the row; a mask is 0 in every B x B square whose corner is a seed, seeds Bernoulli(gamma) where the square fits, gamma = (1 - keep) f^2 / (B^2 (f - B + 1)^2); prediction: a = h',
  reference:
    'Ghiasi, Lin and Le (NeurIPS 2018), "DropBlock: A regularization method for convolutional networks"',
  notes: [
    'gamma ignores that squares overlap, so a smaller share than 1 - keep is dropped: keep_seen says which.',
    'The paper divides by the kept share of a minibatch; here by that of each row, so that nothing depends on the batch.',
    'The paper lets keep fall over the run; schedule= goes the other way, to less dropping, or begins late.',
    'Each channel has squares of its own. B = 1 is dropout of single units, B as large as the image drops whole channels.',
  ],
  params: {
    keep: {
      ...keepParam('a unit behind a convolution'),
      main: true,
      complement: 'drop',
      example: 0.9,
      search: { from: 0.5, to: 1 },
    },
    drop: dropParam('units behind convolutions'),
    size: {
      kind: 'number',
      summary: 'B, units along one side of a square; the whole side of an image that is smaller',
      min: 1,
      integer: true,
      default: 3,
      detail: true,
    },
    schedule: scheduleParam,
  },
  noise: 'units',
  check: (term, args) => checkKeep(term, args, 'units behind convolutions'),
  checkNetwork(term, _, architecture) {
    if (imageSites(architecture).length > 0) return
    throw usageError(
      `method term "${term}": it drops squares of what convolutions leave, and the network has none; give --network conv:16x3,pool:2,dense:64 or its like`,
    )
  },
  requests: (args, architecture, rows) =>
    keepOf(args) === 1
      ? []
      : imageSites(architecture).flatMap(({ site }): RegionRequest[] => [
          { name: seedName(site), type: 'i32', length: rows * architecture.sizes[site] },
          { name: factorName(site), type: 'f32', length: rows * architecture.sizes[site] },
        ]),
  create: (args, context) =>
    keepOf(args) === 1 ? {} : blocks(keepOf(args), args.size[0], args.schedule, context),
})

/** The probability of a seed where squares of B x B (of `high` x `wide` in an image that is smaller) fit. */
export function seedProbability(keep: number, size: number, { height, width }: ImageShape): number {
  const [high, wide] = [Math.min(size, height), Math.min(size, width)]
  return ((1 - keep) * height * width) / (high * wide * (height - high + 1) * (width - wide + 1))
}

function blocks(
  keep: number,
  size: number,
  schedule: string,
  { kernels, arena, architecture, maskKey, clock }: RegularizerContext,
): Hooks {
  const sites = imageSites(architecture).map(({ image, site }) => ({
    image,
    site,
    size: architecture.sizes[site],
    seeds: arena.i32(seedName(site)),
    factors: arena.f32(factorName(site)),
  }))
  const shareOf = scheduledNoise(schedule, clock)
  let share = 1
  const seen = { kept: 0, drawn: 0 }
  return {
    sampleMasks(rowIds, start, M, step, key) {
      share = shareOf(key)
      if (share === 0) return
      for (const drawn of sites) {
        const { site, image, seeds, factors } = drawn
        const probability = Math.min(1, seedProbability(keepNow(keep, share), size, image))
        // A mask keeps what is no seed.
        const threshold = Math.round((1 - probability) * 2 ** 32)
        kernels.sampleMask(
          arena.region(seedName(site)),
          rowIds,
          start,
          M,
          drawn.size,
          threshold,
          key ?? maskKey,
          site,
          step,
        )
        for (let r = 0; r < M; r++) {
          const at = r * drawn.size
          const row = factors.subarray(at, at + drawn.size)
          seen.kept += growBlocks(seeds.subarray(at, at + drawn.size), row, image, size)
        }
        seen.drawn += M * drawn.size
      }
    },
    perturbations: architecture.sizes.map((_, site): Perturbation | null => {
      if (!sites.some((drawn) => drawn.site === site)) return null
      const factors = arena.region(factorName(site))
      const apply: Perturbation['forward'] = (x, n) => {
        if (share > 0) kernels.multiply(x, factors, n)
      }
      // a = h * factor, so dH = dA * factor
      return { forward: apply, backward: apply }
    }),
    unitsSeen: () => seen,
  }
}

/**
 * Factors [height x width x channels] of one row: 0 in the squares of which a seed (0 among `seeds`) is the first corner, and elsewhere
 * such that their mean is 1. Returns how many units are kept.
 */
export function growBlocks(
  seeds: ArrayLike<number>,
  factors: Float32Array,
  { height, width, channels }: ImageShape,
  size: number,
): number {
  const [high, wide] = [Math.min(size, height), Math.min(size, width)]
  factors.fill(1)
  let kept = factors.length
  for (let y = 0; y + high <= height; y++) {
    for (let x = 0; x + wide <= width; x++) {
      for (let c = 0; c < channels; c++) {
        if (seeds[(y * width + x) * channels + c] !== 0) continue
        for (let dy = 0; dy < high; dy++) {
          for (let dx = 0; dx < wide; dx++) {
            const at = ((y + dy) * width + x + dx) * channels + c
            if (factors[at] !== 0) kept--
            factors[at] = 0
          }
        }
      }
    }
  }
  const factor = factors.length / Math.max(kept, 1)
  for (let i = 0; i < factors.length; i++) if (factors[i] !== 0) factors[i] = factor
  return kept
}
