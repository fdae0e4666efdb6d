/**
 * Softmax and the losses. A row's maximum is subtracted before exponentials are taken, so logits of +-1e4 are as good
 * as small ones. Losses are summed over rows in f64, rows ascending, and not divided by M. A NaN logit makes its row's
 * probabilities and loss NaN.
 */
import { exp4, log4 } from '../math'
import { f32At, LANES, sumF32Lanes, sumF64Lanes } from '../simd'
import {
  apart,
  check,
  highF64,
  laneMask,
  loadLanes,
  loadLanesOr,
  lowF64,
  sameOrApart,
  storeLanes,
} from './lanes'

/** The largest of row [N], NaNs apart: they make the sum of exponentials NaN, so they need not be found here. */
function rowMax(row: usize, N: i32): f32 {
  const lowest = f32x4.splat(-Infinity)
  let largest = lowest
  for (let j = 0; j < N; j += LANES) largest = f32x4.pmax(largest, loadLanesOr(f32At(row, j), N - j, lowest))
  largest = f32x4.pmax(largest, v128.shuffle<u32>(largest, largest, 2, 3, 0, 1))
  largest = f32x4.pmax(largest, v128.shuffle<u32>(largest, largest, 1, 0, 3, 2))
  return f32x4.extract_lane(largest, 0)
}

/** e^(x - shift) for the elements at `ptr`; +0 in lanes past the end. */
function expLanes(ptr: usize, shift: f32, lanes: i32): v128 {
  const e = exp4(f32x4.sub(loadLanes(ptr, lanes), f32x4.splat(shift)))
  return lanes >= LANES ? e : v128.and(e, laneMask(lanes))
}

/** out [N] = e^(row - shift), in place allowed; returns their sum. */
function rowExp(row: usize, out: usize, shift: f32, N: i32): f32 {
  let sum = f32x4.splat(0)
  for (let j = 0; j < N; j += LANES) {
    const e = expLanes(f32At(row, j), shift, N - j)
    storeLanes(f32At(out, j), e, N - j)
    sum = f32x4.add(sum, e)
  }
  return sumF32Lanes(sum)
}

/** (largest - logit[label]) + ln(sum), where the sum is over e^(logit - largest). */
function rowLoss(logit: f32, largest: f32, sum: f32): f64 {
  return <f64>largest - <f64>logit + <f64>f32x4.extract_lane(log4(f32x4.splat(sum)), 0)
}

/** probabilities [M x N] = softmax of each row of logits [M x N]; in place allowed. */
export function softmax(logits: usize, probabilities: usize, M: i32, N: i32): void {
  check(M | N, logits | probabilities)
  sameOrApart(logits, probabilities, M * N)
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const y = f32At(probabilities, row * N)
    const sum = f32x4.splat(rowExp(x, y, rowMax(x, N), N))
    for (let j = 0; j < N; j += LANES) {
      const p = f32At(y, j)
      storeLanes(p, f32x4.div(loadLanes(p, N - j), sum), N - j)
    }
  }
}

/** Sum over the rows of -ln softmax(logits [M x N])[label], labels [M] i32 in [0, N). */
export function crossEntropy(logits: usize, labels: usize, M: i32, N: i32): f64 {
  check(M | N, logits | labels)
  let loss: f64 = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const label = labelAt(labels, row, N)
    const largest = rowMax(x, N)
    let sum = f32x4.splat(0)
    for (let j = 0; j < N; j += LANES) sum = f32x4.add(sum, expLanes(f32At(x, j), largest, N - j))
    loss += rowLoss(load<f32>(f32At(x, label)), largest, sumF32Lanes(sum))
  }
  return loss
}

/**
 * Returns the sum of `crossEntropy`, to the bit. loss = -ln softmax(logits)[label], averaged over M rows, so
 * dLogits [M x N] = (softmax - onehot) / M; in place (dLogits = logits) allowed.
 */
export function crossEntropyBackward(logits: usize, labels: usize, dLogits: usize, M: i32, N: i32): f64 {
  check(M | N, logits | labels | dLogits)
  sameOrApart(logits, dLogits, M * N)
  apart(labels, M, dLogits, M * N)
  const rows = f32x4.splat(<f32>M)
  let loss: f64 = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const d = f32At(dLogits, row * N)
    const label = labelAt(labels, row, N)
    const logit = load<f32>(f32At(x, label))
    const largest = rowMax(x, N)
    const sum = rowExp(x, d, largest, N)
    loss += rowLoss(logit, largest, sum)
    const atLabel = load<f32>(f32At(d, label)) / sum - 1
    for (let j = 0; j < N; j += LANES) {
      const p = f32At(d, j)
      const probability = f32x4.div(loadLanes(p, N - j), f32x4.splat(sum))
      storeLanes(p, f32x4.div(probability, rows), N - j)
    }
    store<f32>(f32At(d, label), atLabel / <f32>M)
  }
  return loss
}

/** Sum over row [N] of largest - x, in f64. */
function rowGap(row: usize, largest: f32, N: i32): f64 {
  const highest = f32x4.splat(largest)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let j = 0; j < N; j += LANES) {
    const gap = f32x4.sub(highest, loadLanesOr(f32At(row, j), N - j, highest))
    low = f64x2.add(low, lowF64(gap))
    high = f64x2.add(high, highF64(gap))
  }
  return sumF64Lanes(f64x2.add(low, high))
}

/**
 * The loss against smoothed labels, t = (1 - smoothing) * onehot + smoothing / N: the sum over the rows of
 * -sum_k t_k ln softmax(logits)_k. Averaged over M rows, so dLogits = (softmax - t) / M; in place allowed.
 */
export function crossEntropySmoothedBackward(
  logits: usize,
  labels: usize,
  dLogits: usize,
  M: i32,
  N: i32,
  smoothing: f64,
): f64 {
  check(M | N, logits | labels | dLogits)
  sameOrApart(logits, dLogits, M * N)
  apart(labels, M, dLogits, M * N)
  const rows = f32x4.splat(<f32>M)
  const each = smoothing / <f64>N
  const elsewhere = f32x4.splat(<f32>each)
  const atLabel = <f32>(1 - smoothing + each)
  let loss: f64 = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const d = f32At(dLogits, row * N)
    const label = labelAt(labels, row, N)
    const largest = rowMax(x, N)
    // -sum_k t_k ln p_k = ln(sum) + sum_k t_k (largest - x_k)
    const gaps =
      (1 - smoothing) * (<f64>largest - <f64>load<f32>(f32At(x, label))) + each * rowGap(x, largest, N)
    const sum = rowExp(x, d, largest, N)
    loss += gaps + <f64>f32x4.extract_lane(log4(f32x4.splat(sum)), 0)
    const right = load<f32>(f32At(d, label)) / sum - atLabel
    for (let j = 0; j < N; j += LANES) {
      const p = f32At(d, j)
      const probability = f32x4.div(loadLanes(p, N - j), f32x4.splat(sum))
      storeLanes(p, f32x4.div(f32x4.sub(probability, elsewhere), rows), N - j)
    }
    store<f32>(f32At(d, label), right / <f32>M)
  }
  return loss
}

/** Rows whose largest logit, the first on ties, is the label's. A row with a NaN logit counts as wrong. */
export function countCorrect(logits: usize, labels: usize, M: i32, N: i32): i32 {
  check(M | N, logits | labels)
  let correct = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const label = labelAt(labels, row, N)
    if (isFirstLargest(x, label, N)) correct++
  }
  return correct
}

/** Whether row[label] is above every element before it, and not below any after it. */
function isFirstLargest(row: usize, label: i32, N: i32): bool {
  const chosen = f32x4.splat(load<f32>(f32At(row, label)))
  for (let j = 0; j < N; j += LANES) {
    const x = loadLanesOr(f32At(row, j), N - j, f32x4.splat(-Infinity))
    const isBefore = laneMask(label - j)
    const beaten = v128.bitselect(f32x4.gt(chosen, x), f32x4.ge(chosen, x), isBefore)
    // A comparison with NaN is false, and so is the row's verdict.
    if (!i32x4.all_true(beaten)) return false
  }
  return true
}

/** Sum over n elements of (prediction - target)^2 / 2, differences taken in f64. */
export function squaredError(predictions: usize, targets: usize, n: i32): f64 {
  check(n, predictions | targets)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let i = 0; i < n; i += LANES) {
    const y = loadLanes(f32At(predictions, i), n - i)
    const t = loadLanes(f32At(targets, i), n - i)
    const d0 = f64x2.sub(lowF64(y), lowF64(t))
    const d1 = f64x2.sub(highF64(y), highF64(t))
    low = f64x2.add(low, f64x2.mul(d0, d0))
    high = f64x2.add(high, f64x2.mul(d1, d1))
  }
  return sumF64Lanes(f64x2.add(low, high)) / 2
}

/**
 * Returns the sum of `squaredError`, to the bit. loss = (prediction - target)^2 / 2, averaged over M rows, so
 * dPredictions [n] = (prediction - target) / M; in place (dPredictions = predictions) allowed.
 */
export function squaredErrorBackward(
  predictions: usize,
  targets: usize,
  dPredictions: usize,
  M: i32,
  n: i32,
): f64 {
  check(M | n, predictions | targets | dPredictions)
  sameOrApart(predictions, dPredictions, n)
  apart(targets, n, dPredictions, n)
  const loss = squaredError(predictions, targets, n)
  const rows = f32x4.splat(<f32>M)
  for (let i = 0; i < n; i += LANES) {
    const y = loadLanes(f32At(predictions, i), n - i)
    const difference = f32x4.sub(y, loadLanes(f32At(targets, i), n - i))
    storeLanes(f32At(dPredictions, i), f32x4.div(difference, rows), n - i)
  }
  return loss
}

function labelAt(labels: usize, row: i32, N: i32): i32 {
  const label = load<i32>(f32At(labels, row))
  assert(<u32>label < <u32>N)
  return label
}
