import { readFileSync } from 'node:fs'
import type { ScoredCell } from '../../src/statistics/rowParts.ts'

/** Made by fixtures/rows.py with numpy and scipy. */
export const fixtures = JSON.parse(readFileSync(new URL('fixtures/rows.json', import.meta.url), 'utf8'))

/** Cells of scores that are weighted means over rows. @param foldOf [repeats][rows], @param values the same. */
export function cellsOf(
  foldOf: readonly (readonly number[])[],
  values: readonly (readonly number[])[],
  weights?: readonly number[],
): ScoredCell[] {
  return foldOf.flatMap((folds, repeat) =>
    [...new Set(folds)]
      .sort((a, b) => a - b)
      .map((fold) => {
        const rows = Int32Array.from(folds.keys()).filter((row) => folds[row] === fold)
        const own = Float64Array.from(rows, (row) => values[repeat][row])
        const shares = Array.from(rows, (row) => weights?.[row] ?? 1)
        const total = shares.reduce((sum, weight) => sum + weight, 0)
        const score = own.reduce((sum, value, i) => sum + value * shares[i], 0) / total
        return { repeat, fold, score, rows, values: own }
      }),
  )
}

/** One repeat of k folds of consecutive rows. */
export const inBlocks = (values: readonly number[], k: number): ScoredCell[] =>
  cellsOf([values.map((_, row) => Math.floor((row * k) / values.length))], [values])
