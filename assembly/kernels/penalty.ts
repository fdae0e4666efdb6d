/**
 * Penalties over n weights: their gradients, their proximal steps, their sums. Nothing is divided by the number of
 * rows. Element-wise kernels round once per operation written; sums are f64.
 */
import { f32At, LANES, sumF64Lanes } from '../simd'
import { check, highF64, loadLanes, lowF64, storeLanes } from './lanes'

const SIGN_BIT: i32 = 0x80000000

/** The gradient of (strength / 2) * sum w^2: dW += strength * w. */
export function addL2Gradient(dW: usize, w: usize, strength: f32, n: i32): void {
  check(n, dW | w)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(dW, i)
    const term = f32x4.mul(f32x4.splat(strength), loadLanes(f32At(w, i), n - i))
    storeLanes(p, f32x4.add(loadLanes(p, n - i), term), n - i)
  }
}

/** A subgradient of strength * sum |w|: dW += strength * sign(w), with sign(+-0) = 0 and sign(NaN) = NaN. */
export function addL1Gradient(dW: usize, w: usize, strength: f32, n: i32): void {
  check(n, dW | w)
  const zero = f32x4.splat(0)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(dW, i)
    const x = loadLanes(f32At(w, i), n - i)
    const signed = v128.xor(f32x4.splat(strength), v128.and(x, i32x4.splat(SIGN_BIT)))
    // Where w is neither above nor below 0 the term is w itself: 0 or NaN. abs makes it +0.
    const ordered = v128.or(f32x4.lt(x, zero), f32x4.gt(x, zero))
    const term = v128.bitselect(signed, f32x4.abs(x), ordered)
    storeLanes(p, f32x4.add(loadLanes(p, n - i), term), n - i)
  }
}

/** sign(x) * max(|x| - threshold, 0) in each lane; zeros are +0, NaN stays NaN. */
function shrink4(x: v128, threshold: v128): v128 {
  const rest = f32x4.sub(f32x4.abs(x), threshold)
  const signed = v128.or(rest, v128.and(x, i32x4.splat(SIGN_BIT)))
  return v128.andnot(signed, f32x4.le(rest, f32x4.splat(0)))
}

/** The proximal step of threshold * |w| (soft-thresholding): w = sign(w) * max(|w| - threshold, 0). */
export function softThreshold(w: usize, threshold: f32, n: i32): void {
  check(n, w)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    storeLanes(p, shrink4(loadLanes(p, n - i), f32x4.splat(threshold)), n - i)
  }
}

/**
 * The same in Adam's metric, where the coordinate's own step size divides the threshold:
 * w = sign(w) * max(|w| - threshold / (sqrt(v * correction) + epsilon), 0).
 */
export function softThresholdAdam(
  w: usize,
  v: usize,
  threshold: f32,
  correction: f32,
  epsilon: f32,
  n: i32,
): void {
  check(n, w | v)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    const root = f32x4.sqrt(f32x4.mul(loadLanes(f32At(v, i), n - i), f32x4.splat(correction)))
    const scaled = f32x4.div(f32x4.splat(threshold), f32x4.add(root, f32x4.splat(epsilon)))
    storeLanes(p, shrink4(loadLanes(p, n - i), scaled), n - i)
  }
}

/** Decoupled weight decay: w -= factor * w. */
export function decay(w: usize, factor: f32, n: i32): void {
  check(n, w)
  for (let i = 0; i < n; i += LANES) {
    const p = f32At(w, i)
    const x = loadLanes(p, n - i)
    storeLanes(p, f32x4.sub(x, f32x4.mul(f32x4.splat(factor), x)), n - i)
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
