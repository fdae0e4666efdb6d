/** Memory of the chunks of all columns of a table. */

/**
 * From this size on an array has pages of its own, which go back to the system when it goes. What is smaller lies among others, and
 * the process keeps it.
 */
const SLAB_BYTES = 1 << 22

/** Gives out pieces of large arrays one after the other; nothing of them is ever given twice. */
export class Slabs {
  #slab = new ArrayBuffer(0)
  #used = 0

  /** [length] zeros. */
  f32(length: number): Float32Array {
    return new Float32Array(this.#buffer(4 * length), this.#taken(4 * length), length)
  }

  /** [length] zeros. */
  f64(length: number): Float64Array {
    return new Float64Array(this.#buffer(8 * length), this.#taken(8 * length), length)
  }

  #buffer(bytes: number): ArrayBuffer {
    if (this.#used + bytes > this.#slab.byteLength) {
      this.#slab = new ArrayBuffer(SLAB_BYTES)
      this.#used = 0
    }
    return this.#slab
  }

  #taken(bytes: number): number {
    const from = this.#used
    this.#used += bytes
    return from
  }
}
