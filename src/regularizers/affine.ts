/** What shift, flip, rotate, scale and shear share: a few numbers for each row, and a map made of them. */
import type { RegionRequest } from '../core/arena.ts'
import type { ImageShape } from '../nn/architecture.ts'
import type { Hooks, RegularizerContext } from './regularizer.ts'
import { scheduledNoise } from './strengthSchedule.ts'
import { imageOf } from './warp.ts'

/** Numbers in [0, 1) drawn for a row: two for its map, and one that says whether it has one, where that is by chance. */
const DRAWS = 3

export const affineRequests = (name: string, rows: number): RegionRequest[] => [
  { name: `${name} draws`, type: 'f32', length: rows * DRAWS },
]

/** What a map is made from: the numbers drawn for a row, and the factor of the strength now, above 0. */
interface AffineDraw {
  u: number
  v: number
  /** For what acts on some rows alone. */
  coin: number
  share: number
}

/** `compose` turns the map so far into the one with this method's. */
export function affineHooks(
  name: string,
  stream: number,
  schedule: string,
  { kernels, arena, architecture, maskKey, clock }: RegularizerContext,
  compose: (image: ImageShape, map: Float64Array, draw: Readonly<AffineDraw>) => void,
): Hooks {
  const image = imageOf(architecture)!
  const drawn = arena.region(`${name} draws`)
  const draws = arena.f32(drawn.name)
  const shareOf = scheduledNoise(schedule, clock)
  // One for all rows: there are many.
  const draw: AffineDraw = { u: 0, v: 0, coin: 0, share: 1 }
  return {
    sampleMasks(rowIds, start, M, step, key) {
      draw.share = shareOf(key)
      if (draw.share === 0) return
      kernels.images.sampleUniform(drawn, rowIds, start, M, DRAWS, key ?? maskKey, stream, step)
    },
    warp: {
      isActing: () => draw.share > 0,
      compose(map, r) {
        draw.u = draws[r * DRAWS]!
        draw.v = draws[r * DRAWS + 1]!
        draw.coin = draws[r * DRAWS + 2]!
        compose(image, map, draw)
      },
    },
  }
}

/** A number from -limit to limit. */
export const around = (limit: number, u: number): number => limit * (2 * u - 1)
