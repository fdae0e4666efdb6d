/** The level of a test that belongs to an interval's confidence: 0.05, and not the 0.050000000000000044 that 1 - 0.95 is. */
export const alphaOf = (confidence: number): number => Number((1 - confidence).toPrecision(12))

/** Posterior probability from which two methods are called practically equivalent (Benavoli et al. 2017). */
export const EQUIVALENT = 0.95
