/**
 * The product of a block of A that holds zeros and all columns of B, without them:
 *
 *     compress A [mc x kc] into lists        in L2
 *     for each panel of B, 32 columns        where it is, or packed, several at once
 *       for each list: rowTile
 */
import { f32At, f32Bytes, LANES } from '../simd'
import { compressLines, listStride } from './compress'
import { copyTile, packPanels, packStrips, roundUp } from './pack'
import { ROW, ROW_STEP, rowTile } from './row'

/** A block of B of at most so many elements is read where it is: it fits in L1 as it lies. */
const IN_PLACE: i32 = 8192
/** Columns of B that are packed at once. */
const STRIPS: i32 = 4 * ROW

/** Bytes of scratch for a block of `lines` x kc. */
export function skipScratch(lines: i32, kc: i32): i32 {
  return <i32>f32Bytes(ROW + STRIPS * kc + roundUp(lines, LANES) * (1 + listStride(kc)))
}

/** As denseBlock (dense.ts), with the shuffles of compress.ts; C is as long as it and no sum in it is -0. */
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
  shuffles: usize,
  scratch: usize,
): void {
  const tile = scratch
  const panels = f32At(tile, ROW)
  const ends = f32At(panels, STRIPS * kc)
  const lists = f32At(ends, roundUp(mc, LANES))
  const inPlace = !bAlongK && N % ROW_STEP === 0 && N * kc <= IN_PLACE
  const list = listStride(kc)
  if (inPlace) {
    compressLines(a, aRow, aAlongK, mc, kc, <i32>f32Bytes(bRow), lists, ends, shuffles)
    for (let j = 0; j < N; j += ROW) {
      multiplyPanel(lists, list, ends, f32At(b, j), f32At(c, j), cRow, mc, min(N - j, ROW), add, tile)
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
      multiplyPanel(lists, list, ends, panel, f32At(c, n0 + j), cRow, mc, min(columns - j, ROW), add, tile)
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
