/**
 * The register tile: MR x NR = 4 x 8 elements of C stay in eight vectors while k runs along two packed panels.
 *
 *     panel of A [kc x 4]     panel of B [kc x 8]           tile of C        b0      b1
 *       a0 a1 a2 a3             b0: 4 columns, b1: 4          a0           acc00   acc01
 *       a0 a1 a2 a3   k         b0: 4 columns, b1: 4    k     a1           acc10   acc11
 *       ...           |         ...                     |     a2           acc20   acc21
 *       a0 a1 a2 a3   v         b0: 4 columns, b1: 4    v     a3           acc30   acc31
 *
 * Contract
 * - C [4 x 8], rows `cRow` elements apart, becomes A B, or C + A B when `accumulate` is not 0; else C is not read.
 * - Every element sums over k in ascending order, one madd a term; its bits depend on nothing else.
 * - No edges: the panels are full (pack.ts pads with zeros), and so is C. A caller with a smaller piece of C passes
 *   a tile of scratch and keeps the part that is his.
 * - kc = 0 is allowed: the sum of no terms is 0.
 * - Pointers need 4-byte alignment; panels are fastest at 16.
 *
 * A turn of the loop takes two steps with a way out between them. With one step a turn the loop's own instructions cost
 * 13 %. With two and a second loop for an odd kc, V8 moves both steps' loads to the front, runs out of registers and
 * spills the tile: 32 %. The way out keeps the steps apart. Tiles and loops tried, with figures: docs/kernels.md.
 */
import { f32At, madd } from '../simd'

/** Rows of the tile. */
export const MR: i32 = 4
/** Rows of the taller tile, for the build whose products need no register. */
export const TALL: i32 = 6
/** Columns of the tile. */
export const NR: i32 = 8

export function tile4x8(a: usize, b: usize, kc: i32, c: usize, cRow: i32, accumulate: i32): void {
  assert(kc >= 0 && cRow >= NR)
  assert(((a | b | c) & 3) === 0)
  const c0 = c
  const c1 = f32At(c0, cRow)
  const c2 = f32At(c1, cRow)
  const c3 = f32At(c2, cRow)
  let acc00 = f32x4.splat(0)
  let acc01 = f32x4.splat(0)
  let acc10 = f32x4.splat(0)
  let acc11 = f32x4.splat(0)
  let acc20 = f32x4.splat(0)
  let acc21 = f32x4.splat(0)
  let acc30 = f32x4.splat(0)
  let acc31 = f32x4.splat(0)
  if (accumulate) {
    acc00 = v128.load(c0)
    acc01 = v128.load(c0, 16)
    acc10 = v128.load(c1)
    acc11 = v128.load(c1, 16)
    acc20 = v128.load(c2)
    acc21 = v128.load(c2, 16)
    acc30 = v128.load(c3)
    acc31 = v128.load(c3, 16)
  }
  let x: v128
  let b0: v128
  let b1: v128

  for (let k = kc; k > 0; k -= 2) {
    b0 = v128.load(b)
    b1 = v128.load(b, 16)
    x = v128.load32_splat(a)
    acc00 = madd(x, b0, acc00)
    acc01 = madd(x, b1, acc01)
    x = v128.load32_splat(a, 4)
    acc10 = madd(x, b0, acc10)
    acc11 = madd(x, b1, acc11)
    x = v128.load32_splat(a, 8)
    acc20 = madd(x, b0, acc20)
    acc21 = madd(x, b1, acc21)
    x = v128.load32_splat(a, 12)
    acc30 = madd(x, b0, acc30)
    acc31 = madd(x, b1, acc31)
    if (k === 1) break

    b0 = v128.load(b, 32)
    b1 = v128.load(b, 48)
    x = v128.load32_splat(a, 16)
    acc00 = madd(x, b0, acc00)
    acc01 = madd(x, b1, acc01)
    x = v128.load32_splat(a, 20)
    acc10 = madd(x, b0, acc10)
    acc11 = madd(x, b1, acc11)
    x = v128.load32_splat(a, 24)
    acc20 = madd(x, b0, acc20)
    acc21 = madd(x, b1, acc21)
    x = v128.load32_splat(a, 28)
    acc30 = madd(x, b0, acc30)
    acc31 = madd(x, b1, acc31)
    a += 2 * MR * sizeof<f32>()
    b += 2 * NR * sizeof<f32>()
  }

  v128.store(c0, acc00)
  v128.store(c0, acc01, 16)
  v128.store(c1, acc10)
  v128.store(c1, acc11, 16)
  v128.store(c2, acc20)
  v128.store(c2, acc21, 16)
  v128.store(c3, acc30)
  v128.store(c3, acc31, 16)
}

/** A tile of six rows, with the contract of tile4x8; an odd kc needs no way out of a turn of one step. */
export function tile6x8(a: usize, b: usize, kc: i32, c: usize, cRow: i32, accumulate: i32): void {
  assert(kc >= 0 && cRow >= NR)
  assert(((a | b | c) & 3) === 0)
  const c0 = c
  const c1 = f32At(c0, cRow)
  const c2 = f32At(c1, cRow)
  const c3 = f32At(c2, cRow)
  const c4 = f32At(c3, cRow)
  const c5 = f32At(c4, cRow)
  let acc00 = f32x4.splat(0)
  let acc01 = f32x4.splat(0)
  let acc10 = f32x4.splat(0)
  let acc11 = f32x4.splat(0)
  let acc20 = f32x4.splat(0)
  let acc21 = f32x4.splat(0)
  let acc30 = f32x4.splat(0)
  let acc31 = f32x4.splat(0)
  let acc40 = f32x4.splat(0)
  let acc41 = f32x4.splat(0)
  let acc50 = f32x4.splat(0)
  let acc51 = f32x4.splat(0)
  if (accumulate) {
    acc00 = v128.load(c0)
    acc01 = v128.load(c0, 16)
    acc10 = v128.load(c1)
    acc11 = v128.load(c1, 16)
    acc20 = v128.load(c2)
    acc21 = v128.load(c2, 16)
    acc30 = v128.load(c3)
    acc31 = v128.load(c3, 16)
    acc40 = v128.load(c4)
    acc41 = v128.load(c4, 16)
    acc50 = v128.load(c5)
    acc51 = v128.load(c5, 16)
  }
  let x: v128
  let b0: v128
  let b1: v128

  for (let k = kc; k > 0; k--) {
    b0 = v128.load(b)
    b1 = v128.load(b, 16)
    x = v128.load32_splat(a)
    acc00 = madd(x, b0, acc00)
    acc01 = madd(x, b1, acc01)
    x = v128.load32_splat(a, 4)
    acc10 = madd(x, b0, acc10)
    acc11 = madd(x, b1, acc11)
    x = v128.load32_splat(a, 8)
    acc20 = madd(x, b0, acc20)
    acc21 = madd(x, b1, acc21)
    x = v128.load32_splat(a, 12)
    acc30 = madd(x, b0, acc30)
    acc31 = madd(x, b1, acc31)
    x = v128.load32_splat(a, 16)
    acc40 = madd(x, b0, acc40)
    acc41 = madd(x, b1, acc41)
    x = v128.load32_splat(a, 20)
    acc50 = madd(x, b0, acc50)
    acc51 = madd(x, b1, acc51)
    a += TALL * sizeof<f32>()
    b += NR * sizeof<f32>()
  }

  v128.store(c0, acc00)
  v128.store(c0, acc01, 16)
  v128.store(c1, acc10)
  v128.store(c1, acc11, 16)
  v128.store(c2, acc20)
  v128.store(c2, acc21, 16)
  v128.store(c3, acc30)
  v128.store(c3, acc31, 16)
  v128.store(c4, acc40)
  v128.store(c4, acc41, 16)
  v128.store(c5, acc50)
  v128.store(c5, acc51, 16)
}
