/**
 * The row tile: a line of A against a panel of B 32 columns wide, or 24, 16 or 8 at the end. k runs along the line's list
 * (compress.ts), so a zero of A costs nothing.
 *
 *     list of a line           panel of B                      C [1 x 32]
 *       step, element     x    row at `step`: b0 ... b7         acc0 ... acc7
 *
 * Contract
 * - C [1 x width] becomes A B, or C + A B when `accumulate` is not 0; else C is not read.
 * - Every element sums over the listed k in ascending order, one madd a term.
 * - No edges: the panel and C are as wide as the tile. An empty list is allowed. No row of the panel is at address 0.
 *
 * V8 loads a whole basic block's vectors of B before it multiplies the first: eight of them, eight sums, and an element are
 * more than sixteen registers hold, and the tile would lose half its speed to the stack. `if (row === 0)`, never true, ends a
 * block after four.
 */
import { madd } from '../simd'

/** Columns of the widest tile, and from one row of a packed panel to the next. Those of every tile are a multiple of NR. */
export const ROW: i32 = 32

/** The tile for `width` columns; the line's list lies from `list` to `end`. */
export function rowTile(width: i32, list: usize, end: usize, b: usize, c: usize, accumulate: i32): void {
  if (width === 32) row1x32(list, end, b, c, accumulate)
  else if (width === 24) row1x24(list, end, b, c, accumulate)
  else if (width === 16) row1x16(list, end, b, c, accumulate)
  else row1x8(list, end, b, c, accumulate)
}

/** C [1 x 32] (+)= the list of a line times B [k x 32]. */
function row1x32(list: usize, end: usize, b: usize, c: usize, accumulate: i32): void {
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
  while (list < end) {
    row = b + <usize>load<u32>(list)
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

    row = b + <usize>load<u32>(list, 8)
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
  v128.store(c, acc0)
  v128.store(c, acc1, 16)
  v128.store(c, acc2, 32)
  v128.store(c, acc3, 48)
  v128.store(c, acc4, 64)
  v128.store(c, acc5, 80)
  v128.store(c, acc6, 96)
  v128.store(c, acc7, 112)
}

/** C [1 x 24] (+)= the list of a line times B [k x 24]. */
function row1x24(list: usize, end: usize, b: usize, c: usize, accumulate: i32): void {
  let acc0 = f32x4.splat(0)
  let acc1 = f32x4.splat(0)
  let acc2 = f32x4.splat(0)
  let acc3 = f32x4.splat(0)
  let acc4 = f32x4.splat(0)
  let acc5 = f32x4.splat(0)
  if (accumulate) {
    acc0 = v128.load(c)
    acc1 = v128.load(c, 16)
    acc2 = v128.load(c, 32)
    acc3 = v128.load(c, 48)
    acc4 = v128.load(c, 64)
    acc5 = v128.load(c, 80)
  }
  let row: usize
  let x: v128
  while (list < end) {
    row = b + <usize>load<u32>(list)
    x = v128.load32_splat(list, 4)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    acc2 = madd(x, v128.load(row, 32), acc2)
    acc3 = madd(x, v128.load(row, 48), acc3)
    acc4 = madd(x, v128.load(row, 64), acc4)
    acc5 = madd(x, v128.load(row, 80), acc5)
    if (list + 8 >= end) break

    row = b + <usize>load<u32>(list, 8)
    x = v128.load32_splat(list, 12)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    acc2 = madd(x, v128.load(row, 32), acc2)
    acc3 = madd(x, v128.load(row, 48), acc3)
    acc4 = madd(x, v128.load(row, 64), acc4)
    acc5 = madd(x, v128.load(row, 80), acc5)
    list += 16
  }
  v128.store(c, acc0)
  v128.store(c, acc1, 16)
  v128.store(c, acc2, 32)
  v128.store(c, acc3, 48)
  v128.store(c, acc4, 64)
  v128.store(c, acc5, 80)
}

/** C [1 x 16] (+)= the list of a line times B [k x 16]. */
function row1x16(list: usize, end: usize, b: usize, c: usize, accumulate: i32): void {
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
  while (list < end) {
    row = b + <usize>load<u32>(list)
    x = v128.load32_splat(list, 4)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    acc2 = madd(x, v128.load(row, 32), acc2)
    acc3 = madd(x, v128.load(row, 48), acc3)
    if (list + 8 >= end) break

    row = b + <usize>load<u32>(list, 8)
    x = v128.load32_splat(list, 12)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    acc2 = madd(x, v128.load(row, 32), acc2)
    acc3 = madd(x, v128.load(row, 48), acc3)
    list += 16
  }
  v128.store(c, acc0)
  v128.store(c, acc1, 16)
  v128.store(c, acc2, 32)
  v128.store(c, acc3, 48)
}

/** C [1 x 8] (+)= the list of a line times B [k x 8]. */
function row1x8(list: usize, end: usize, b: usize, c: usize, accumulate: i32): void {
  let acc0 = f32x4.splat(0)
  let acc1 = f32x4.splat(0)
  if (accumulate) {
    acc0 = v128.load(c)
    acc1 = v128.load(c, 16)
  }
  let row: usize
  let x: v128
  while (list < end) {
    row = b + <usize>load<u32>(list)
    x = v128.load32_splat(list, 4)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    if (list + 8 >= end) break

    row = b + <usize>load<u32>(list, 8)
    x = v128.load32_splat(list, 12)
    acc0 = madd(x, v128.load(row), acc0)
    acc1 = madd(x, v128.load(row, 16), acc1)
    list += 16
  }
  v128.store(c, acc0)
  v128.store(c, acc1, 16)
}
