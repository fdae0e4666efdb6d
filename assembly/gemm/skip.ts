/**
 * The product of a block of A that holds zeros and all columns of B, without them:
 *
 *     compress A [mc x kc] into lists        in L2
 *     for each panel of B, 32 columns        where it is, or packed, several at once
 *       for each list: rowTile
 *
 * Or of its transpose: C [N x mc] = (A B)^T, where it is B of a product that holds the zeros.
 */
import { f32At, f32Bytes, LANES } from '../simd'
import { compressLines, listStride } from './compress'
import { NR } from './micro'
import { copyTile, packPanels, packStrips, roundUp, transposeTile } from './pack'
import { ROW, rowTile } from './row'

/** A block of B of at most so many elements is read where it is: it fits in L1 as it lies. */
const IN_PLACE: i32 = 8192
/** Columns of B that are packed at once. */
const STRIPS: i32 = 4 * ROW

/** Bytes of scratch for a block of `lines` x kc. */
export function skipScratch(lines: i32, kc: i32): i32 {
  return <i32>f32Bytes(LANES * ROW + STRIPS * kc + roundUp(lines, LANES) * (1 + listStride(kc)))
}

/** As denseBlock (dense.ts), with the shuffles of compress.ts; no sum in C is -0. `across`: C is transposed. */
export function skipBlock(
  a: usize,
  aRow: i32,
  aAlongK: bool,
  b: usize,
  bRow: i32,
  bAlongK: bool,
  c: usize,
  cRow: i32,
  mc: i32,
  N: i32,
  kc: i32,
  add: i32,
  across: bool,
  shuffles: usize,
  scratch: usize,
): void {
  const tile = scratch
  const panels = f32At(tile, LANES * ROW)
  const ends = f32At(panels, STRIPS * kc)
  const lists = f32At(ends, roundUp(mc, LANES))
  const inPlace = !bAlongK && N % NR === 0 && N * kc <= IN_PLACE
  const list = listStride(kc)
  // From a column of the product to the next.
  const next = across ? cRow : 1
  if (inPlace) {
    compressLines(a, aRow, aAlongK, mc, kc, <i32>f32Bytes(bRow), lists, ends, shuffles)
    for (let j = 0; j < N; j += ROW) {
      const toC = f32At(c, j * next)
      multiplyPanel(lists, list, ends, f32At(b, j), toC, cRow, mc, min(N - j, ROW), add, across, tile)
    }
    return
  }
  compressLines(a, aRow, aAlongK, mc, kc, <i32>f32Bytes(ROW), lists, ends, shuffles)
  for (let n0 = 0; n0 < N; n0 += STRIPS) {
    const columns = min(N - n0, STRIPS)
    if (bAlongK) packPanels(f32At(b, n0 * bRow), bRow, true, columns, kc, panels, ROW)
    else packStrips(f32At(b, n0), bRow, columns, kc, panels, ROW)
    for (let j = 0; j < columns; j += ROW) {
      const panel = f32At(panels, j * kc)
      const toC = f32At(c, (n0 + j) * next)
      multiplyPanel(lists, list, ends, panel, toC, cRow, mc, min(columns - j, ROW), add, across, tile)
    }
  }
}

/**
 * C [mc x columns], or across [columns x mc], rows `cRow` elements apart, (+)= the product of the lists and a panel of at most
 * ROW columns. Across, four lists at a time make four columns of C.
 */
function multiplyPanel(
  lists: usize,
  stride: i32,
  ends: usize,
  panel: usize,
  c: usize,
  cRow: i32,
  mc: i32,
  columns: i32,
  add: i32,
  across: bool,
  tile: usize,
): void {
  const step = f32Bytes(stride)
  const width = roundUp(columns, NR)
  if (across) {
    for (let i = 0; i < mc; i += LANES) {
      const target = f32At(c, i)
      const lines = min(mc - i, LANES)
      if (add) transposeTile(target, cRow, tile, ROW, columns, lines)
      for (let line = 0; line < lines; line++) {
        rowTile(width, lists, load<usize>(f32At(ends, i + line)), panel, f32At(tile, line * ROW), add)
        lists += step
      }
      transposeTile(tile, ROW, target, cRow, lines, columns)
    }
    return
  }
  for (let i = 0; i < mc; i++) {
    const end = load<usize>(f32At(ends, i))
    const target = f32At(c, i * cRow)
    if (columns === width) rowTile(width, lists, end, panel, target, add)
    else {
      if (add) copyTile(target, cRow, tile, width, 1, columns)
      rowTile(width, lists, end, panel, tile, add)
      copyTile(tile, width, target, cRow, 1, columns)
    }
    lists += step
  }
}
