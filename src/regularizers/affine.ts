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
  readonly u: number
  readonly v: number
  /** For what acts on some rows alone. */
  readonly coin: number
  readonly share: number
}

/** `compose` turns the map so far into the one with this method's. */
export function affineHooks(
  name: string,
  stream: number,
  schedule: string,
  { kernels, arena, architecture, maskKey, clock }: RegularizerContext,
  compose: (image: ImageShape, map: Float64Array, draw: AffineDraw) => void,
): Hooks {
  const image = imageOf(architecture)!
  const drawn = arena.region(`${name} draws`)
  const draws = arena.f32(drawn.name)
  const shareOf = scheduledNoise(schedule, clock)
  let share = 1
  return {
    sampleMasks(rowIds, start, M, step, key) {
      share = shareOf(key)
      if (share === 0) return
      kernels.images.sampleUniform(drawn, rowIds, start, M, DRAWS, key ?? maskKey, stream, step)
    },
    warp: {
      isActing: () => share > 0,
      compose(map, r) {
        const [u, v, coin] = [0, 1, 2].map((i) => draws[r * DRAWS + i]!) as [number, number, number]
        compose(image, map, { u, v, coin, share })
      },
    },
  }
}

/** A number from -limit to limit. */
export const around = (limit: number, u: number): number => limit * (2 * u - 1)
