import { log } from '../util/elementary.ts'
import { philoxBlock } from './philox.ts'

/**
 * Standard normal quantile by Wichura's rational approximations (Algorithm AS 241, PPND16, Applied Statistics 37, 1988):
 * relative error about 1e-16, from exactly rounded operations alone, so that a draw has the same bits on every engine.
 *
 * @param p strictly between 0 and 1.
 */
export function normalDeviate(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (q * horner(CENTRAL_A, r)) / horner(CENTRAL_B, r)
  }
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p))
  const size =
    r <= 5
      ? horner(MIDDLE_C, r - 1.6) / horner(MIDDLE_D, r - 1.6)
      : horner(TAIL_E, r - 5) / horner(TAIL_F, r - 5)
  return q < 0 ? -size : size
}

/** Fills `out` with the first independent standard normals of the stream (key, stream): two 32-bit words make one of 53 bits. */
export function normalDraws(key: readonly [number, number], stream: number, out: Float64Array): void {
  const words = new Uint32Array(4)
  for (let i = 0; i < out.length; i++) {
    if (i % 2 === 0) philoxBlock(key, i >>> 1, stream, words)
    const at = 2 * (i % 2)
    // 26 and 27 bits, and half a unit, so that neither 0 nor 1 occurs.
    const uniform = ((words[at] >>> 6) * 134217728 + (words[at + 1] >>> 5) + 0.5) / 9007199254740992
    out[i] = normalDeviate(uniform)
  }
}

/** Highest power first. */
function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}

const CENTRAL_A = [
  2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
  13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
]
const CENTRAL_B = [
  5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
  5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1,
]
const MIDDLE_C = [
  7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
  3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
]
const MIDDLE_D = [
  1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
  0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
]
const TAIL_E = [
  2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
  0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
]
const TAIL_F = [
  2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
  0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
]
