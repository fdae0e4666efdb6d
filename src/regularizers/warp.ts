/** The warps of a method, brought together: images are read once through the one map that all of them make. */
import type { RegionRequest } from '../core/arena.ts'
import type { Architecture, ImageShape } from '../nn/architecture.ts'
import type { Hooks, RegularizerContext, Warp } from './regularizer.ts'

const COEFFICIENTS = 'warp coefficients'
const IMAGES = 'warped images'

/** The image that the features of a row are. */
export const imageOf = ({ images }: Architecture): ImageShape | null => images[0]

/** Regions that the warps of a method share. */
export const warpRequests = ({ sizes }: Architecture, rows: number): RegionRequest[] => [
  { name: COEFFICIENTS, type: 'f32', length: rows * 6 },
  { name: IMAGES, type: 'f32', length: rows * sizes[0] },
]

/** The perturbation of site 0 that all the warps make. At most one of them has a field. */
export function warpHooks(
  warps: readonly Warp[],
  { kernels, arena, architecture }: RegularizerContext,
): Hooks {
  const { height, width, channels } = imageOf(architecture)!
  const size = architecture.sizes[0]
  const coefficients = arena.f32(COEFFICIENTS)
  const warped = arena.region(IMAGES)
  const values = arena.f32(IMAGES)
  const map = new Float64Array(6)
  return {
    perturbations: architecture.sizes.map((_, site) =>
      site > 0
        ? null
        : {
            forward(x, n) {
              const acting = warps.filter((warp) => warp.isActing())
              if (acting.length === 0) return
              const field = acting.find((warp) => warp.field !== undefined)?.field ?? null
              const M = n / size
              for (let r = 0; r < M; r++) {
                map.set(IDENTITY)
                for (const warp of acting) warp.compose?.(map, r)
                coefficients.set(map, 6 * r)
              }
              const at = arena.region(COEFFICIENTS)
              kernels.images.warp(x, warped, at, field, M, height, width, channels)
              arena.f32(x.name).set(values.subarray(0, n))
            },
            // Nothing is behind the features that would want a gradient.
            backward: () => {},
            needsUnperturbed: true,
          },
    ),
  }
}

const IDENTITY = [1, 0, 0, 0, 1, 0]

/** Turns `map` into map(own), where own takes (y, x) to (b0 y + b1 x + b2, b3 y + b4 x + b5). */
export function composeAffine(
  map: Float64Array,
  b0: number,
  b1: number,
  b2: number,
  b3: number,
  b4: number,
  b5: number,
): void {
  const [a0, a1, a2, a3, a4, a5] = map as unknown as [number, number, number, number, number, number]
  map[0] = a0 * b0 + a1 * b3
  map[1] = a0 * b1 + a1 * b4
  map[2] = a0 * b2 + a1 * b5 + a2
  map[3] = a3 * b0 + a4 * b3
  map[4] = a3 * b1 + a4 * b4
  map[5] = a3 * b2 + a4 * b5 + a5
}

/** As `composeAffine`, for a linear map about the middle of the image. */
export function composeAbout(
  { height, width }: ImageShape,
  map: Float64Array,
  b0: number,
  b1: number,
  b3: number,
  b4: number,
): void {
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2]
  composeAffine(map, b0, b1, cy - b0 * cy - b1 * cx, b3, b4, cx - b3 * cy - b4 * cx)
}
