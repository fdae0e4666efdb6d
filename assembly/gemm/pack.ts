/**
 * Packing: an operand is rewritten in the order in which the tile reads it, as panels of `kc` rows of `width` (MR or
 * NR) adjacent f32. A line is what a panel's column holds: a row of A or a column of B, with k running along it. Where
 * the lines end before the panel does the rest is zero: the tile then computes elements that nobody keeps.
 *
 *     B [K x N], last 5 columns           panel, width 8
 *       b00 b01 b02 b03 b04               b00 b01 b02 b03 b04  0   0   0
 *       b10 b11 b12 b13 b14               b10 b11 b12 b13 b14  0   0   0
 *
 * k is never padded: the sums keep exactly their own terms.
 */
import { loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, f32Bytes, LANES } from '../simd'
import { NR } from './micro'
import { ROW } from './row'

/**
 * Packs `lines` lines over `kc` steps into ceil(lines / width) panels one after the other. `source` is line 0, step 0
 * of a row-major matrix with rows `stride` elements apart: [lines x k] when `alongK`, else [k x lines].
 */
export function packPanels(
  source: usize,
  stride: i32,
  alongK: bool,
  lines: i32,
  kc: i32,
  panels: usize,
  width: i32,
): void {
  for (let line = 0; line < lines; line += width) {
    const panel = f32At(panels, line * kc)
    // Of the last four lanes some may lie in the next row, which the first four of it then overwrite.
    for (let lane = roundUp(width, LANES) - LANES; lane >= 0; lane -= LANES) {
      const first = line + lane
      const quad = f32At(panel, lane)
      if (alongK) packRows(f32At(source, first * stride), stride, lines - first, kc, quad, width)
      else packColumns(f32At(source, first), stride, lines - first, kc, quad, width)
    }
  }
}

/**
 * Packs `columns` columns of a row-major B over `kc` steps into panels of `width` (NR or ROW), one after the other, zeros up to
 * the next multiple of NR. It goes row by row through all of them: rows a power of two apart share a few cache sets and lie in
 * pages of their own, so that with one panel at a time each would be fetched, and its page looked up, again for the next.
 */
export function packStrips(
  source: usize,
  stride: i32,
  columns: i32,
  kc: i32,
  panels: usize,
  width: i32,
): void {
  // From one NR columns to the next, which lie in the same panel or in the next one.
  const next = f32Bytes(width === ROW ? NR : NR * kc)
  const whole = columns - (columns % ROW)
  for (let k = kc; k > 0; k--) {
    let from = source
    let to0 = panels
    for (let j = 0; j < whole; j += ROW) {
      const to1 = to0 + next
      const to2 = to1 + next
      const to3 = to2 + next
      v128.store(to0, v128.load(from))
      v128.store(to0, v128.load(from, 16), 16)
      v128.store(to1, v128.load(from, 32))
      v128.store(to1, v128.load(from, 48), 16)
      v128.store(to2, v128.load(from, 64))
      v128.store(to2, v128.load(from, 80), 16)
      v128.store(to3, v128.load(from, 96))
      v128.store(to3, v128.load(from, 112), 16)
      from += f32Bytes(ROW)
      to0 += f32Bytes(ROW * kc)
    }
    for (let rest = columns - whole; rest > 0; rest -= NR) {
      v128.store(to0, loadLanes(from, rest))
      v128.store(to0, loadLanes(from + 16, rest - 4), 16)
      from += f32Bytes(NR)
      to0 += next
    }
    source += f32Bytes(stride)
    panels += f32Bytes(width)
  }
}

/** A piece of a matrix from one place to another, rows `fromRow` and `toRow` elements apart. */
export function copyTile(from: usize, fromRow: i32, to: usize, toRow: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += LANES) {
      const x = loadLanes(f32At(from, i * fromRow + j), columns - j)
      storeLanes(f32At(to, i * toRow + j), x, columns - j)
    }
  }
}

/** A piece [rows x columns] of a matrix to another place, where it is [columns x rows]; rows `fromRow` and `toRow` elements apart. */
export function transposeTile(
  from: usize,
  fromRow: i32,
  to: usize,
  toRow: i32,
  rows: i32,
  columns: i32,
): void {
  for (let i = 0; i < rows; i += LANES) {
    const lines = rows - i
    for (let j = 0; j < columns; j += LANES) {
      const lanes = columns - j
      const source = f32At(from, i * fromRow + j)
      const x0 = loadLanes(source, lanes)
      const x1 = lines > 1 ? loadLanes(f32At(source, fromRow), lanes) : x0
      const x2 = lines > 2 ? loadLanes(f32At(source, 2 * fromRow), lanes) : x0
      const x3 = lines > 3 ? loadLanes(f32At(source, 3 * fromRow), lanes) : x0
      const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5)
      const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5)
      const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7)
      const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7)
      const target = f32At(to, j * toRow + i)
      if (lines >= LANES && lanes >= LANES) {
        v128.store(target, v128.shuffle<u64>(low01, low23, 0, 2))
        v128.store(f32At(target, toRow), v128.shuffle<u64>(low01, low23, 1, 3))
        v128.store(f32At(target, 2 * toRow), v128.shuffle<u64>(high01, high23, 0, 2))
        v128.store(f32At(target, 3 * toRow), v128.shuffle<u64>(high01, high23, 1, 3))
        continue
      }
      storeLanes(target, v128.shuffle<u64>(low01, low23, 0, 2), lines)
      if (lanes > 1) storeLanes(f32At(target, toRow), v128.shuffle<u64>(low01, low23, 1, 3), lines)
      if (lanes > 2) storeLanes(f32At(target, 2 * toRow), v128.shuffle<u64>(high01, high23, 0, 2), lines)
      if (lanes > 3) storeLanes(f32At(target, 3 * toRow), v128.shuffle<u64>(high01, high23, 1, 3), lines)
    }
  }
}

export function roundUp(count: i32, step: i32): i32 {
  return ((count + step - 1) / step) * step
}

/** Four lanes of a panel from [k x lines]: adjacent elements stay adjacent. `lines` may be anything, 4 are taken. */
function packColumns(source: usize, stride: i32, lines: i32, kc: i32, quad: usize, width: i32): void {
  const step = f32Bytes(stride)
  const quadStep = f32Bytes(width)
  if (lines >= LANES) {
    for (let k = kc; k > 0; k--) {
      v128.store(quad, v128.load(source))
      source += step
      quad += quadStep
    }
  } else {
    for (let k = kc; k > 0; k--) {
      v128.store(quad, loadLanes(source, lines))
      source += step
      quad += quadStep
    }
  }
}

/** Four lanes of a panel from [lines x k], by 4 x 4 transposition. `lines` may be anything, 4 are taken. */
function packRows(source: usize, stride: i32, lines: i32, kc: i32, quad: usize, width: i32): void {
  // A missing line is read where the last one is, then masked: no branch in the loop, no read outside the matrix.
  const last = lines - 1
  const row0 = f32At(source, min(0, last) * stride)
  const row1 = f32At(source, min(1, last) * stride)
  const row2 = f32At(source, min(2, last) * stride)
  const row3 = f32At(source, min(3, last) * stride)
  const present = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lines))
  const quadStep = f32Bytes(width)

  let k = 0
  for (; k + 4 <= kc; k += 4) {
    const x0 = v128.load(f32At(row0, k))
    const x1 = v128.load(f32At(row1, k))
    const x2 = v128.load(f32At(row2, k))
    const x3 = v128.load(f32At(row3, k))
    const low01 = v128.shuffle<u32>(x0, x1, 0, 4, 1, 5)
    const low23 = v128.shuffle<u32>(x2, x3, 0, 4, 1, 5)
    const high01 = v128.shuffle<u32>(x0, x1, 2, 6, 3, 7)
    const high23 = v128.shuffle<u32>(x2, x3, 2, 6, 3, 7)
    v128.store(quad, v128.and(v128.shuffle<u64>(low01, low23, 0, 2), present))
    quad += quadStep
    v128.store(quad, v128.and(v128.shuffle<u64>(low01, low23, 1, 3), present))
    quad += quadStep
    v128.store(quad, v128.and(v128.shuffle<u64>(high01, high23, 0, 2), present))
    quad += quadStep
    v128.store(quad, v128.and(v128.shuffle<u64>(high01, high23, 1, 3), present))
    quad += quadStep
  }
  for (; k < kc; k++) {
    let x = v128.load32_splat(f32At(row0, k))
    x = v128.load32_lane(f32At(row1, k), x, 1)
    x = v128.load32_lane(f32At(row2, k), x, 2)
    x = v128.load32_lane(f32At(row3, k), x, 3)
    v128.store(quad, v128.and(x, present))
    quad += quadStep
  }
}
