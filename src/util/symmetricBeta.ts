/** Quantiles of the symmetric beta distribution, from exact operations and util/elementary.ts alone: the same in every engine. */
import { exp, log } from './elementary.ts'

const TOLERANCE = 1e-15
const MAX_TERMS = 1000
const MAX_STEPS = 50

/**
 * The quantiles of Beta(a, a), a > 0, at the probabilities (i + 1/2) / count, i = 0 .. count - 1, ascending; count is even. They lie
 * symmetrically about 1/2, so their mean is that of the distribution.
 */
export function symmetricBetaQuantiles(a: number, count: number): Float64Array {
  const quantiles = new Float64Array(count)
  const half = count / 2
  const middle = logIntegral(log(0.5), a).value
  // From the middle outwards: each is a good guess of the next.
  let guess = log(0.5)
  for (let i = half - 1; i >= 0; i--) {
    guess = solve(a, middle + log((2 * i + 1) / count), guess)
    quantiles[i] = exp(guess)
    quantiles[count - 1 - i] = 1 - quantiles[i]!
  }
  return quantiles
}

/** The logarithm of x at which `logIntegral` is `target`, by Newton's method; on these scales it is nearly a straight line. */
function solve(a: number, target: number, guess: number): number {
  let at = guess
  for (let step = 0; step < MAX_STEPS; step++) {
    const { value, slope } = logIntegral(at, a)
    const move = (target - value) / slope
    at = Math.min(at + move, log(0.5))
    if (Math.abs(move) <= TOLERANCE * (1 + Math.abs(at))) break
  }
  return at
}

/**
 * The logarithm of the integral of (t (1 - t))^(a - 1) from 0 to x <= 1/2, less a constant, and its slope by log x. DLMF 8.17.8:
 * x^a (1 - x)^a / a * (1 + sum over n >= 1 of x^n * product of (2 a + k) / (a + 1 + k), k < n), whose terms are all positive.
 */
function logIntegral(logX: number, a: number): { value: number; slope: number } {
  const x = exp(logX)
  let sum = 1
  let term = 1
  for (let k = 0; k < MAX_TERMS && term > TOLERANCE * sum; k++) {
    term *= (x * (2 * a + k)) / (a + 1 + k)
    sum += term
  }
  return { value: a * (logX + log(1 - x)) + log(sum), slope: a / ((1 - x) * sum) }
}
