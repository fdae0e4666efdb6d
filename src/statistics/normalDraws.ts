import { log } from '../util/elementary.ts'
import { Uniforms } from './uniforms.ts'

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

/** Fills `out` with the first independent standard normals of the stream (key, stream). */
export function normalDraws(key: readonly [number, number], stream: number, out: Float64Array): void {
  const uniforms = new Uniforms(key, stream)
  for (let i = 0; i < out.length; i++) out[i] = normalDeviate(uniforms.next())
}

/** Highest power first. */
function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}

/** Highest power first, as printed by Wichura, to the digits that a double holds. */
const CENTRAL_A = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
]
const CENTRAL_B = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
]
const MIDDLE_C = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
]
const MIDDLE_D = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
]
const TAIL_E = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124,
  0.29656057182850487, 1.7848265399172913, 5.463784911164114, 6.657904643501103,
]
const TAIL_F = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133,
  0.014875361290850615, 0.1369298809227358, 0.599832206555888, 1,
]
