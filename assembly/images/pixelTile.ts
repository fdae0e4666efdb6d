/**
 * The pixel tile: four windows against a panel of B 8 columns wide, every term of it. It is tile4x8 of gemm/micro.ts for lines of A
 * that are read where they are: rows of the windows in the frame of an image.
 *
 * Contract
 * - Window i begins at x + i * next; its rows, `run` numbers each, lie `down` bytes apart. The panel holds run * size steps of 8.
 * - C [4 x 8], rows `cRow` elements apart, becomes the sums over rows and, in a row, over its numbers in order, one madd a term.
 * - No edges: the panel and C are full.
 */
import { f32At, madd } from '../simd'

export function pixelTile(
  x: usize,
  next: usize,
  down: usize,
  run: i32,
  size: i32,
  panel: usize,
  c: usize,
  cRow: i32,
): void {
  let acc00 = f32x4.splat(0)
  let acc01 = f32x4.splat(0)
  let acc10 = f32x4.splat(0)
  let acc11 = f32x4.splat(0)
  let acc20 = f32x4.splat(0)
  let acc21 = f32x4.splat(0)
  let acc30 = f32x4.splat(0)
  let acc31 = f32x4.splat(0)
  let a: v128
  let b0: v128
  let b1: v128
  for (let ky = size; ky > 0; ky--) {
    let x0 = x
    let x1 = x0 + next
    let x2 = x1 + next
    let x3 = x2 + next
    for (let k = run; k > 0; k -= 2) {
      b0 = v128.load(panel)
      b1 = v128.load(panel, 16)
      a = v128.load32_splat(x0)
      acc00 = madd(a, b0, acc00)
      acc01 = madd(a, b1, acc01)
      a = v128.load32_splat(x1)
      acc10 = madd(a, b0, acc10)
      acc11 = madd(a, b1, acc11)
      a = v128.load32_splat(x2)
      acc20 = madd(a, b0, acc20)
      acc21 = madd(a, b1, acc21)
      a = v128.load32_splat(x3)
      acc30 = madd(a, b0, acc30)
      acc31 = madd(a, b1, acc31)
      panel += 32
      if (k === 1) break

      b0 = v128.load(panel)
      b1 = v128.load(panel, 16)
      a = v128.load32_splat(x0, 4)
      acc00 = madd(a, b0, acc00)
      acc01 = madd(a, b1, acc01)
      a = v128.load32_splat(x1, 4)
      acc10 = madd(a, b0, acc10)
      acc11 = madd(a, b1, acc11)
      a = v128.load32_splat(x2, 4)
      acc20 = madd(a, b0, acc20)
      acc21 = madd(a, b1, acc21)
      a = v128.load32_splat(x3, 4)
      acc30 = madd(a, b0, acc30)
      acc31 = madd(a, b1, acc31)
      panel += 32
      x0 += 8
      x1 += 8
      x2 += 8
      x3 += 8
    }
    x += down
  }
  v128.store(c, acc00)
  v128.store(c, acc01, 16)
  c = f32At(c, cRow)
  v128.store(c, acc10)
  v128.store(c, acc11, 16)
  c = f32At(c, cRow)
  v128.store(c, acc20)
  v128.store(c, acc21, 16)
  c = f32At(c, cRow)
  v128.store(c, acc30)
  v128.store(c, acc31, 16)
}
