import { assert } from '../harness.ts'

/** Equal to the digits printed in the source of the expected value: half a unit of the last place, and no more. */
export function agrees(actual: number | null, printed: string): void {
  const digits = /^-?\d+\.?(\d*)(?:e(-?\d+))?$/.exec(printed)
  if (digits === null) throw new Error(`not a decimal: ${printed}`)
  const unit = 10 ** (Number(digits[2] ?? 0) - digits[1].length)
  const off = Math.abs((actual ?? Number.NaN) - Number(printed))
  assert.ok(off <= 0.5 * unit * (1 + 1e-6), `expected ${printed}, got ${actual}`)
}

/** Equal to an absolute and relative tolerance. */
export function closeTo(actual: number | null, expected: number, tolerance: number): void {
  const off = Math.abs((actual ?? Number.NaN) - expected)
  assert.ok(off <= tolerance * (1 + Math.abs(expected)), `expected ${expected}, got ${actual}`)
}
