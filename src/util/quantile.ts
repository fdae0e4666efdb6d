/** The middle of some numbers, and other places between the smallest and the largest. */

const ascending = (values: Iterable<number>): number[] => [...values].sort((a, b) => a - b)

/** The middle value; the mean of the middle two of an even number; NaN of an empty list. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
}

/**
 * The value with that share of the others below it, linearly between the two nearest (type 7 of Hyndman and Fan, 1996, which
 * R and NumPy take by default). NaN of an empty list.
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = ascending(values)
  const place = share * (sorted.length - 1)
  const below = Math.floor(place)
  const above = Math.min(sorted.length - 1, below + 1)
  return sorted.length === 0 ? Number.NaN : sorted[below] + (place - below) * (sorted[above] - sorted[below])
}
