/**
 * Norms of a unit's incoming weights: column j of weights [fanIn x fanOut]. Squares are summed in f64, rows ascending,
 * so a column's norm does not depend on its neighbours. Rows are read whole, as they lie in memory; the sums of the
 * columns wait in `sums`, f64 for each column and for as many more as fill a vector of four, which the caller provides.
 * (Strips of 16 columns with their sums in registers take 1.5 times as long at 1024 x 2048: where a row is a page or more,
 * walking down a strip waits for memory.)
 */
import { f32At, f32Bytes, f64At, LANES } from '../simd'
import { apart, check, highF64, loadLanes, lowF64, storeLanes } from './lanes'

/**
 * Max-norm projection: a column with norm <= bound keeps its bits, any other is multiplied by one f32 factor.
 *
 * The factor is bound / norm lowered by 2^-22, rounded to f32. Rounding it and rounding each product moves the norm by
 * at most 2 * 2^-24 relative, so the projected norm lies in bound * [1 - 2^-22 - 2^-23, 1 - 2^-23]: never above the
 * bound, below it by less than 4e-7, and a second projection finds nothing to do. (Should products fall below the
 * normal range of f32, the lower limit no longer holds.) A NaN column is left as it is.
 */
export function projectColumns(weights: usize, fanIn: i32, fanOut: i32, bound: f64, sums: usize): void {
  check(fanIn | fanOut, weights | sums)
  apart(weights, fanIn * fanOut, sums, 2 * fanOut)
  sumColumns(weights, fanIn, fanOut, sums)
  if (!makeFactors(sums, fanOut, bound)) return
  const factors = sums
  for (let row = 0; row < fanIn; row++) {
    const from = f32At(weights, row * fanOut)
    for (let j = 0; j < fanOut; j += LANES) {
      const p = f32At(from, j)
      storeLanes(p, f32x4.mul(loadLanes(p, fanOut - j), v128.load(f32At(factors, j))), fanOut - j)
    }
  }
}

/** The largest column norm; 0 without columns, NaN if any column has a NaN. */
export function maxColumnNorm(weights: usize, fanIn: i32, fanOut: i32, sums: usize): f64 {
  check(fanIn | fanOut, weights | sums)
  apart(weights, fanIn * fanOut, sums, 2 * fanOut)
  sumColumns(weights, fanIn, fanOut, sums)
  let largest: f64 = 0
  for (let j = 0; j < fanOut; j++) largest = max<f64>(largest, load<f64>(f64At(sums, j)))
  return sqrt<f64>(largest)
}

/** sums [fanOut] = the sums of squares of the columns; those behind the last column are 0. */
function sumColumns(weights: usize, fanIn: i32, fanOut: i32, sums: usize): void {
  const zero = f64x2.splat(0)
  for (let j = 0; j < fanOut; j += LANES) {
    v128.store(f64At(sums, j), zero)
    v128.store(f64At(sums, j), zero, 16)
  }
  const whole = fanOut & ~3
  let row = 0
  for (; row + 4 <= fanIn; row += 4) addFourRows(f32At(weights, row * fanOut), fanOut, whole, sums)
  for (; row < fanIn; row++) addRow(f32At(weights, row * fanOut), 0, fanOut, sums)
}

/** Adds the squares of four rows, each in turn: a sum is loaded and stored once for all. */
function addFourRows(row: usize, fanOut: i32, whole: i32, sums: usize): void {
  const bytes = f32Bytes(fanOut)
  for (let j = 0; j < whole; j += LANES) {
    const q = f64At(sums, j)
    let p = f32At(row, j)
    const x0 = v128.load(p)
    p += bytes
    const x1 = v128.load(p)
    p += bytes
    const x2 = v128.load(p)
    const x3 = v128.load(p + bytes)
    const low = addSquare(addSquare(v128.load(q), lowF64(x0)), lowF64(x1))
    const high = addSquare(addSquare(v128.load(q, 16), highF64(x0)), highF64(x1))
    v128.store(q, addSquare(addSquare(low, lowF64(x2)), lowF64(x3)))
    v128.store(q, addSquare(addSquare(high, highF64(x2)), highF64(x3)), 16)
  }
  if (whole === fanOut) return
  for (let i = 0; i < 4; i++) addRow(row + <usize>i * bytes, whole, fanOut, sums)
}

/** Adds the squares of one row, from column `first` on. */
function addRow(row: usize, first: i32, fanOut: i32, sums: usize): void {
  for (let j = first; j < fanOut; j += LANES) {
    const q = f64At(sums, j)
    const x = loadLanes(f32At(row, j), fanOut - j)
    v128.store(q, addSquare(v128.load(q), lowF64(x)))
    v128.store(q, addSquare(v128.load(q, 16), highF64(x)), 16)
  }
}

function addSquare(sum: v128, x: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, x))
}

/**
 * Replaces sums of squares by the factors of their columns, f32 [fanOut] from the same address on: 1, which changes no
 * bit, where the norm is within the bound or NaN. Returns whether there is any other.
 */
function makeFactors(sums: usize, fanOut: i32, bound: f64): bool {
  const limit = f64x2.splat(bound * bound)
  const target = f64x2.splat(bound * (1 - 1.0 / 4194304))
  const one = f32x4.splat(1)
  let anyOver = i32x4.splat(0)
  for (let j = 0; j < fanOut; j += LANES) {
    const low = v128.load(f64At(sums, j))
    const high = v128.load(f64At(sums, j), 16)
    const over = v128.shuffle<u32>(f64x2.gt(low, limit), f64x2.gt(high, limit), 0, 2, 4, 6)
    const factor = v128.shuffle<u64>(
      f32x4.demote_f64x2_zero(f64x2.div(target, f64x2.sqrt(low))),
      f32x4.demote_f64x2_zero(f64x2.div(target, f64x2.sqrt(high))),
      0,
      2,
    )
    // Four factors take half the room of the sums they replace, so no sum is overwritten that is still to be read.
    v128.store(f32At(sums, j), v128.bitselect(factor, one, over))
    anyOver = v128.or(anyOver, over)
  }
  return v128.any_true(anyOver)
}
