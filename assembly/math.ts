/**
 * Elementary functions on four f32 lanes. The largest error over every f32, by scripts/measure/math.ts, in units in the
 * last place (strict build; relaxed build on a CPU with fused multiply-add):
 *
 *     exp4      0.99; 1.02    overflows to inf above 88.7228, underflows to 0 below -103.972; denormals are not flushed
 *     log4      0.85; 0.85    denormals included
 *     tanh4     1.34; 1.34    odd to the bit, relative accuracy down to the smallest denormal
 *     sigmoid4  2.41; 2.41
 *
 * The reductions are those of Cephes (S. L. Moshier, expf, logf, tanhf); the polynomials were fitted for this file, to
 * the least maximum relative error. NaN gives NaN.
 */
import { check, loadLanes, sameOrApart, storeLanes } from './kernels/lanes'
import { f32At, LANES, madd } from './simd'

const LOG2E: f32 = Mathf.LOG2E
/** ln 2 in two parts; the high part has 10 bits, so that n * LN2_HIGH is exact for every exponent n. */
const LN2_HIGH: f32 = 0.693359375
const LN2_LOW: f32 = -2.1219444e-4

/** Beyond these e^x rounds to +inf and to 0, so clamping changes no result. */
const EXP_HIGHEST: f32 = 89
const EXP_LOWEST: f32 = -104

/** Added to an f32 of modest size, 1.5 * 2^23 rounds it to an integer and leaves that integer in the low bits. */
const ROUNDER: f32 = 12582912
const ROUNDER_BITS: i32 = 0x4b400000

/** e^x in each lane. */
export function exp4(x: v128): v128 {
  // pmin and pmax take one instruction each and keep a NaN in x.
  const bounded = f32x4.pmax(f32x4.pmin(x, f32x4.splat(EXP_HIGHEST)), f32x4.splat(EXP_LOWEST))
  // x = n ln 2 + r, |r| <= ln 2 / 2, e^x = 2^n e^r
  const rounded = madd(bounded, f32x4.splat(LOG2E), f32x4.splat(ROUNDER))
  const n = f32x4.sub(rounded, f32x4.splat(ROUNDER))
  const r = madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), bounded))
  // e^r = 1 + r + r^2 q(r)
  let q = f32x4.splat(0.00138163881)
  q = madd(q, r, f32x4.splat(0.00836877618))
  q = madd(q, r, f32x4.splat(0.0416683517))
  q = madd(q, r, f32x4.splat(0.166665196))
  q = madd(q, r, f32x4.splat(0.49999994))
  const p = f32x4.add(madd(q, f32x4.mul(r, r), r), f32x4.splat(1))
  // 2^n in two halves, each a normal number: the first product is exact, the second rounds once, to a denormal too.
  const exponent = i32x4.sub(rounded, i32x4.splat(ROUNDER_BITS))
  const half = i32x4.shr_s(exponent, 1)
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)))
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23)
}

const SMALLEST_NORMAL: f32 = 1.17549435e-38
const SQRT_HALF_BITS: i32 = 0x3f3504f3
const MANTISSA_BITS: i32 = 0x007fffff

/** Natural logarithm in each lane. */
export function log4(x: v128): v128 {
  // Denormals are lifted by 2^23 first, which is exact.
  const tiny = f32x4.lt(x, f32x4.splat(SMALLEST_NORMAL))
  const lifted = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny)
  // x = 2^e (1 + r) with 1 + r in [sqrt(1/2), sqrt(2)): subtracting the bits of sqrt(1/2) leaves e in the exponent field.
  const shifted = i32x4.sub(lifted, i32x4.splat(SQRT_HALF_BITS))
  const exponent = i32x4.sub(i32x4.shr_s(shifted, 23), v128.and(tiny, i32x4.splat(23)))
  const e = f32x4.convert_i32x4_s(exponent)
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(MANTISSA_BITS)), i32x4.splat(SQRT_HALF_BITS))
  const r = f32x4.sub(mantissa, f32x4.splat(1))
  // ln(1 + r) = r - r^2 / 2 + r^3 q(r)
  let q = f32x4.splat(0.0673105791)
  q = madd(q, r, f32x4.splat(-0.11667683))
  q = madd(q, r, f32x4.splat(0.118904866))
  q = madd(q, r, f32x4.splat(-0.124068804))
  q = madd(q, r, f32x4.splat(0.142194152))
  q = madd(q, r, f32x4.splat(-0.166679367))
  q = madd(q, r, f32x4.splat(0.200021252))
  q = madd(q, r, f32x4.splat(-0.250000089))
  q = madd(q, r, f32x4.splat(0.333333135))
  const square = f32x4.mul(r, r)
  const cubic = madd(e, f32x4.splat(LN2_LOW), f32x4.mul(q, f32x4.mul(square, r)))
  const tail = madd(square, f32x4.splat(-0.5), cubic)
  const finite = madd(e, f32x4.splat(LN2_HIGH), f32x4.add(r, tail))
  // ln(+-0) = -inf, ln(inf) = inf, ln(negative) = ln(NaN) = NaN.
  const isInfinite = f32x4.eq(x, f32x4.splat(Infinity))
  const isZero = f32x4.eq(x, f32x4.splat(0))
  const isDefined = f32x4.ge(x, f32x4.splat(0))
  let y = v128.bitselect(x, finite, isInfinite)
  y = v128.bitselect(f32x4.splat(-Infinity), y, isZero)
  return v128.bitselect(y, f32x4.splat(NaN), isDefined)
}

/** Below this tanh is a polynomial, which keeps the relative accuracy of small arguments. */
const TANH_NEAR: f32 = 0.625
const SIGN_BIT: i32 = 0x80000000

/** tanh in each lane, taken of |x| so that it is odd to the bit. */
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x)
  // tanh x = x + x^3 q(x^2)
  const square = f32x4.mul(size, size)
  let q = f32x4.splat(-0.00570362108)
  q = madd(q, square, f32x4.splat(0.0206376966))
  q = madd(q, square, f32x4.splat(-0.0537392199))
  q = madd(q, square, f32x4.splat(0.133314356))
  q = madd(q, square, f32x4.splat(-0.333332807))
  const near = madd(f32x4.mul(q, square), size, size)
  // tanh |x| = 1 - 2 / (e^2|x| + 1); the quotient is below 0.45 here, so nothing cancels.
  const one = f32x4.splat(1)
  const e = exp4(f32x4.add(size, size))
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)))
  const y = v128.bitselect(near, far, f32x4.lt(size, f32x4.splat(TANH_NEAR)))
  return v128.or(y, v128.and(x, i32x4.splat(SIGN_BIT)))
}

/** 1 / (1 + e^-x) in each lane, written with e^-|x| so that neither side overflows or loses its small values. */
export function sigmoid4(x: v128): v128 {
  const one = f32x4.splat(1)
  const e = exp4(f32x4.neg(f32x4.abs(x)))
  const numerator = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)))
  return f32x4.div(numerator, f32x4.add(one, e))
}

/** y [n] = e^x; in place allowed. */
export function expInto(x: usize, y: usize, n: i32): void {
  check(n, x | y)
  sameOrApart(x, y, n)
  for (let i = 0; i < n; i += LANES) storeLanes(f32At(y, i), exp4(loadLanes(f32At(x, i), n - i)), n - i)
}

/** y [n] = ln x; in place allowed. */
export function logInto(x: usize, y: usize, n: i32): void {
  check(n, x | y)
  sameOrApart(x, y, n)
  for (let i = 0; i < n; i += LANES) storeLanes(f32At(y, i), log4(loadLanes(f32At(x, i), n - i)), n - i)
}
