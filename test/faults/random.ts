/** Uniform numbers in [0, 1) from a seed: Marsaglia's xorshift32 (2003). */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 2654435761) | 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}
