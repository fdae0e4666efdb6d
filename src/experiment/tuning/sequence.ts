/** Points of the unit cube for searches. All arithmetic is exact or rounded as IEEE 754 says, so every machine tries the same. */

/** Coordinate `dimension` of point `index`, from 0, in [0, 1). */
export type Points = (index: number, dimension: number) => number

const PRIMES = [2, 3, 5, 7, 11, 13, 17, 19]

/** The most coordinates that `halton` has; in more, its points fall into lines long before they fill the cube. */
export const MAX_DIMENSIONS = PRIMES.length

/**
 * Halton's sequence (1960): coordinate d of point i is i + 1 written in base prime(d) and mirrored at the point. Any first N
 * points are spread evenly, so the budget need not be known. The origin, point 0 of the textbooks, is left out.
 */
export const halton: Points = (index, dimension) => {
  const base = PRIMES[dimension]
  let digits = index + 1
  let mirrored = 0
  let power = 1
  while (digits > 0) {
    mirrored = mirrored * base + (digits % base)
    power *= base
    digits = Math.floor(digits / base)
  }
  return mirrored / power
}

/** Independent uniform points from 32-bit words, of which point i of `dimensions` coordinates takes the i-th group. */
export const uniform =
  (words: Uint32Array, dimensions: number): Points =>
  (index, dimension) =>
    words[index * dimensions + dimension] / 2 ** 32
