/** Minimizes a smooth convex function of many numbers: L-BFGS (Nocedal and Wright 2006, algorithms 7.4 and 7.5). */

/** Writes the gradient at `x` and returns the value there. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number

export interface MinimizeOptions {
  readonly maxIterations: number
  /** Ends where no component of the gradient is larger. */
  readonly tolerance: number
}

export interface Minimum {
  readonly value: number
  readonly iterations: number
  /** Largest component of the gradient there. */
  readonly residual: number
}

/** Pairs of steps and changes of the gradient that approximate the curvature. */
const MEMORY = 10

/** Share of the decrease that the slope promises which a step must bring (Armijo). */
const DECREASE = 1e-4

const MAX_HALVINGS = 30

interface Pair {
  readonly step: Float64Array
  readonly change: Float64Array
  readonly rho: number
}

/** Changes `x` in place, to the best point found. */
export function minimize(objective: Objective, x: Float64Array, options: MinimizeOptions): Minimum {
  const n = x.length
  const pairs: Pair[] = []
  let gradient = new Float64Array(n)
  let value = objective(x, gradient)
  let iterations = 0
  while (iterations < options.maxIterations && largest(gradient) > options.tolerance) {
    const direction = descentOf(gradient, pairs)
    const slope = dot(direction, gradient)
    // Rounding may leave a direction that does not descend: begin again with the gradient's own.
    if (!(slope < 0)) {
      if (pairs.length === 0) break
      pairs.length = 0
      continue
    }
    const start = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1
    const found = searchAlong(objective, x, direction, value, slope, start)
    if (found === null) break
    iterations++
    const step = found.x.map((entry, i) => entry - x[i])
    const change = found.gradient.map((entry, i) => entry - gradient[i])
    const curvature = dot(step, change)
    if (curvature > 1e-12 * dot(change, change)) {
      pairs.push({ step, change, rho: 1 / curvature })
      if (pairs.length > MEMORY) pairs.shift()
    }
    x.set(found.x)
    gradient = found.gradient
    value = found.value
  }
  return { value, iterations, residual: largest(gradient) }
}

/** -H gradient, H the inverse of the curvature that the pairs tell: the two-loop recursion. */
function descentOf(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = Float64Array.from(gradient)
  const alphas = new Float64Array(pairs.length)
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, rho } = pairs[k]
    alphas[k] = rho * dot(step, q)
    addScaled(q, change, -alphas[k])
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = 1 / (last.rho * dot(last.change, last.change))
    for (let i = 0; i < q.length; i++) q[i] *= scale
  }
  for (const [k, { step, change, rho }] of pairs.entries()) {
    addScaled(q, step, alphas[k] - rho * dot(change, q))
  }
  return q.map((entry) => -entry)
}

/** The first of the steps start, start/2, start/4, ... that decreases the value enough; null where none does. */
function searchAlong(
  objective: Objective,
  x: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
  start: number,
) {
  let length = start
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    const there = x.map((entry, i) => entry + length * direction[i])
    const gradient = new Float64Array(x.length)
    const reached = objective(there, gradient)
    if (Number.isFinite(reached) && reached <= value + DECREASE * length * slope) {
      return { x: there, gradient, value: reached }
    }
    length /= 2
  }
  return null
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] += factor * source[i]
}

function largest(values: Float64Array): number {
  let most = 0
  for (const value of values) most = Math.max(most, Math.abs(value))
  return most
}
