/**
 * Holm's step-down adjustment (1979): multiplies the smallest of m p-values by m, the next by m - 1, and so on, never
 * falling, at most 1. The chance of even one false "p_holm < alpha" is then at most alpha, however the tests depend.
 *
 * @returns adjusted p-values in the order given.
 */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues.map((_, index) => index).sort((i, j) => pValues[i] - pValues[j])
  const adjusted = new Array<number>(pValues.length)
  let running = 0
  ascending.forEach((index, rank) => {
    running = Math.max(running, Math.min(1, (pValues.length - rank) * pValues[index]))
    adjusted[index] = running
  })
  return adjusted
}
