/**
 * exp, log, sine and cosine in float64 from exact operations alone: ECMAScript leaves the last bits of Math.exp and its like to the
 * engine, and a result that is written down must not depend on it. Relative errors below 5e-16; those of sine and cosine are absolute.
 */

/** ln 2 in two parts; the first has 21 trailing zero bits, so that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10

/** 1 / k! for k = 13 down to 0. */
const INVERSE_FACTORIALS = Array.from({ length: 14 }, (_, k) => 1 / factorial(13 - k))

/** 1 / k for k = 23, 21, ..., 1. */
const INVERSE_ODDS = Array.from({ length: 12 }, (_, k) => 1 / (23 - 2 * k))

/** Where a number is taken apart: sign, exponent and the first 20 bits of the fraction are the first four bytes. */
const bits = new DataView(new ArrayBuffer(8))

/** e^x; 0 below -746, Infinity above 710. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x < -746) return 0
  if (x > 710) return Infinity
  const exponent = Math.round(x / (LN2_HIGH + LN2_LOW))
  const rest = x - exponent * LN2_HIGH - exponent * LN2_LOW
  // Taylor's series; |rest| <= ln 2 / 2, so the first term left out is below 5e-18.
  const series = horner(INVERSE_FACTORIALS, rest)
  // In two steps: e^709.7 needs 2^1024, which is not a number, and half of it twice is.
  const half = Math.trunc(exponent / 2)
  return series * powerOfTwo(half) * powerOfTwo(exponent - half)
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0) || x === Infinity) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN
  // Subnormal numbers have no exponent to read; 2^54 makes them normal.
  const isSubnormal = x < 2 ** -1022
  bits.setFloat64(0, isSubnormal ? x * 2 ** 54 : x)
  const high = bits.getUint32(0)
  let exponent = (high >>> 20) - 1023 - (isSubnormal ? 54 : 0)
  bits.setUint32(0, (high & 0xfffff) | 0x3ff00000)
  let mantissa = bits.getFloat64(0)
  if (mantissa > Math.SQRT2) {
    mantissa /= 2
    exponent++
  }
  // log m = 2 artanh f = 2 (f + f^3 / 3 + f^5 / 5 + ...), |f| <= 0.172
  const f = (mantissa - 1) / (mantissa + 1)
  const series = horner(INVERSE_ODDS, f * f)
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * f * series)
}

/** pi / 2 in two parts; products of the first with small whole numbers are exact. */
const QUARTER_HIGH = 1.5707963267341256
const QUARTER_LOW = 6.077100506506192e-11

/** (-1)^k / (2k + 1)! and (-1)^k / (2k)! for k = 8 down to 0. */
const SINE = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? 1 : -1) / factorial(2 * (8 - i) + 1))
const COSINE = Array.from({ length: 9 }, (_, i) => (i % 2 === 0 ? 1 : -1) / factorial(2 * (8 - i)))

/** Sine and cosine of x radians, |x| up to 1000. */
export function sineAndCosine(x: number): { sine: number; cosine: number } {
  const quarters = Math.round(x / (QUARTER_HIGH + QUARTER_LOW))
  // Taylor's series; |rest| <= pi / 4, so the first terms left out are below 1e-17.
  const rest = x - quarters * QUARTER_HIGH - quarters * QUARTER_LOW
  const square = rest * rest
  const sine = rest * horner(SINE, square)
  const cosine = horner(COSINE, square)
  const quadrant = quarters & 3
  if (quadrant === 0) return { sine, cosine }
  if (quadrant === 1) return { sine: cosine, cosine: -sine }
  return quadrant === 2 ? { sine: -sine, cosine: -cosine } : { sine: -cosine, cosine: sine }
}

/** Highest power first. */
function horner(coefficients: readonly number[], x: number): number {
  let sum = 0
  for (const coefficient of coefficients) sum = sum * x + coefficient
  return sum
}

/** 2^k for whole k, by squaring: every product is exact. */
function powerOfTwo(k: number): number {
  let power = 1
  for (let base = k < 0 ? 0.5 : 2, n = Math.abs(k); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) power *= base
    base *= base
  }
  return power
}

function factorial(k: number): number {
  return k < 2 ? 1 : k * factorial(k - 1)
}
