/**
 * DropConnect (Wan, Zeiler, Zhang, LeCun and Fergus, ICML 2013): a dense layer under a mask of its own for every row,
 *
 *     z[r][j] = sum_i x[r][i] W[i][j] mask[r][i][j] + bias[j] mask[r][fanIn][j]
 *
 * The masks of a minibatch would take M x (fanIn + 1) x fanOut lanes. So the mask of one input of one row, `line`
 * [fanOut], is drawn where it is used, and drawn again in the backward pass. Its counters are those of `fillWeightMask`
 * with c1 = row id, c2 = layer * 2^24 + i and c3 = step; the bias is the weight of input i = fanIn.
 */
import { fillWeightMask } from '../random'
import { f32At, f32Bytes, LANES, madd, sumF32Lanes } from '../simd'
import { apart, check, loadLanes, sameOrApart, storeLanes, wholeLanes } from './lanes'

/** Inputs of a layer, its bias included, are told apart by these low bits of the counter. */
const LAYER_SHIFT: u32 = 24

/** z [n] += value * (w [n] & line [n]) */
function addMasked(z: usize, value: v128, w: usize, line: usize, n: i32): void {
  const whole = wholeLanes(n)
  for (let j = 0; j < whole; j += LANES) {
    const p = f32At(z, j)
    const masked = v128.and(v128.load(f32At(w, j)), v128.load(f32At(line, j)))
    v128.store(p, madd(value, masked, v128.load(p)))
  }
  if (whole < n) {
    const p = f32At(z, whole)
    const lanes = n - whole
    const masked = v128.and(loadLanes(f32At(w, whole), lanes), loadLanes(f32At(line, whole), lanes))
    storeLanes(p, madd(value, masked, loadLanes(p, lanes)), lanes)
  }
}

/** Sum over n of w * (d & line), four interleaved columns in f32. */
function dotMasked(w: usize, d: usize, line: usize, n: i32): f32 {
  const whole = wholeLanes(n)
  let sum = f32x4.splat(0)
  for (let j = 0; j < whole; j += LANES) {
    const masked = v128.and(v128.load(f32At(d, j)), v128.load(f32At(line, j)))
    sum = madd(masked, v128.load(f32At(w, j)), sum)
  }
  if (whole < n) {
    const lanes = n - whole
    const masked = v128.and(loadLanes(f32At(d, whole), lanes), loadLanes(f32At(line, whole), lanes))
    sum = madd(masked, loadLanes(f32At(w, whole), lanes), sum)
  }
  return sumF32Lanes(sum)
}

/** z [M x fanOut] from x [M x fanIn], under masks drawn with `threshold` / 2^16. Returns the number of kept weights. */
export function connectForward(
  x: usize,
  rowIds: usize,
  weights: usize,
  biases: usize,
  z: usize,
  line: usize,
  M: i32,
  fanIn: i32,
  fanOut: i32,
  threshold: i32,
  key0: u32,
  key1: u32,
  layer: u32,
  step: u32,
): f64 {
  check(M | fanIn | fanOut, x | rowIds | weights | biases | z | line)
  apart(z, M * fanOut, x, M * fanIn)
  apart(z, M * fanOut, weights, fanIn * fanOut)
  apart(z, M * fanOut, line, fanOut)
  apart(z, M * fanOut, rowIds, M)
  apart(z, M * fanOut, biases, fanOut)
  apart(line, fanOut, x, M * fanIn)
  apart(line, fanOut, rowIds, M)
  apart(line, fanOut, weights, fanIn * fanOut)
  apart(line, fanOut, biases, fanOut)
  let kept: f64 = 0
  for (let row = 0; row < M; row++) {
    const rowId = load<u32>(f32At(rowIds, row))
    const to = f32At(z, row * fanOut)
    memory.fill(to, 0, f32Bytes(fanOut))
    for (let i = 0; i <= fanIn; i++) {
      kept += <f64>(
        fillWeightMask(line, fanOut, threshold, key0, key1, rowId, (layer << LAYER_SHIFT) + i, step)
      )
      const isBias = i === fanIn
      const from = isBias ? biases : f32At(weights, i * fanOut)
      const value: f32 = isBias ? 1 : load<f32>(f32At(x, row * fanIn + i))
      addMasked(to, f32x4.splat(value), from, line, fanOut)
    }
  }
  return kept
}

/**
 * Inverts connectForward under the same masks: dWeights and dBiases, rows ascending, and dX [M x fanIn] unless it is 0,
 * each element of which sums four interleaved columns in f32.
 */
export function connectBackward(
  x: usize,
  rowIds: usize,
  weights: usize,
  dZ: usize,
  dWeights: usize,
  dBiases: usize,
  dX: usize,
  line: usize,
  M: i32,
  fanIn: i32,
  fanOut: i32,
  threshold: i32,
  key0: u32,
  key1: u32,
  layer: u32,
  step: u32,
): void {
  check(M | fanIn | fanOut, x | rowIds | weights | dZ | dWeights | dBiases | dX | line)
  apart(dWeights, fanIn * fanOut, weights, fanIn * fanOut)
  apart(dWeights, fanIn * fanOut, x, M * fanIn)
  apart(dWeights, fanIn * fanOut, dZ, M * fanOut)
  apart(dWeights, fanIn * fanOut, rowIds, M)
  apart(dWeights, fanIn * fanOut, dBiases, fanOut)
  apart(dWeights, fanIn * fanOut, line, fanOut)
  apart(dBiases, fanOut, x, M * fanIn)
  apart(dBiases, fanOut, rowIds, M)
  apart(dBiases, fanOut, weights, fanIn * fanOut)
  apart(dBiases, fanOut, dZ, M * fanOut)
  apart(dBiases, fanOut, line, fanOut)
  apart(line, fanOut, x, M * fanIn)
  apart(line, fanOut, rowIds, M)
  apart(line, fanOut, weights, fanIn * fanOut)
  apart(line, fanOut, dZ, M * fanOut)
  if (dX !== 0) {
    apart(dX, M * fanIn, x, M * fanIn)
    apart(dX, M * fanIn, rowIds, M)
    apart(dX, M * fanIn, weights, fanIn * fanOut)
    apart(dX, M * fanIn, dZ, M * fanOut)
    apart(dX, M * fanIn, dWeights, fanIn * fanOut)
    apart(dX, M * fanIn, dBiases, fanOut)
    apart(dX, M * fanIn, line, fanOut)
  }
  memory.fill(dWeights, 0, f32Bytes(fanIn * fanOut))
  memory.fill(dBiases, 0, f32Bytes(fanOut))
  for (let row = 0; row < M; row++) {
    const rowId = load<u32>(f32At(rowIds, row))
    const d = f32At(dZ, row * fanOut)
    for (let i = 0; i <= fanIn; i++) {
      fillWeightMask(line, fanOut, threshold, key0, key1, rowId, (layer << LAYER_SHIFT) + i, step)
      const isBias = i === fanIn
      const to = isBias ? dBiases : f32At(dWeights, i * fanOut)
      const value: f32 = isBias ? 1 : load<f32>(f32At(x, row * fanIn + i))
      addMasked(to, f32x4.splat(value), d, line, fanOut)
      if (isBias || dX === 0) continue
      store<f32>(f32At(dX, row * fanIn + i), dotMasked(f32At(weights, i * fanOut), d, line, fanOut))
    }
  }
}

/**
 * The weights and biases that one row sees: to = mask ? from : +0, for the mask of row id `rowId`; in place allowed. One
 * mask for a whole minibatch takes this and plain products. Returns the number of kept weights, biases among them.
 */
export function maskWeights(
  weights: usize,
  biases: usize,
  toWeights: usize,
  toBiases: usize,
  line: usize,
  fanIn: i32,
  fanOut: i32,
  threshold: i32,
  key0: u32,
  key1: u32,
  rowId: u32,
  layer: u32,
  step: u32,
): f64 {
  check(fanIn | fanOut, weights | biases | toWeights | toBiases | line)
  apart(line, fanOut, toWeights, fanIn * fanOut)
  apart(line, fanOut, toBiases, fanOut)
  apart(line, fanOut, weights, fanIn * fanOut)
  apart(line, fanOut, biases, fanOut)
  apart(toWeights, fanIn * fanOut, toBiases, fanOut)
  apart(toWeights, fanIn * fanOut, biases, fanOut)
  apart(toBiases, fanOut, weights, fanIn * fanOut)
  sameOrApart(toWeights, weights, fanIn * fanOut)
  sameOrApart(toBiases, biases, fanOut)
  let kept: f64 = 0
  for (let i = 0; i <= fanIn; i++) {
    kept += <f64>fillWeightMask(line, fanOut, threshold, key0, key1, rowId, (layer << LAYER_SHIFT) + i, step)
    const from = i === fanIn ? biases : f32At(weights, i * fanOut)
    const to = i === fanIn ? toBiases : f32At(toWeights, i * fanOut)
    for (let j = 0; j < fanOut; j += LANES) {
      const lanes = fanOut - j
      storeLanes(
        f32At(to, j),
        v128.and(loadLanes(f32At(from, j), lanes), loadLanes(f32At(line, j), lanes)),
        lanes,
      )
    }
  }
  return kept
}
