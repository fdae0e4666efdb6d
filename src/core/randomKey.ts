/** Two u32 words that select a stream of random numbers; see random.ts. */
export type RandomKey = readonly [number, number]
