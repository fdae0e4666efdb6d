/** Bits of cells, for telling rows apart. */

const bits = new Int32Array(2)
const cell = new Float64Array(bits.buffer)

/** Both halves of a double, until the next call. */
export function halvesOf(value: number): Int32Array {
  cell[0] = value
  return bits
}

/** 32 bits of a number, the same however its chunk stores it. */
export function bitsOf(value: number): number {
  const whole = value | 0
  if (whole === value) return whole
  cell[0] = value
  return bits[0]! ^ Math.imul(bits[1]!, 0x85ebca6b)
}

/** 32 bits of a text (FNV-1a). */
export function bitsOfText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** Two rounds of multiplying and shifting (the constants are those of MurmurHash3's finalizer). */
export function mix(state: number, a: number, b: number): number {
  let x = Math.imul(state ^ a, 0x85ebca6b)
  x = Math.imul(x ^ (x >>> 13) ^ b, 0xc2b2ae35)
  return x ^ (x >>> 16)
}
