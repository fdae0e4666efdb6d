/**
 * Student's t by another road than the product's: with t = sqrt(df) tan(angle) the density is cos(angle)^(df - 1) up to a
 * constant, which Simpson's rule integrates.
 */
const STEPS = 4000

function simpson(f: (x: number) => number, from: number, to: number): number {
  const h = (to - from) / STEPS
  let total = f(from) + f(to)
  for (let i = 1; i < STEPS; i++) total += (i % 2 === 1 ? 4 : 2) * f(from + i * h)
  return (total * h) / 3
}

/** P(T > |t|). */
export function tTail(t: number, df: number): number {
  const density = (angle: number) => Math.cos(angle) ** (df - 1)
  const angle = Math.atan(Math.abs(t) / Math.sqrt(df))
  return simpson(density, angle, Math.PI / 2) / simpson(density, -Math.PI / 2, Math.PI / 2)
}

/** The t > 0 with P(T > t) = tail. */
export function tUpper(tail: number, df: number): number {
  let [low, high] = [0, 1000]
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2
    if (tTail(middle, df) > tail) low = middle
    else high = middle
  }
  return (low + high) / 2
}
