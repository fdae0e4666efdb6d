/**
 * Picking parts of matrices: the rows of a minibatch, with missing values filled and features centred and scaled on the
 * way, and the kept rows and columns of a weight matrix.
 */
import { f32At, f32Bytes, f64At, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes, wholeLanes } from './lanes'

/**
 * x [M x N] = (isNaN(s) ? fill[j] : s - shift[j]) * scale[j], where s is element (rowIds[i], columns[j]) of source
 * [? x stride], or (rowIds[i], j) when columns is 0. fill [N] is in centred units: 0 stands for the mean.
 * Then, unless bound [N] is 0, x is held within -bound[j] and bound[j]; and then, unless bend [N] is 0, it becomes
 * x / sqrt(1 + (x * bend[j])^2), which stays within 1 / bend[j]. An infinite bound and a bend of 0 keep the bits of x.
 */
export function gatherRows(
  source: usize,
  stride: i32,
  columns: usize,
  rowIds: usize,
  x: usize,
  M: i32,
  N: i32,
  fill: usize,
  shift: usize,
  scale: usize,
  bound: usize,
  bend: usize,
): void {
  check(M | N | stride, source | columns | rowIds | x | fill | shift | scale | bound | bend)
  if (columns !== 0) apart(x, M * N, columns, N)
  if (bound !== 0) apart(x, M * N, bound, N)
  if (bend !== 0) apart(x, M * N, bend, N)
  apart(x, M * N, rowIds, M)
  apart(x, M * N, fill, N)
  apart(x, M * N, shift, N)
  apart(x, M * N, scale, N)
  for (let row = 0; row < M; row++) {
    const from = f32At(source, load<i32>(f32At(rowIds, row)) * stride)
    const to = f32At(x, row * N)
    if (columns === 0) standardizeRow(from, to, N, fill, shift, scale)
    else {
      for (let j = 0; j < N; j += LANES) storeLanes(f32At(to, j), pick(from, f32At(columns, j), N - j), N - j)
      standardizeRow(to, to, N, fill, shift, scale)
    }
    if (bound !== 0) holdRow(to, N, bound)
    if (bend !== 0) bendRow(to, N, bend)
  }
}

/** to [N] = (isNaN(s) ? fill : s - shift) * scale with s = from [N]; in place allowed. */
function standardizeRow(from: usize, to: usize, N: i32, fill: usize, shift: usize, scale: usize): void {
  const whole = wholeLanes(N)
  for (let j = 0; j < whole; j += LANES) {
    const s = v128.load(f32At(from, j))
    const y = standardize4(
      s,
      v128.load(f32At(fill, j)),
      v128.load(f32At(shift, j)),
      v128.load(f32At(scale, j)),
    )
    v128.store(f32At(to, j), y)
  }
  if (whole < N) {
    const lanes = N - whole
    const s = loadLanes(f32At(from, whole), lanes)
    const lastFill = loadLanes(f32At(fill, whole), lanes)
    const lastShift = loadLanes(f32At(shift, whole), lanes)
    const y = standardize4(s, lastFill, lastShift, loadLanes(f32At(scale, whole), lanes))
    storeLanes(f32At(to, whole), y, lanes)
  }
}

function standardize4(s: v128, fill: v128, shift: v128, scale: v128): v128 {
  return f32x4.mul(v128.bitselect(f32x4.sub(s, shift), fill, f32x4.eq(s, s)), scale)
}

/** x [N] = max(-bound, min(bound, x)). */
function holdRow(x: usize, N: i32, bound: usize): void {
  const whole = wholeLanes(N)
  for (let j = 0; j < whole; j += LANES) {
    v128.store(f32At(x, j), hold4(v128.load(f32At(x, j)), v128.load(f32At(bound, j))))
  }
  if (whole < N) {
    const lanes = N - whole
    const y = hold4(loadLanes(f32At(x, whole), lanes), loadLanes(f32At(bound, whole), lanes))
    storeLanes(f32At(x, whole), y, lanes)
  }
}

/** The pseudo-minimum and -maximum are one instruction each, and leave NaN as it is when it comes first. */
function hold4(x: v128, bound: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, bound), f32x4.neg(bound))
}

/** x [N] = x / sqrt(1 + (x * bend)^2). */
function bendRow(x: usize, N: i32, bend: usize): void {
  const whole = wholeLanes(N)
  for (let j = 0; j < whole; j += LANES) {
    v128.store(f32At(x, j), bend4(v128.load(f32At(x, j)), v128.load(f32At(bend, j))))
  }
  if (whole < N) {
    const lanes = N - whole
    const y = bend4(loadLanes(f32At(x, whole), lanes), loadLanes(f32At(bend, whole), lanes))
    storeLanes(f32At(x, whole), y, lanes)
  }
}

/** Without a fused multiply-add: saved models and ONNX graphs have the same bits. */
function bend4(x: v128, bend: v128): v128 {
  const t = f32x4.mul(x, bend)
  return f32x4.div(x, f32x4.sqrt(f32x4.add(f32x4.splat(1), f32x4.mul(t, t))))
}

/** from[columns[0..3]], or as many of them as there are lanes. */
function pick(from: usize, columns: usize, lanes: i32): v128 {
  const at = loadLanes(columns, lanes)
  // Lanes past the end hold column 0, which every row has.
  return f32x4(
    load<f32>(f32At(from, i32x4.extract_lane(at, 0))),
    load<f32>(f32At(from, i32x4.extract_lane(at, 1))),
    load<f32>(f32At(from, i32x4.extract_lane(at, 2))),
    load<f32>(f32At(from, i32x4.extract_lane(at, 3))),
  )
}

/** labels [M] = source[rowIds], all i32. */
export function gatherLabels(source: usize, rowIds: usize, labels: usize, M: i32): void {
  check(M, source | rowIds | labels)
  apart(labels, M, rowIds, M)
  for (let i = 0; i < M; i++) {
    const row = load<i32>(f32At(rowIds, i))
    store<i32>(f32At(labels, i), load<i32>(f32At(source, row)))
  }
}

/** targets [M] f32 = (source[rowIds] - shift) * scale, source and arithmetic f64, rounded to f32 at the end. */
export function gatherTargets(
  source: usize,
  rowIds: usize,
  targets: usize,
  M: i32,
  shift: f64,
  scale: f64,
): void {
  check(M, source | rowIds | targets)
  apart(targets, M, rowIds, M)
  for (let i = 0; i < M; i++) {
    const row = load<i32>(f32At(rowIds, i))
    store<f32>(f32At(targets, i), <f32>((load<f64>(f64At(source, row)) - shift) * scale))
  }
}

/** indices [n] = the places at which mask [n] is not zero, ascending; returns how many there are. */
export function keptIndices(mask: usize, indices: usize, n: i32): i32 {
  check(n, mask | indices)
  apart(mask, n, indices, n)
  let kept = 0
  for (let i = 0; i < n; i++) {
    // Written always, counted when kept: no branch that no processor could guess.
    store<i32>(f32At(indices, kept), i)
    kept += i32(load<i32>(f32At(mask, i)) !== 0)
  }
  return kept
}

/**
 * block [M x N] = source[rows[i]][columns[j]] of a matrix with rows `stride` elements apart; rows or columns 0 stands for
 * all of them. In place (block = source) allowed when both ascend.
 */
export function gatherBlock(
  source: usize,
  stride: i32,
  rows: usize,
  columns: usize,
  block: usize,
  M: i32,
  N: i32,
): void {
  check(M | N | stride, source | rows | columns | block)
  if (rows !== 0) apart(block, M * N, rows, M)
  if (columns !== 0) apart(block, M * N, columns, N)
  for (let i = 0; i < M; i++) {
    const row = rows === 0 ? i : load<i32>(f32At(rows, i))
    const from = f32At(source, row * stride)
    const to = f32At(block, i * N)
    if (columns === 0) memory.copy(to, from, f32Bytes(N))
    else
      for (let j = 0; j < N; j += LANES) storeLanes(f32At(to, j), pick(from, f32At(columns, j), N - j), N - j)
  }
}

/**
 * target [fanIn x fanOut] = block [M x N] at the ascending rows and columns given, +0 elsewhere; rows or columns 0 stands
 * for all of them.
 */
export function scatterBlock(
  block: usize,
  rows: usize,
  columns: usize,
  target: usize,
  M: i32,
  N: i32,
  fanIn: i32,
  fanOut: i32,
): void {
  check(M | N | fanIn | fanOut, block | rows | columns | target)
  apart(target, fanIn * fanOut, block, M * N)
  if (rows !== 0) apart(target, fanIn * fanOut, rows, M)
  if (columns !== 0) apart(target, fanIn * fanOut, columns, N)
  let next = 0
  for (let row = 0; row < fanIn; row++) {
    const to = f32At(target, row * fanOut)
    const from = f32At(block, next * N)
    const isKept = next < M && (rows === 0 || load<i32>(f32At(rows, next)) === row)
    if (isKept) next++
    if (isKept && columns === 0) memory.copy(to, from, f32Bytes(fanOut))
    else memory.fill(to, 0, f32Bytes(fanOut))
    if (!isKept || columns === 0) continue
    for (let j = 0; j < N; j++) {
      store<f32>(f32At(to, load<i32>(f32At(columns, j))), load<f32>(f32At(from, j)))
    }
  }
}
