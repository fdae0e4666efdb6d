/**
 * Philox 4x32-10 as in Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), one block
 * at a time: the oracle for the vectorised one in the core.
 */
export type Words4 = [number, number, number, number]

const MULTIPLIERS = [0xd2511f53n, 0xcd9e8d57n] as const
const WEYL = [0x9e3779b9, 0xbb67ae85] as const
const ROUNDS = 10

/** The four words (u32) of the block with this counter and key (u32 each). */
export function philox4x32(counter: Words4, key: [number, number]): Words4 {
  let [x0, x1, x2, x3] = counter
  let [k0, k1] = key
  for (let round = 0; round < ROUNDS; round++) {
    const product0 = MULTIPLIERS[0] * BigInt(x0 >>> 0)
    const product1 = MULTIPLIERS[1] * BigInt(x2 >>> 0)
    x0 = high(product1) ^ x1 ^ k0
    x1 = low(product1)
    x2 = high(product0) ^ x3 ^ k1
    x3 = low(product0)
    k0 = (k0 + WEYL[0]) | 0
    k1 = (k1 + WEYL[1]) | 0
  }
  return [x0 >>> 0, x1 >>> 0, x2 >>> 0, x3 >>> 0]
}

const low = (product: bigint): number => Number(product & 0xffffffffn)
const high = (product: bigint): number => Number(product >> 32n)
