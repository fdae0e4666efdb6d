import { normalCdf } from './distributions.ts'

/** z beyond which the standard normal density is under 1e-21: nothing is lost by stopping there. */
const REACH = 10
const STEPS = 400

/**
 * P(Q <= q) for the range of k independent standard normals, that is the studentized range with infinite degrees of freedom:
 *
 *     k * integral over z of phi(z) * (Phi(z) - Phi(z - q))^(k - 1)
 *
 * The trapezoidal rule converges exponentially on such a smooth, vanishing integrand; step 0.05 is exact to rounding.
 */
export function studentizedRangeCdf(q: number, k: number): number {
  if (!(q > 0)) return 0
  const step = (2 * REACH) / STEPS
  let total = 0
  for (let i = 0; i <= STEPS; i++) {
    const z = -REACH + i * step
    total += Math.exp(-0.5 * z * z) * (normalCdf(z) - normalCdf(z - q)) ** (k - 1)
  }
  return Math.min(1, (k * step * total) / Math.sqrt(2 * Math.PI))
}

/** The q with P(Q <= q) = p, 0 < p < 1, by bisection to rounding. */
export function studentizedRangeQuantile(p: number, k: number): number {
  let low = 0
  let high = 1
  while (studentizedRangeCdf(high, k) < p) high *= 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) return middle
    if (studentizedRangeCdf(middle, k) < p) low = middle
    else high = middle
  }
}
