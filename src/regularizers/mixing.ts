/** What mixup and cutmix share: with which training row each row is mixed, and how much of it is left. */
import type { RegionRequest } from '../core/arena.ts'
import type { RandomKey } from '../core/randomKey.ts'
import { symmetricBetaQuantiles } from '../util/symmetricBeta.ts'
import type { NumberParam } from './params.ts'
import type { Mixing, RegularizerContext } from './regularizer.ts'

/** Shares are quantiles of the beta distribution at so many probabilities, equally far apart. */
const SHARES = 4096

/** Numbers drawn for a row: which share, which partner, and two for whoever mixes. */
export const DRAWS = 4

/** A of Beta(A, A). */
export const betaParam = {
  kind: 'number',
  summary: 'A: shares are drawn from Beta(A, A), near 0 and 1 for a small A, from 0 to 1 alike for 1',
  min: 0,
  max: 100,
  stronger: 'larger',
} as const satisfies NumberParam

export const mixingRequests = (name: string, rows: number): RegionRequest[] => [
  { name: `${name} draws`, type: 'f32', length: rows * DRAWS },
  { name: `${name} partners`, type: 'i32', length: rows },
  { name: `${name} shares`, type: 'f32', length: rows },
]

export interface DrawnMixing extends Mixing {
  /** Fills `partners` and `shares` for M rows. */
  draw(rowIds: Mixing['partners'], start: number, M: number, step: number, key: RandomKey): void
  /** [M x DRAWS] in [0, 1): the numbers of the last draw. */
  readonly draws: Float32Array
  /** The shares as the host sees them; whoever mixes may change them. */
  readonly values: Float32Array
}

/** Draws from the stream of `name`, whose regions are those of `mixingRequests`. */
export function drawnMixing(
  name: string,
  stream: number,
  a: number,
  { kernels, arena, rows }: RegularizerContext,
): DrawnMixing {
  const drawn = arena.region(`${name} draws`)
  const draws = arena.f32(drawn.name)
  const partners = arena.i32(`${name} partners`)
  const values = arena.f32(`${name} shares`)
  const trained = arena.i32(rows.ids.name)
  const quantiles = quantilesOf(a)
  return {
    partners: arena.region(`${name} partners`),
    shares: arena.region(`${name} shares`),
    draws,
    values,
    draw(rowIds, start, M, step, key) {
      kernels.images.sampleUniform(drawn, rowIds, start, M, DRAWS, key, stream, step)
      for (let r = 0; r < M; r++) {
        values[r] = quantiles[Math.floor(draws[r * DRAWS]! * SHARES)]!
        partners[r] = trained[Math.floor(draws[r * DRAWS + 1]! * rows.count)]!
      }
    },
  }
}

/** They depend on A alone, and every trial of a method has the same. */
const known = new Map<number, Float64Array>()

function quantilesOf(a: number): Float64Array {
  const quantiles = known.get(a) ?? symmetricBetaQuantiles(a, SHARES)
  known.set(a, quantiles)
  return quantiles
}
