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
import { copyTile, packPanels, packStrips, roundUp, transposeTile } from './pack'
import { ROW, ROW_STEP, rowTile } from './row'

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
  const inPlace = !bAlongK && N % ROW_STEP === 0 && N * kc <= IN_PLACE
  const list = listStride(kc)
  if (inPlace) {
    compressLines(a, aRow, aAlongK, mc, kc, <i32>f32Bytes(bRow), lists, ends, shuffles)
    for (let j = 0; j < N; j += ROW) {
      const width = min(N - j, ROW)
      if (across)
        multiplyAcross(lists, list, ends, f32At(b, j), f32At(c, j * cRow), cRow, mc, width, add, tile)
      else multiplyPanel(lists, list, ends, f32At(b, j), f32At(c, j), cRow, mc, width, add, tile)
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
      const width = min(columns - j, ROW)
      if (across) {
        multiplyAcross(lists, list, ends, panel, f32At(c, (n0 + j) * cRow), cRow, mc, width, add, tile)
      } else multiplyPanel(lists, list, ends, panel, f32At(c, n0 + j), cRow, mc, width, add, tile)
    }
  }
}

/** C [mc x columns], rows `cRow` elements apart, (+)= the product of the lists and a panel of at most ROW columns. */
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
  tile: usize,
): void {
  const step = f32Bytes(stride)
  const width = roundUp(columns, ROW_STEP)
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

/** The same for C [columns x mc]: four lists at a time make four columns of it. */
function multiplyAcross(
  lists: usize,
  stride: i32,
  ends: usize,
  panel: usize,
  c: usize,
  cRow: i32,
  mc: i32,
  columns: i32,
  add: i32,
  tile: usize,
): void {
  const step = f32Bytes(stride)
  const width = roundUp(columns, ROW_STEP)
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
}
