/** A bundled table, and what a network reads of it, in float64: for measures that compute beside the core. */
import { readFileSync } from 'node:fs'
import { bundledPath, isBundled } from '../../data/index.ts'
import type { Input } from '../../data/inputs.ts'
import { usageError } from '../../util/errors.ts'

/** Rows of numbers, the target last: NaN where it is a class. Throws a usage error for a table that is not bundled. */
export function numbersOf(data: string, place: string): number[][] {
  if (!isBundled(data)) throw usageError(`${place}: ${data} is not bundled`)
  return readFileSync(bundledPath(data), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
}

/** The features of these rows, scaled and held within their bounds as the network has them. */
export const scaledFeatures = (
  rows: readonly (readonly number[])[],
  inputs: readonly Input[],
  data: string,
  place: string,
): number[][] =>
  rows.map((row) =>
    inputs.map((input, j) => {
      if (input.kind !== 'numeric') throw usageError(`${place}: ${data} has columns of categories`)
      const x = ((row[j] - input.offset) / input.unit - input.shift) * input.scale
      return Math.max(-input.bound, Math.min(input.bound, x))
    }),
  )
