/**
 * Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011) for draws that are
 * made outside the core: a block of four words depends on its key and counter alone.
 */
const MULTIPLIER_0 = 0xd2511f53
const MULTIPLIER_1 = 0xcd9e8d57
const WEYL_0 = 0x9e3779b9
const WEYL_1 = 0xbb67ae85
const ROUNDS = 10

/** Writes the four words (u32) of block `counter` of the stream `key` to `out`; the upper three counter words are `stream`, 0, 0. */
export function philoxBlock(
  key: readonly [number, number],
  counter: number,
  stream: number,
  out: Uint32Array,
): void {
  let x0 = counter | 0
  let x1 = stream | 0
  let x2 = 0
  let x3 = 0
  let k0 = key[0] | 0
  let k1 = key[1] | 0
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, x0)
    const low0 = Math.imul(MULTIPLIER_0, x0)
    const high1 = multiplyHigh(MULTIPLIER_1, x2)
    const low1 = Math.imul(MULTIPLIER_1, x2)
    x0 = high1 ^ x1 ^ k0
    x1 = low1
    x2 = high0 ^ x3 ^ k1
    x3 = low0
    k0 = (k0 + WEYL_0) | 0
    k1 = (k1 + WEYL_1) | 0
  }
  out[0] = x0
  out[1] = x1
  out[2] = x2
  out[3] = x3
}

/** The upper 32 bits of the product of two u32, by halves: no partial sum reaches 2^53. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const cross = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(cross / 65536)) | 0
}
