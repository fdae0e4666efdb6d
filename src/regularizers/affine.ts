/** What shift, flip, rotate, scale and shear share: a few numbers for each row, and a map made of them. */
import type { RegionRequest } from '../core/arena.ts'
import type { ImageShape } from '../nn/architecture.ts'
import type { Hooks, RegularizerContext } from './regularizer.ts'
import { imageOf } from './warp.ts'

/** Two numbers a row serve all of them. */
const DRAWS = 2

export const affineRequests = (name: string, rows: number): RegionRequest[] => [
  { name: `${name} draws`, type: 'f32', length: rows * DRAWS },
]

/** `compose` turns the map so far into the one with this method's, from two numbers in [0, 1) drawn for the row. */
export function affineHooks(
  name: string,
  stream: number,
  { kernels, arena, architecture, maskKey }: RegularizerContext,
  compose: (image: ImageShape, map: Float64Array, u: number, v: number) => void,
): Hooks {
  const image = imageOf(architecture)!
  const drawn = arena.region(`${name} draws`)
  const draws = arena.f32(drawn.name)
  return {
    sampleMasks: (rowIds, start, M, step, key = maskKey) =>
      kernels.images.sampleUniform(drawn, rowIds, start, M, DRAWS, key, stream, step),
    warp: { compose: (map, r) => compose(image, map, draws[r * DRAWS]!, draws[r * DRAWS + 1]!) },
  }
}

/** A number from -limit to limit. */
export const around = (limit: number, u: number): number => limit * (2 * u - 1)
