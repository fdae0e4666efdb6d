/** Two numbers that differ by at most this share of the larger are one number that was summed in two orders. */
const TIE = 1e-12

/**
 * Whether two means are a tie: every rank, sign, gate and rule that compares scores asks here, so that 31/60 taken over three
 * folds and 31/60 taken over two runs are nowhere a first and a second place.
 */
export const tied = (a: number, b: number): boolean =>
  a === b || (Number.isFinite(a - b) && Math.abs(a - b) <= TIE * Math.max(Math.abs(a), Math.abs(b)))

/** a - b, and exactly 0 for a tie. */
export const differenceOf = (a: number, b: number): number => (tied(a, b) ? 0 : a - b)

/** Order for sorting, ascending; ties are equal. Not transitive over a chain of near ties, which sums of a few rounding errors do not make. */
export const compareWithTies = (a: number, b: number): number => (tied(a, b) ? 0 : a < b ? -1 : 1)
