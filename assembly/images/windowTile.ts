/**
 * The window tile: the lists of a window against rows of B 32 columns wide, or 16 or 8 at the end. It is the row tile of
 * gemm/row.ts for a line that lies in several lists, one for each row of the window:
 *
 *     lists of the window              B                               C [1 x 32]
 *       row 0: step, element ...       rows from b on                  acc0 ... acc7
 *       row 1: step, element ...       rows from b + bStep on
 *
 * Contract
 * - List t lies from the address at starts + t * rowStep to the address `span` bytes behind that; its steps count from b + t * bStep.
 * - C [1 x width] becomes the sum, or C + the sum when `accumulate` is not 0; else C is not read.
 * - Every element sums over the lists in order, one madd a term.
 * - `count` tiles follow one another, starts, b and C each so many bytes further (a call costs as much as a few entries).
 * - No edges: B and C are as wide as the tile. Empty lists are allowed. No row of B is at address 0.
 *
 * Loops and cuts are those of row.ts, for the reasons given there.
 */
import { madd } from '../simd'

/** Columns of the widest tile. */
export const WIDEST: i32 = 32

/** The narrowest tile that holds `columns`, at most WIDEST. */
export function tileWidth(columns: i32): i32 {
  return columns > 16 ? WIDEST : columns > 8 ? 16 : 8
}

/** The widest tile that `columns`, a multiple of 8, fill. */
export function filledWidth(columns: i32): i32 {
  return columns >= WIDEST ? WIDEST : columns >= 16 ? 16 : 8
}

export function windowTile(
  width: i32,
  starts: usize,
  span: usize,
  rowStep: usize,
  rows: i32,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: i32,
  count: i32,
  nextStarts: usize,
  nextB: usize,
  nextC: usize,
): void {
  if (width === 32)
    window1x32(starts, span, rowStep, rows, b, bStep, c, accumulate, count, nextStarts, nextB, nextC)
  else if (width === 16)
    window1x16(starts, span, rowStep, rows, b, bStep, c, accumulate, count, nextStarts, nextB, nextC)
  else window1x8(starts, span, rowStep, rows, b, bStep, c, accumulate, count, nextStarts, nextB, nextC)
}

function window1x32(
  starts: usize,
  span: usize,
  rowStep: usize,
  rows: i32,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: i32,
  count: i32,
  nextStarts: usize,
  nextB: usize,
  nextC: usize,
): void {
  for (; count > 0; count--) {
    let acc0 = f32x4.splat(0)
    let acc1 = f32x4.splat(0)
    let acc2 = f32x4.splat(0)
    let acc3 = f32x4.splat(0)
    let acc4 = f32x4.splat(0)
    let acc5 = f32x4.splat(0)
    let acc6 = f32x4.splat(0)
    let acc7 = f32x4.splat(0)
    if (accumulate) {
      acc0 = v128.load(c)
      acc1 = v128.load(c, 16)
      acc2 = v128.load(c, 32)
      acc3 = v128.load(c, 48)
      acc4 = v128.load(c, 64)
      acc5 = v128.load(c, 80)
      acc6 = v128.load(c, 96)
      acc7 = v128.load(c, 112)
    }
    let row: usize
    let x: v128
    let lists = starts
    let panel = b
    for (let t = rows; t > 0; t--) {
      let list = load<usize>(lists)
      const end = load<usize>(lists + span)
      while (list < end) {
        row = panel + <usize>load<u32>(list)
        x = v128.load32_splat(list, 4)
        acc0 = madd(x, v128.load(row), acc0)
        acc1 = madd(x, v128.load(row, 16), acc1)
        acc2 = madd(x, v128.load(row, 32), acc2)
        acc3 = madd(x, v128.load(row, 48), acc3)
        if (row === 0) break
        acc4 = madd(x, v128.load(row, 64), acc4)
        acc5 = madd(x, v128.load(row, 80), acc5)
        acc6 = madd(x, v128.load(row, 96), acc6)
        acc7 = madd(x, v128.load(row, 112), acc7)
        if (list + 8 >= end) break

        row = panel + <usize>load<u32>(list, 8)
        x = v128.load32_splat(list, 12)
        acc0 = madd(x, v128.load(row), acc0)
        acc1 = madd(x, v128.load(row, 16), acc1)
        acc2 = madd(x, v128.load(row, 32), acc2)
        acc3 = madd(x, v128.load(row, 48), acc3)
        if (row === 0) break
        acc4 = madd(x, v128.load(row, 64), acc4)
        acc5 = madd(x, v128.load(row, 80), acc5)
        acc6 = madd(x, v128.load(row, 96), acc6)
        acc7 = madd(x, v128.load(row, 112), acc7)
        list += 16
      }
      lists += rowStep
      panel += bStep
    }
    v128.store(c, acc0)
    v128.store(c, acc1, 16)
    v128.store(c, acc2, 32)
    v128.store(c, acc3, 48)
    v128.store(c, acc4, 64)
    v128.store(c, acc5, 80)
    v128.store(c, acc6, 96)
    v128.store(c, acc7, 112)
    starts += nextStarts
    b += nextB
    c += nextC
  }
}

function window1x16(
  starts: usize,
  span: usize,
  rowStep: usize,
  rows: i32,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: i32,
  count: i32,
  nextStarts: usize,
  nextB: usize,
  nextC: usize,
): void {
  for (; count > 0; count--) {
    let acc0 = f32x4.splat(0)
    let acc1 = f32x4.splat(0)
    let acc2 = f32x4.splat(0)
    let acc3 = f32x4.splat(0)
    if (accumulate) {
      acc0 = v128.load(c)
      acc1 = v128.load(c, 16)
      acc2 = v128.load(c, 32)
      acc3 = v128.load(c, 48)
    }
    let row: usize
    let x: v128
    let lists = starts
    let panel = b
    for (let t = rows; t > 0; t--) {
      let list = load<usize>(lists)
      const end = load<usize>(lists + span)
      while (list < end) {
        row = panel + <usize>load<u32>(list)
        x = v128.load32_splat(list, 4)
        acc0 = madd(x, v128.load(row), acc0)
        acc1 = madd(x, v128.load(row, 16), acc1)
        acc2 = madd(x, v128.load(row, 32), acc2)
        acc3 = madd(x, v128.load(row, 48), acc3)
        if (list + 8 >= end) break

        row = panel + <usize>load<u32>(list, 8)
        x = v128.load32_splat(list, 12)
        acc0 = madd(x, v128.load(row), acc0)
        acc1 = madd(x, v128.load(row, 16), acc1)
        acc2 = madd(x, v128.load(row, 32), acc2)
        acc3 = madd(x, v128.load(row, 48), acc3)
        list += 16
      }
      lists += rowStep
      panel += bStep
    }
    v128.store(c, acc0)
    v128.store(c, acc1, 16)
    v128.store(c, acc2, 32)
    v128.store(c, acc3, 48)
    starts += nextStarts
    b += nextB
    c += nextC
  }
}

function window1x8(
  starts: usize,
  span: usize,
  rowStep: usize,
  rows: i32,
  b: usize,
  bStep: usize,
  c: usize,
  accumulate: i32,
  count: i32,
  nextStarts: usize,
  nextB: usize,
  nextC: usize,
): void {
  for (; count > 0; count--) {
    let acc0 = f32x4.splat(0)
    let acc1 = f32x4.splat(0)
    if (accumulate) {
      acc0 = v128.load(c)
      acc1 = v128.load(c, 16)
    }
    let row: usize
    let x: v128
    let lists = starts
    let panel = b
    for (let t = rows; t > 0; t--) {
      let list = load<usize>(lists)
      const end = load<usize>(lists + span)
      while (list < end) {
        row = panel + <usize>load<u32>(list)
        x = v128.load32_splat(list, 4)
        acc0 = madd(x, v128.load(row), acc0)
        acc1 = madd(x, v128.load(row, 16), acc1)
        list += 8
      }
      lists += rowStep
      panel += bStep
    }
    v128.store(c, acc0)
    v128.store(c, acc1, 16)
    starts += nextStarts
    b += nextB
    c += nextC
  }
}

/** Rows of a strip. */
export const STRIP_ROWS: i32 = 3

/**
 * One list against STRIP_ROWS rows of 8 columns, `bStep` bytes apart in B and side by side in C [1 x 24]: for windows whose rows are
 * so short that a tile of one of them would wait for its own sums. C goes on as the sums it holds; as windowTile otherwise.
 */
export function stripTile(list: usize, end: usize, b: usize, bStep: usize, c: usize): void {
  let acc0 = v128.load(c)
  let acc1 = v128.load(c, 16)
  let acc2 = v128.load(c, 32)
  let acc3 = v128.load(c, 48)
  let acc4 = v128.load(c, 64)
  let acc5 = v128.load(c, 80)
  for (; list < end; list += 8) {
    const row = b + <usize>load<u32>(list)
    const x = v128.load32_splat(list, 4)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    const next = row + bStep
    acc2 = madd(x, v128.load(next), acc2)
    acc3 = madd(x, v128.load(next, 16), acc3)
    const last = next + bStep
    acc4 = madd(x, v128.load(last), acc4)
    acc5 = madd(x, v128.load(last, 16), acc5)
  }
  v128.store(c, acc0)
  v128.store(c, acc1, 16)
  v128.store(c, acc2, 32)
  v128.store(c, acc3, 48)
  v128.store(c, acc4, 64)
  v128.store(c, acc5, 80)
}
