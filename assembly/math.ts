/** Elementary functions on four f32 lanes. */

import { check, loadLanes, storeLanes } from './kernels/lanes'
import { f32At, LANES, madd } from './simd'

const LOG2E: f32 = Mathf.LOG2E
/** ln 2 in two parts; the high part has 10 bits, so that n * LN2_HIGH is exact for every exponent n. */
const LN2_HIGH: f32 = 0.693359375
const LN2_LOW: f32 = -2.1219444e-4

/** Beyond these exp rounds to +inf and to 0, so clamping changes no result. */
const EXP_HIGHEST: f32 = 89
const EXP_LOWEST: f32 = -104

/** e^x in each lane. */
export function exp4(x: v128): v128 {
  const bounded = f32x4.max(f32x4.min(x, f32x4.splat(EXP_HIGHEST)), f32x4.splat(EXP_LOWEST))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(LOG2E)))
  const r = madd(n, f32x4.splat(-LN2_LOW), madd(n, f32x4.splat(-LN2_HIGH), bounded))
  let p = f32x4.splat(1.98756915e-4)
  p = madd(p, r, f32x4.splat(1.3981999507e-3))
  p = madd(p, r, f32x4.splat(8.3334519073e-3))
  p = madd(p, r, f32x4.splat(4.1665795894e-2))
  p = madd(p, r, f32x4.splat(1.6666665459e-1))
  p = madd(p, r, f32x4.splat(5.0000001201e-1))
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1))
  // 2^n in two halves, each a normal number: the first product is exact, the second rounds once even to a denormal.
  const exponent = i32x4.trunc_sat_f32x4_s(n)
  const half = i32x4.shr_s(exponent, 1)
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)))
}

function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23)
}

/** Natural logarithm in each lane. */
export function log4(x: v128): v128 {
  // Denormals are lifted by 2^23 first, which is exact.
  const tiny = f32x4.lt(x, f32x4.splat(1.17549435e-38))
  const lifted = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, tiny)
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)): subtracting the bits of sqrt(1/2) carries into the exponent field.
  const shifted = i32x4.sub(lifted, i32x4.splat(0x3f3504f3))
  const exponent = i32x4.sub(i32x4.shr_s(shifted, 23), v128.and(tiny, i32x4.splat(23)))
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  const r = f32x4.sub(mantissa, f32x4.splat(1))
  const e = f32x4.convert_i32x4_s(exponent)
  const square = f32x4.mul(r, r)
  let p = f32x4.splat(7.0376836292e-2)
  p = madd(p, r, f32x4.splat(-1.151461031e-1))
  p = madd(p, r, f32x4.splat(1.167699874e-1))
  p = madd(p, r, f32x4.splat(-1.2420140846e-1))
  p = madd(p, r, f32x4.splat(1.4249322787e-1))
  p = madd(p, r, f32x4.splat(-1.6668057665e-1))
  p = madd(p, r, f32x4.splat(2.0000714765e-1))
  p = madd(p, r, f32x4.splat(-2.4999993993e-1))
  p = madd(p, r, f32x4.splat(3.3333331174e-1))
  p = f32x4.mul(p, f32x4.mul(square, r))
  p = madd(e, f32x4.splat(LN2_LOW), p)
  p = f32x4.sub(p, f32x4.mul(square, f32x4.splat(0.5)))
  const finite = madd(e, f32x4.splat(LN2_HIGH), f32x4.add(r, p))
  // ln(+-0) = -inf, ln(inf) = inf, ln(negative) = ln(NaN) = NaN.
  const isInfinite = f32x4.eq(x, f32x4.splat(Infinity))
  const isZero = f32x4.eq(x, f32x4.splat(0))
  const isUndefined = v128.not(f32x4.ge(x, f32x4.splat(0)))
  let y = v128.bitselect(x, finite, isInfinite)
  y = v128.bitselect(f32x4.splat(-Infinity), y, isZero)
  return v128.bitselect(f32x4.splat(NaN), y, isUndefined)
}

/** tanh in each lane. */
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x)
  const square = f32x4.mul(x, x)
  let p = f32x4.splat(-5.70498872745e-3)
  p = madd(p, square, f32x4.splat(2.06390887954e-2))
  p = madd(p, square, f32x4.splat(-5.37397155531e-2))
  p = madd(p, square, f32x4.splat(1.33314422036e-1))
  p = madd(p, square, f32x4.splat(-3.33332819422e-1))
  const near = madd(f32x4.mul(p, square), x, x)
  const e = exp4(f32x4.add(size, size))
  const one = f32x4.splat(1)
  const far = f32x4.sub(one, f32x4.div(f32x4.splat(2), f32x4.add(e, one)))
  const signed = v128.bitselect(x, far, i32x4.splat(0x80000000))
  return v128.bitselect(near, signed, f32x4.lt(size, f32x4.splat(0.625)))
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
  for (let i = 0; i < n; i += LANES) storeLanes(f32At(y, i), exp4(loadLanes(f32At(x, i), n - i)), n - i)
}

/** y [n] = ln x; in place allowed. */
export function logInto(x: usize, y: usize, n: i32): void {
  check(n, x | y)
  for (let i = 0; i < n; i += LANES) storeLanes(f32At(y, i), log4(loadLanes(f32At(x, i), n - i)), n - i)
}
