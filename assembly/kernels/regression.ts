/**
 * Losses of one prediction a row. Differences and sums are f64, gradients f32. Sums are not divided by n; gradients are those of
 * the mean over n rows. `weights` [n] multiply a row's loss and gradient; 0 in their place is 1 for every row, with the same bits.
 */
import { f32At, LANES, sumF64Lanes } from '../simd'
import { apart, check, highF64, loadLanes, lowF64, sameOrApart, storeLanes, weightLanes } from './lanes'

const SIGN_BIT: i32 = 0x80000000

/** c * (a + (a - c)) with a = |y - t| and c = min(a, limit): twice Huber's loss; a * a to the bit within the limit. */
function huberTerms(y: v128, t: v128, limit: v128): v128 {
  const size = f64x2.abs(f64x2.sub(y, t))
  const near = f64x2.min(size, limit)
  return f64x2.mul(near, f64x2.add(size, f64x2.sub(size, near)))
}

/**
 * Huber's loss, d = prediction - target: the sum over the rows of weight * (d^2 / 2 where |d| <= limit, else
 * limit * (|d| - limit / 2)). An infinite limit is half the squared error.
 */
export function huber(predictions: usize, targets: usize, weights: usize, limit: f64, n: i32): f64 {
  check(n, predictions | targets | weights)
  const limits = f64x2.splat(limit)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let i = 0; i < n; i += LANES) {
    const y = loadLanes(f32At(predictions, i), n - i)
    const t = loadLanes(f32At(targets, i), n - i)
    const w = weightLanes(weights, i, n)
    low = f64x2.add(low, f64x2.mul(lowF64(w), huberTerms(lowF64(y), lowF64(t), limits)))
    high = f64x2.add(high, f64x2.mul(highF64(w), huberTerms(highF64(y), highF64(t), limits)))
  }
  return sumF64Lanes(f64x2.add(low, high)) / 2
}

/**
 * Returns the sum of `huber`, to the bit. Averaged over n rows, so dPredictions [n] = weight * min(max(prediction - target, -limit), limit) / n;
 * in place (dPredictions = predictions) allowed.
 */
export function huberBackward(
  predictions: usize,
  targets: usize,
  weights: usize,
  limit: f64,
  dPredictions: usize,
  n: i32,
): f64 {
  checkBackward(predictions, targets, weights, dPredictions, n)
  const loss = huber(predictions, targets, weights, limit, n)
  const rows = f32x4.splat(<f32>n)
  const most = f32x4.splat(<f32>limit)
  const least = f32x4.neg(most)
  for (let i = 0; i < n; i += LANES) {
    const y = loadLanes(f32At(predictions, i), n - i)
    const difference = f32x4.sub(y, loadLanes(f32At(targets, i), n - i))
    const slope = f32x4.div(f32x4.min(f32x4.max(difference, least), most), rows)
    storeLanes(f32At(dPredictions, i), f32x4.mul(slope, weightLanes(weights, i, n)), n - i)
  }
  return loss
}

/** The sum over the rows of weight * |prediction - target|. */
export function absolute(predictions: usize, targets: usize, weights: usize, n: i32): f64 {
  check(n, predictions | targets | weights)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let i = 0; i < n; i += LANES) {
    const y = loadLanes(f32At(predictions, i), n - i)
    const t = loadLanes(f32At(targets, i), n - i)
    const w = weightLanes(weights, i, n)
    low = f64x2.add(low, f64x2.mul(lowF64(w), f64x2.abs(f64x2.sub(lowF64(y), lowF64(t)))))
    high = f64x2.add(high, f64x2.mul(highF64(w), f64x2.abs(f64x2.sub(highF64(y), highF64(t)))))
  }
  return sumF64Lanes(f64x2.add(low, high))
}

/** 1 where x is above 0, -1 below, 0 at +-0, NaN at NaN. */
function sign4(x: v128): v128 {
  const signed = v128.or(f32x4.splat(1), v128.and(x, i32x4.splat(SIGN_BIT)))
  const zero = f32x4.splat(0)
  return v128.bitselect(signed, f32x4.abs(x), v128.or(f32x4.lt(x, zero), f32x4.gt(x, zero)))
}

/**
 * Returns the sum of `absolute`, to the bit. Averaged over n rows, so dPredictions [n] = weight * sign(prediction - target) / n, with sign(0) = 0;
 * in place allowed.
 */
export function absoluteBackward(
  predictions: usize,
  targets: usize,
  weights: usize,
  dPredictions: usize,
  n: i32,
): f64 {
  checkBackward(predictions, targets, weights, dPredictions, n)
  const loss = absolute(predictions, targets, weights, n)
  const rows = f32x4.splat(<f32>n)
  for (let i = 0; i < n; i += LANES) {
    const y = loadLanes(f32At(predictions, i), n - i)
    const slope = f32x4.div(sign4(f32x4.sub(y, loadLanes(f32At(targets, i), n - i))), rows)
    storeLanes(f32At(dPredictions, i), f32x4.mul(slope, weightLanes(weights, i, n)), n - i)
  }
  return loss
}

function checkBackward(
  predictions: usize,
  targets: usize,
  weights: usize,
  dPredictions: usize,
  n: i32,
): void {
  check(n, predictions | targets | weights | dPredictions)
  sameOrApart(predictions, dPredictions, n)
  apart(targets, n, dPredictions, n)
  if (weights !== 0) apart(weights, n, dPredictions, n)
}
