/**
 * Norms of a unit's incoming weights: column j of weights [fanIn x fanOut]. Squares are summed in f64, rows ascending,
 * so a column's norm does not depend on its neighbours. Columns are taken in strips of 16, a cache line of each row.
 */
import { f32At } from '../simd'
import { check, highF64, loadLanes, lowF64, storeLanes } from './lanes'

const STRIP: i32 = 16

/**
 * Max-norm projection: a column with norm <= bound keeps its bits, any other is multiplied by one f32 factor.
 *
 * The factor is bound / norm lowered by 2^-22, rounded to f32. Rounding it and rounding each product moves the norm by
 * at most 2 * 2^-24 relative, so the projected norm lies in bound * [1 - 2^-22 - 2^-23, 1 - 2^-23]: never above the
 * bound, below it by less than 4e-7, and a second projection finds nothing to do. (Should products fall below the
 * normal range of f32, the lower limit no longer holds.) A NaN column is left as it is.
 */
export function projectColumns(weights: usize, fanIn: i32, fanOut: i32, bound: f64): void {
  check(fanIn | fanOut, weights)
  for (let j = 0; j < fanOut; j += STRIP) strip(f32At(weights, j), fanIn, fanOut, fanOut - j, bound)
}

/** The largest column norm; 0 without columns, NaN if any column has a NaN. */
export function maxColumnNorm(weights: usize, fanIn: i32, fanOut: i32): f64 {
  check(fanIn | fanOut, weights)
  let largest: f64 = 0
  for (let j = 0; j < fanOut; j += STRIP) {
    largest = max<f64>(largest, strip(f32At(weights, j), fanIn, fanOut, fanOut - j, Infinity))
  }
  return sqrt<f64>(largest)
}

/** Projects up to 16 columns starting at `first` (`width` of them exist) and returns their largest sum of squares before. */
function strip(first: usize, fanIn: i32, fanOut: i32, width: i32, bound: f64): f64 {
  let s0 = f64x2.splat(0)
  let s1 = f64x2.splat(0)
  let s2 = f64x2.splat(0)
  let s3 = f64x2.splat(0)
  let s4 = f64x2.splat(0)
  let s5 = f64x2.splat(0)
  let s6 = f64x2.splat(0)
  let s7 = f64x2.splat(0)
  for (let row = 0; row < fanIn; row++) {
    const p = f32At(first, row * fanOut)
    const x0 = loadLanes(p, width)
    const x1 = loadLanes(f32At(p, 4), width - 4)
    const x2 = loadLanes(f32At(p, 8), width - 8)
    const x3 = loadLanes(f32At(p, 12), width - 12)
    s0 = addSquare(s0, lowF64(x0))
    s1 = addSquare(s1, highF64(x0))
    s2 = addSquare(s2, lowF64(x1))
    s3 = addSquare(s3, highF64(x1))
    s4 = addSquare(s4, lowF64(x2))
    s5 = addSquare(s5, highF64(x2))
    s6 = addSquare(s6, lowF64(x3))
    s7 = addSquare(s7, highF64(x3))
  }
  const largest0 = f64x2.max(f64x2.max(s0, s1), f64x2.max(s2, s3))
  const largest1 = f64x2.max(f64x2.max(s4, s5), f64x2.max(s6, s7))
  const both = f64x2.max(largest0, largest1)
  const largest = max<f64>(f64x2.extract_lane(both, 0), f64x2.extract_lane(both, 1))
  // A NaN column hides the size of its neighbours here, so "not <=" instead of ">".
  if (!(largest <= bound * bound)) {
    scaleColumns(first, fanIn, fanOut, width, s0, s1, bound)
    scaleColumns(f32At(first, 4), fanIn, fanOut, width - 4, s2, s3, bound)
    scaleColumns(f32At(first, 8), fanIn, fanOut, width - 8, s4, s5, bound)
    scaleColumns(f32At(first, 12), fanIn, fanOut, width - 12, s6, s7, bound)
  }
  return largest
}

function addSquare(sum: v128, x: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, x))
}

/** Scales the columns (four at most) whose sums of squares, in `low` and `high`, exceed bound^2. */
function scaleColumns(
  first: usize,
  fanIn: i32,
  fanOut: i32,
  width: i32,
  low: v128,
  high: v128,
  bound: f64,
): void {
  const limit = f64x2.splat(bound * bound)
  const over = v128.shuffle<u32>(f64x2.gt(low, limit), f64x2.gt(high, limit), 0, 2, 4, 6)
  if (!v128.any_true(over)) return
  const target = f64x2.splat(bound * (1 - 1.0 / 4194304))
  const factor = v128.shuffle<u64>(
    f32x4.demote_f64x2_zero(f64x2.div(target, f64x2.sqrt(low))),
    f32x4.demote_f64x2_zero(f64x2.div(target, f64x2.sqrt(high))),
    0,
    2,
  )
  for (let row = 0; row < fanIn; row++) {
    const p = f32At(first, row * fanOut)
    const x = loadLanes(p, width)
    storeLanes(p, v128.bitselect(f32x4.mul(x, factor), x, over), width)
  }
}
