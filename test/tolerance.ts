/** Closeness of numbers in tests: |actual - expected| <= absolute + relative * |expected|. */
import { assert } from './harness.ts'

export interface Tolerance {
  readonly absolute: number
  readonly relative: number
}

/** What a few steps of f32 training may differ from float64 by. */
export const F32: Tolerance = { absolute: 1e-5, relative: 1e-5 }

export const within = (actual: number, expected: number, { absolute, relative }: Tolerance): boolean =>
  Math.abs(actual - expected) <= absolute + relative * Math.abs(expected)

export function near(actual: number | null, expected: number | null, what: string, tolerance = F32): void {
  if (expected === null) assert.is(actual, null, what)
  else
    assert.ok(within(actual ?? Number.NaN, expected, tolerance), `${what}: ${actual}, expected ${expected}`)
}

export function allNear(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance = F32,
): void {
  assert.is(actual.length, expected.length, `${what}: length`)
  for (let i = 0; i < expected.length; i++) near(actual[i], expected[i], `${what} [${i}]`, tolerance)
}
