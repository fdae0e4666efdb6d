/**
 * Penalties over n weights: their gradients, their proximal steps, their sums. Nothing is divided by the number of
 * rows. Element-wise kernels round once for each operation written; sums are f64.
 */
import { f32At, LANES, sumF64Lanes } from '../simd'
import { apart, check, highF64, loadLanes, lowF64, storeLanes, wholeLanes } from './lanes'

const SIGN_BIT: i32 = 0x80000000

function addL2Gradient4(dW: v128, w: v128, strength: v128): v128 {
  return f32x4.add(dW, f32x4.mul(strength, w))
}

/** The gradient of (strength / 2) * sum w^2: dW += strength * w. */
export function addL2Gradient(dW: usize, w: usize, strength: f32, n: i32): void {
  check(n, dW | w)
  apart(dW, n, w, n)
  const strengths = f32x4.splat(strength)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(dW, i)
    v128.store(p, addL2Gradient4(v128.load(p), v128.load(f32At(w, i)), strengths))
  }
  if (whole < n) {
    const p = f32At(dW, whole)
    const lanes = n - whole
    storeLanes(p, addL2Gradient4(loadLanes(p, lanes), loadLanes(f32At(w, whole), lanes), strengths), lanes)
  }
}

/** Where w is neither above nor below 0 the term is |w|, which is +0 or NaN. */
function addL1Gradient4(dW: v128, w: v128, strength: v128): v128 {
  const zero = f32x4.splat(0)
  const signed = v128.xor(strength, v128.and(w, i32x4.splat(SIGN_BIT)))
  const hasSign = v128.or(f32x4.lt(w, zero), f32x4.gt(w, zero))
  return f32x4.add(dW, v128.bitselect(signed, f32x4.abs(w), hasSign))
}

/** A subgradient of strength * sum |w|: dW += strength * sign(w), with sign(+-0) = 0 and sign(NaN) = NaN. */
export function addL1Gradient(dW: usize, w: usize, strength: f32, n: i32): void {
  check(n, dW | w)
  apart(dW, n, w, n)
  const strengths = f32x4.splat(strength)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(dW, i)
    v128.store(p, addL1Gradient4(v128.load(p), v128.load(f32At(w, i)), strengths))
  }
  if (whole < n) {
    const p = f32At(dW, whole)
    const lanes = n - whole
    storeLanes(p, addL1Gradient4(loadLanes(p, lanes), loadLanes(f32At(w, whole), lanes), strengths), lanes)
  }
}

/** sign(w) * max(|w| - threshold, 0); zeros are +0, NaN stays NaN. */
function shrink4(w: v128, threshold: v128): v128 {
  const rest = f32x4.sub(f32x4.abs(w), threshold)
  const signed = v128.or(rest, v128.and(w, i32x4.splat(SIGN_BIT)))
  return v128.andnot(signed, f32x4.le(rest, f32x4.splat(0)))
}

/** The proximal step of threshold * |w| (soft-thresholding): w = sign(w) * max(|w| - threshold, 0). */
export function softThreshold(w: usize, threshold: f32, n: i32): void {
  check(n, w)
  const thresholds = f32x4.splat(threshold)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) v128.store(f32At(w, i), shrink4(v128.load(f32At(w, i)), thresholds))
  if (whole < n) {
    const p = f32At(w, whole)
    storeLanes(p, shrink4(loadLanes(p, n - whole), thresholds), n - whole)
  }
}

/** threshold / (sqrt(v * correction) + epsilon), at most `limit`; NaN stays NaN. */
function adamThreshold4(v: v128, threshold: v128, correction: v128, epsilon: v128, limit: v128): v128 {
  const scaled = f32x4.div(threshold, f32x4.add(f32x4.sqrt(f32x4.mul(v, correction)), epsilon))
  return f32x4.pmin(scaled, limit)
}

/**
 * The soft-threshold in Adam's metric, where a coordinate's own step size divides the threshold:
 * w = sign(w) * max(|w| - min(threshold / (sqrt(v * correction) + epsilon), limit), 0).
 * Without the limit a weight whose gradients so far were all 0 (v = 0) would be removed at once.
 */
export function softThresholdAdam(
  w: usize,
  v: usize,
  threshold: f32,
  correction: f32,
  epsilon: f32,
  limit: f32,
  n: i32,
): void {
  check(n, w | v)
  apart(w, n, v, n)
  const thresholds = f32x4.splat(threshold)
  const corrections = f32x4.splat(correction)
  const epsilons = f32x4.splat(epsilon)
  const limits = f32x4.splat(limit)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) {
    const p = f32At(w, i)
    const scaled = adamThreshold4(v128.load(f32At(v, i)), thresholds, corrections, epsilons, limits)
    v128.store(p, shrink4(v128.load(p), scaled))
  }
  if (whole < n) {
    const p = f32At(w, whole)
    const lanes = n - whole
    const scaled = adamThreshold4(
      loadLanes(f32At(v, whole), lanes),
      thresholds,
      corrections,
      epsilons,
      limits,
    )
    storeLanes(p, shrink4(loadLanes(p, lanes), scaled), lanes)
  }
}

function decay4(w: v128, factor: v128): v128 {
  return f32x4.sub(w, f32x4.mul(factor, w))
}

/** Decoupled weight decay: w -= factor * w. */
export function decay(w: usize, factor: f32, n: i32): void {
  check(n, w)
  const factors = f32x4.splat(factor)
  const whole = wholeLanes(n)
  for (let i = 0; i < whole; i += LANES) v128.store(f32At(w, i), decay4(v128.load(f32At(w, i)), factors))
  if (whole < n) {
    const p = f32At(w, whole)
    storeLanes(p, decay4(loadLanes(p, n - whole), factors), n - whole)
  }
}

/** Sum of w^2. Squares of f32 are exact in f64; four partial sums take the elements in turn. */
export function sumSquares(w: usize, n: i32): f64 {
  check(n, w)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let i = 0; i < n; i += LANES) {
    const x = loadLanes(f32At(w, i), n - i)
    low = f64x2.add(low, f64x2.mul(lowF64(x), lowF64(x)))
    high = f64x2.add(high, f64x2.mul(highF64(x), highF64(x)))
  }
  return sumF64Lanes(f64x2.add(low, high))
}

/** Sum of |w|, four partial sums taking the elements in turn. */
export function sumAbs(w: usize, n: i32): f64 {
  check(n, w)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let i = 0; i < n; i += LANES) {
    const size = f32x4.abs(loadLanes(f32At(w, i), n - i))
    low = f64x2.add(low, lowF64(size))
    high = f64x2.add(high, highF64(size))
  }
  return sumF64Lanes(f64x2.add(low, high))
}

/** Elements that are +0 or -0. */
export function countZeros(w: usize, n: i32): i32 {
  check(n, w)
  let zeros = 0
  for (let i = 0; i < n; i += LANES) {
    const isZero = f32x4.eq(loadLanes(f32At(w, i), n - i), f32x4.splat(0))
    zeros += popcnt(i32x4.bitmask(isZero))
  }
  // Lanes past the end were loaded as zeros.
  return zeros - (-n & 3)
}
