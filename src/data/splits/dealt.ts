/** Rows that may go anywhere: dealt to folds like cards, or set aside at random. */
import { usageError } from '../../util/errors.ts'
import { shuffle } from './shuffle.ts'
import type { Strata } from './strata.ts'

export interface Parted {
  readonly kept: Int32Array
  readonly held: Int32Array
}

/**
 * `result[i]` is the fold of `ids[i]`. Dealt one kind after the other without starting over: the next kind goes on where the last
 * ended, so that sizes of folds differ by one at most, and so do the numbers of a kind.
 */
export function deal(ids: Int32Array, strata: Strata, folds: number, words: Uint32Array): Int32Array {
  const foldOf = new Int32Array(ids.length)
  let next = 0
  for (const places of shuffledPlaces(ids.length, strata, words)) {
    for (const place of places) foldOf[place] = next++ % folds
  }
  return foldOf
}

/**
 * Sets a share of `ids` aside, from every kind in proportion (largest remainders), at least one row in all and never
 * the last row of a kind. Both parts ascend.
 */
export function holdOut(ids: Int32Array, strata: Strata, fraction: number, words: Uint32Array): Parted {
  const groups = shuffledPlaces(ids.length, strata, words)
  const wanted = Math.max(1, Math.round(fraction * ids.length))
  const isHeld = new Uint8Array(ids.length)
  apportion(
    groups.map((group) => group.length),
    wanted,
  ).forEach((count, g) => {
    for (let i = 0; i < count; i++) isHeld[groups[g]![i]!] = 1
  })
  return parted(ids, (place) => isHeld[place] === 1, fraction)
}

/** Throws a usage error where a part is empty. */
export function parted(ids: Int32Array, isHeld: (place: number) => boolean, fraction: number): Parted {
  const kept = ids.filter((_, place) => !isHeld(place))
  const held = ids.filter((_, place) => isHeld(place))
  if (held.length === 0 || kept.length === 0) {
    throw usageError(`${ids.length} rows are too few to hold out a share of ${fraction}`)
  }
  return { kept, held }
}

/** `wanted` seats over groups in proportion to their sizes, leaving at least one member of each group out. */
function apportion(sizes: readonly number[], wanted: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const quotas = sizes.map((size) => (wanted * size) / total)
  const seats = quotas.map((quota, g) => Math.min(Math.floor(quota), Math.max(0, sizes[g]! - 1)))
  let open = wanted - seats.reduce((sum, seat) => sum + seat, 0)
  const byRemainder = [...sizes.keys()].sort(
    (a, b) => quotas[b]! - seats[b]! - (quotas[a]! - seats[a]!) || a - b,
  )
  while (open > 0) {
    const before = open
    for (const g of byRemainder) {
      if (open > 0 && seats[g]! < sizes[g]! - 1) {
        seats[g]!++
        open--
      }
    }
    if (open === before) break
  }
  return seats
}

/** Places 0 .. count - 1 in random order, kind by kind. Words are used as they come, so a kind more leaves the order as it was. */
function shuffledPlaces(count: number, { of, count: kinds }: Strata, words: Uint32Array): number[][] {
  const order = Int32Array.from({ length: count }, (_, place) => place)
  shuffle(order, words)
  const groups = Array.from({ length: kinds }, (): number[] => [])
  for (const place of order) groups[of[place]!]!.push(place)
  return groups.filter((group) => group.length > 0)
}
