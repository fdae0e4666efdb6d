/**
 * Cross-entropy towards labels, or towards shares of all classes. Losses are summed over rows in f64, rows ascending, and not
 * divided by M; gradients are those of the mean over M rows. `weights` [M] multiply a row's loss and gradient; 0 in their
 * place is 1 for every row, with the same bits. A NaN logit makes its row's loss and gradient NaN.
 *
 * A label is the soft target 1 at its class and 0 elsewhere, and has the same gradient to the bit in either kernel. It keeps one of
 * its own because shares cost a sixth more, which is 1 % of a step of a small network: docs/kernels.md, "Losses".
 */
import { log4 } from '../math'
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
  weightAt,
} from './lanes'
import { expLanes, rowExp, rowMax } from './softmax'

/** (largest - logit[label]) + ln(sum), where the sum is over e^(logit - largest). */
function rowLoss(logit: f32, largest: f32, sum: f32): f64 {
  return <f64>largest - <f64>logit + lnOf(sum)
}

function lnOf(sum: f32): f64 {
  return <f64>f32x4.extract_lane(log4(f32x4.splat(sum)), 0)
}

/** Sum over the rows of weight * -ln softmax(logits [M x N])[label], labels [M] i32 in [0, N). */
export function crossEntropy(logits: usize, labels: usize, weights: usize, M: i32, N: i32): f64 {
  check(M | N, logits | labels | weights)
  let loss: f64 = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const label = labelAt(labels, row, N)
    const largest = rowMax(x, N)
    let sum = f32x4.splat(0)
    for (let j = 0; j < N; j += LANES) sum = f32x4.add(sum, expLanes(f32At(x, j), largest, N - j))
    loss += <f64>weightAt(weights, row) * rowLoss(load<f32>(f32At(x, label)), largest, sumF32Lanes(sum))
  }
  return loss
}

/**
 * Returns the sum of `crossEntropy`, to the bit. loss = -weight * ln softmax(logits)[label], averaged over M rows, so
 * dLogits [M x N] = weight * (softmax - onehot) / M; in place (dLogits = logits) allowed.
 */
export function crossEntropyBackward(
  logits: usize,
  labels: usize,
  weights: usize,
  dLogits: usize,
  M: i32,
  N: i32,
): f64 {
  check(M | N, logits | labels | weights | dLogits)
  sameOrApart(logits, dLogits, M * N)
  apart(labels, M, dLogits, M * N)
  if (weights !== 0) apart(weights, M, dLogits, M * N)
  let loss: f64 = 0
  for (let row = 0; row < M; row += LANES) {
    // Logarithms of four rows at a time: one takes as long as four.
    let sums = f32x4.splat(1)
    let gap0: f64 = 0
    let gap1: f64 = 0
    let gap2: f64 = 0
    let gap3: f64 = 0
    const last = min(row + LANES, M)
    for (let i = row; i < last; i++) {
      const x = f32At(logits, i * N)
      const label = labelAt(labels, i, N)
      const largest = rowMax(x, N)
      const gap = <f64>largest - <f64>load<f32>(f32At(x, label))
      const sum = rowGradient(x, label, weightAt(weights, i), largest, f32At(dLogits, i * N), M, N)
      if (i === row) {
        gap0 = gap
        sums = f32x4.replace_lane(sums, 0, sum)
      } else if (i === row + 1) {
        gap1 = gap
        sums = f32x4.replace_lane(sums, 1, sum)
      } else if (i === row + 2) {
        gap2 = gap
        sums = f32x4.replace_lane(sums, 2, sum)
      } else {
        gap3 = gap
        sums = f32x4.replace_lane(sums, 3, sum)
      }
    }
    const logarithms = log4(sums)
    loss += <f64>weightAt(weights, row) * (gap0 + <f64>f32x4.extract_lane(logarithms, 0))
    if (row + 1 < M) loss += <f64>weightAt(weights, row + 1) * (gap1 + <f64>f32x4.extract_lane(logarithms, 1))
    if (row + 2 < M) loss += <f64>weightAt(weights, row + 2) * (gap2 + <f64>f32x4.extract_lane(logarithms, 2))
    if (row + 3 < M) loss += <f64>weightAt(weights, row + 3) * (gap3 + <f64>f32x4.extract_lane(logarithms, 3))
  }
  return loss
}

/** d [N] = weight * (softmax(x [N]) - onehot(label)) / M, in place allowed; returns the sum of e^(x - largest). */
function rowGradient(x: usize, label: i32, weight: f32, largest: f32, d: usize, M: i32, N: i32): f32 {
  const rows = f32x4.splat(<f32>M)
  const sum = rowExp(x, d, largest, N)
  const atLabel = load<f32>(f32At(d, label)) / sum - 1
  for (let j = 0; j < N; j += LANES) {
    const p = f32At(d, j)
    const probability = f32x4.div(loadLanes(p, N - j), f32x4.splat(sum))
    storeLanes(p, f32x4.mul(f32x4.div(probability, rows), f32x4.splat(weight)), N - j)
  }
  store<f32>(f32At(d, label), (atLabel / <f32>M) * weight)
  return sum
}

/**
 * targets [M x N] = (1 - smoothing) * (share * onehot(label) + (1 - share) * onehot(other)) + smoothing / N, in f64, rounded
 * once. labels and others [M] i32, shares [M]; 0 in the place of the last two is a share of 1 for every row.
 */
export function softTargets(
  labels: usize,
  others: usize,
  shares: usize,
  targets: usize,
  M: i32,
  N: i32,
  smoothing: f64,
): void {
  check(M | N, labels | others | shares | targets)
  assert((others === 0) === (shares === 0))
  apart(targets, M * N, labels, M)
  if (others !== 0) apart(targets, M * N, others, M)
  if (shares !== 0) apart(targets, M * N, shares, M)
  const each = smoothing / <f64>N
  const elsewhere = f32x4.splat(<f32>each)
  for (let row = 0; row < M; row++) {
    const t = f32At(targets, row * N)
    for (let j = 0; j < N; j += LANES) storeLanes(f32At(t, j), elsewhere, N - j)
    const label = labelAt(labels, row, N)
    const other = others === 0 ? label : labelAt(others, row, N)
    const share: f64 = other === label ? 1 : <f64>load<f32>(f32At(shares, row))
    store<f32>(f32At(t, label), <f32>((1 - smoothing) * share + each))
    if (other !== label) store<f32>(f32At(t, other), <f32>((1 - smoothing) * (1 - share) + each))
  }
}

/** Sum over row [N] of target * (largest - logit), in f64. */
function rowGap(row: usize, targets: usize, largest: f32, N: i32): f64 {
  const highest = f32x4.splat(largest)
  let low = f64x2.splat(0)
  let high = f64x2.splat(0)
  for (let j = 0; j < N; j += LANES) {
    const x = loadLanesOr(f32At(row, j), N - j, highest)
    const t = loadLanes(f32At(targets, j), N - j)
    low = f64x2.add(low, f64x2.mul(lowF64(t), f64x2.sub(lowF64(highest), lowF64(x))))
    high = f64x2.add(high, f64x2.mul(highF64(t), f64x2.sub(highF64(highest), highF64(x))))
  }
  return sumF64Lanes(f64x2.add(low, high))
}

/**
 * Sum over the rows of weight * -sum_k targets_k ln softmax(logits)_k. Each row of targets [M x N] adds up to 1, so averaged
 * over M rows dLogits = weight * (softmax - targets) / M; in place allowed.
 */
export function crossEntropySoftBackward(
  logits: usize,
  targets: usize,
  weights: usize,
  dLogits: usize,
  M: i32,
  N: i32,
): f64 {
  check(M | N, logits | targets | weights | dLogits)
  sameOrApart(logits, dLogits, M * N)
  apart(targets, M * N, dLogits, M * N)
  if (weights !== 0) apart(weights, M, dLogits, M * N)
  const rows = f32x4.splat(<f32>M)
  let loss: f64 = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const t = f32At(targets, row * N)
    const d = f32At(dLogits, row * N)
    const weight = weightAt(weights, row)
    const largest = rowMax(x, N)
    // -sum_k t_k ln p_k = ln(sum) + sum_k t_k (largest - x_k)
    const gap = rowGap(x, t, largest, N)
    const sum = rowExp(x, d, largest, N)
    loss += <f64>weight * (gap + lnOf(sum))
    for (let j = 0; j < N; j += LANES) {
      const p = f32At(d, j)
      const probability = f32x4.div(loadLanes(p, N - j), f32x4.splat(sum))
      const slope = f32x4.div(f32x4.sub(probability, loadLanes(f32At(t, j), N - j)), rows)
      storeLanes(p, f32x4.mul(slope, f32x4.splat(weight)), N - j)
    }
  }
  return loss
}

/** Weight of the rows whose largest logit, the first on ties, is the label's. A row with a NaN logit counts as wrong. */
export function countCorrect(logits: usize, labels: usize, weights: usize, M: i32, N: i32): f64 {
  check(M | N, logits | labels | weights)
  let correct: f64 = 0
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const label = labelAt(labels, row, N)
    if (isFirstLargest(x, label, N)) correct += <f64>weightAt(weights, row)
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

function labelAt(labels: usize, row: i32, N: i32): i32 {
  const label = load<i32>(f32At(labels, row))
  assert(<u32>label < <u32>N)
  return label
}
