import { philoxBlock } from './philox.ts'

/** The stream (key, stream) of independent uniform numbers strictly between 0 and 1, of 53 bits each. */
export class Uniforms {
  readonly #key: readonly [number, number]
  readonly #stream: number
  readonly #words = new Uint32Array(4)
  #next = 0

  constructor(key: readonly [number, number], stream: number) {
    this.#key = key
    this.#stream = stream
  }

  next(): number {
    const i = this.#next++
    const words = this.#words
    if (i % 2 === 0) philoxBlock(this.#key, i >>> 1, this.#stream, words)
    const at = 2 * (i % 2)
    // 26 and 27 bits, and half a unit, so that neither 0 nor 1 occurs.
    return ((words[at]! >>> 6) * 134217728 + (words[at + 1]! >>> 5) + 0.5) / 9007199254740992
  }
}
