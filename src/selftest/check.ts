/** What a check of `regbench selftest` is: a file beside this, and a line in index.ts. */
import type { Rig } from './rig.ts'

/** One thing that was looked at. */
export interface Comparison {
  /** Where: which method, site, weight. */
  readonly what: string
  readonly expected: number | string
  readonly got: number | string
  /** Allowed distance of two numbers; 0 where they must be the same. */
  readonly tolerance: number
  readonly met: boolean
}

export interface Check {
  /** What is true of this machine when every comparison is met. */
  readonly title: string
  run(rig: Rig): Iterable<Comparison> | AsyncIterable<Comparison>
}

/** Two numbers, at most `tolerance` apart. */
export const close = (what: string, got: number, expected: number, tolerance: number): Comparison => ({
  what,
  expected,
  got,
  tolerance,
  met: Math.abs(got - expected) <= tolerance,
})

/** Holds where both are the same number to the bit, or the same text. */
export const same = <T extends number | string>(what: string, got: T, expected: T): Comparison => ({
  what,
  expected,
  got,
  tolerance: 0,
  met: Object.is(got, expected),
})

/** Anything else, with the condition in words. */
export const holds = (what: string, met: boolean, got: number | string, expected: string): Comparison => ({
  what,
  expected,
  got,
  tolerance: 0,
  met,
})
