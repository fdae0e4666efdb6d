export interface SignTest {
  readonly wins: number
  readonly losses: number
  /** Two-sided, exact. */
  readonly pValue: number
}

/**
 * Sign test: are wins and losses as likely as each other? It needs no common scale of the differences. Ties are split evenly
 * between the two, one being left out if their number is odd (Demsar 2006, section 3.1.4).
 *
 * @param differences one a dataset.
 */
export function signTest(differences: readonly number[]): SignTest {
  const ties = Math.floor(differences.filter((difference) => difference === 0).length / 2)
  const wins = differences.filter((difference) => difference > 0).length + ties
  const losses = differences.filter((difference) => difference < 0).length + ties
  const n = wins + losses
  let term = 2 ** -n
  let tail = 0
  for (let k = 0; k <= Math.min(wins, losses); k++) {
    tail += term
    term *= (n - k) / (k + 1)
  }
  return { wins, losses, pValue: Math.min(1, 2 * tail) }
}
