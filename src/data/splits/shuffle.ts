/** Fisher-Yates from the end, in place: position i is swapped with floor(words[i] (i + 1) / 2^32). Needs ids.length words. */
export function shuffle(ids: Int32Array, words: Uint32Array): void {
  for (let i = ids.length - 1; i > 0; i--) {
    // The product may exceed 2^53 and round, but never up to (i + 1) 2^32: words[i] is at least one part in 2^32 short.
    const j = Math.floor((words[i]! * (i + 1)) / 2 ** 32)
    const swapped = ids[i]!
    ids[i] = ids[j]!
    ids[j] = swapped
  }
}

/** 0 .. count - 1 */
export const ascending = (count: number): Int32Array => Int32Array.from({ length: count }, (_, row) => row)
