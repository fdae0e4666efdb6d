/** What mixup and cutmix share: with which training row each row is mixed, and how much of it is left. */
import type { RegionRequest } from '../core/arena.ts'
import type { RandomKey } from '../core/randomKey.ts'
import { symmetricBetaQuantiles } from '../util/symmetricBeta.ts'
import type { NumberParam } from './params.ts'
import type { Mixing, RegularizerContext } from './regularizer.ts'

/** Shares are quantiles of the beta distribution at so many probabilities, equally far apart. */
const SHARES = 4096

/** Numbers drawn for a row: which share, which partner, whether it is mixed at all, and as many more as the method wants. */
const DRAWS = 3

/** A of Beta(A, A). */
export const betaParam = {
  kind: 'number',
  summary: 'A: shares are drawn from Beta(A, A), near 0 and 1 for a small A, from 0 to 1 alike for 1',
  min: 0,
  max: 100,
  stronger: 'larger',
} as const satisfies NumberParam

export const mixingRequests = (name: string, rows: number, more = 0): RegionRequest[] => [
  { name: `${name} draws`, type: 'f32', length: rows * (DRAWS + more) },
  { name: `${name} partners`, type: 'i32', length: rows },
  { name: `${name} shares`, type: 'f32', length: rows },
]

export interface DrawnMixing extends Mixing {
  /** Fills `partners` and `shares` for M rows. */
  draw(rowIds: Mixing['partners'], start: number, M: number, step: number, key: RandomKey): void
  /** Whether row r of the minibatch is mixed, where each is with this probability. */
  isMixed(r: number, probability: number): boolean
  /** Number k, from 0, of those drawn for row r of the minibatch besides, in [0, 1). */
  more(r: number, k: number): number
  /** The shares as the host sees them; whoever mixes may change them. */
  readonly values: Float32Array
}

/** Draws from the stream of `name`, whose regions are those of `mixingRequests`, `more` numbers a row besides. */
export function drawnMixing(
  name: string,
  stream: number,
  a: number,
  { kernels, arena, rows }: RegularizerContext,
  more = 0,
): DrawnMixing {
  const numbers = DRAWS + more
  const drawn = arena.region(`${name} draws`)
  const draws = arena.f32(drawn.name)
  const partners = arena.i32(`${name} partners`)
  const values = arena.f32(`${name} shares`)
  const trained = arena.i32(rows.ids.name)
  const quantiles = quantilesOf(a)
  return {
    partners: arena.region(`${name} partners`),
    shares: arena.region(`${name} shares`),
    values,
    isMixed: (r, probability) => draws[r * numbers + 2]! < probability,
    more: (r, k) => draws[r * numbers + DRAWS + k]!,
    draw(rowIds, start, M, step, key) {
      kernels.images.sampleUniform(drawn, rowIds, start, M, numbers, key, stream, step)
      for (let r = 0; r < M; r++) {
        values[r] = quantiles[Math.floor(draws[r * numbers]! * SHARES)]!
        partners[r] = trained[Math.floor(draws[r * numbers + 1]! * rows.count)]!
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
