import { compareWithTies, tied } from '../util/ties.ts'
import { mean } from './moments.ts'

/** Ranks 1..n of the values, the smallest first; ties share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const ascending = values.map((_, index) => index).sort((i, j) => compareWithTies(values[i], values[j]))
  const result = new Array<number>(values.length)
  for (let start = 0; start < ascending.length; ) {
    let end = start + 1
    while (end < ascending.length && tied(values[ascending[end]], values[ascending[start]])) end++
    // Positions start..end-1 hold ranks start+1..end.
    for (let i = start; i < end; i++) result[ascending[i]] = (start + 1 + end) / 2
    start = end
  }
  return result
}

/**
 * Mean rank of each method over the datasets, rank 1 the best (Demsar 2006).
 *
 * @param scores [datasets][methods], larger = better (negate an error).
 * @returns [methods]
 */
export function averageRanks(scores: readonly (readonly number[])[]): number[] {
  const ranked = scores.map((row) => ranks(row.map((score) => -score)))
  return scores[0].map((_, method) => mean(ranked.map((row) => row[method])))
}
