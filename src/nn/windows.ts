/** Where pooling looks: starts and ends of windows along one axis, regular or fractional (Graham 2014). */

/** Window j is [starts[j], ends[j]). */
export interface Windows {
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Windows of `size`, `stride` apart; a last one that is not whole is left out. */
export function regularWindows(length: number, size: number, stride: number): Windows {
  const count = Math.max(Math.floor((length - size) / stride) + 1, 0)
  const starts = Array.from({ length: count }, (_, j) => j * stride)
  return { starts, ends: starts.map((start) => start + size) }
}

/** Pixels along one side of a fractional window. */
export const FRACTIONAL_SIZE = 2

/** Windows along an axis whose length is divided by `ratio`, in (1, 2). */
export const fractionalCount = (length: number, ratio: number): number =>
  Math.max(1, Math.floor(length / ratio))

/** The fixed phase of prediction: u = 1/2. */
export const MIDDLE = 2 ** 31

/**
 * Graham's pseudorandom overlapping windows (arXiv 1412.6071; Regions.cu of SparseConvNet): with a = (length - size) / (count - 1) and
 * u = word / 2^32, start j is floor((j + u) a) - floor(u a), so that the first is 0 and the last ends with the axis. In whole numbers,
 * exact for lengths up to 2^20.
 */
export function fractionalWindows(
  length: number,
  count: number,
  word: number,
  size = FRACTIONAL_SIZE,
): Windows {
  if (count === 1) return { starts: [0], ends: [Math.min(size, length)] }
  const steps = length - size
  // floor((j 2^32 + word) steps / ((count - 1) 2^32)) by long division: 2^32 steps would not be exact beyond 2^21.
  const floorAt = (j: number): number => {
    const whole = j * steps
    const quotient = Math.floor(whole / (count - 1))
    const rest = whole - quotient * (count - 1)
    return quotient + Math.floor((rest * 2 ** 32 + word * steps) / ((count - 1) * 2 ** 32))
  }
  const base = floorAt(0)
  const starts = Array.from({ length: count }, (_, j) => floorAt(j) - base)
  return { starts, ends: starts.map((start) => start + size) }
}

/**
 * Random overlapping windows: the steps between starts are ones and twos in the order in which sorting the words puts them, ties
 * by place. `words` are as many as there are steps, one fewer than windows.
 */
export function randomWindows(length: number, count: number, words: ArrayLike<number>): Windows {
  const twos = length - count - 1
  const order = Array.from({ length: count - 1 }, (_, i) => i).sort((a, b) => words[a] - words[b] || a - b)
  const steps = Array.from({ length: count - 1 }, () => 1)
  for (const place of order.slice(0, twos)) steps[place] = 2
  const starts = [0]
  for (const step of steps) starts.push(starts.at(-1)! + step)
  return { starts, ends: starts.map((start) => Math.min(start + FRACTIONAL_SIZE, length)) }
}

/** The lists of an image as the core wants them: top, bottom, left, right. */
export const windowLists = (rows: Windows, columns: Windows): number[] => [
  ...rows.starts,
  ...rows.ends,
  ...columns.starts,
  ...columns.ends,
]
