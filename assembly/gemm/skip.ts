/**
 * The product of a block of A that holds zeros and all columns of B, without them:
 *
 *     compress A [mc x kc] into lists        in L2
 *     for each panel of B, 24 columns        packed, or read where it is
 *       for each list: rowTile
 */
import { f32At, f32Bytes, LANES } from '../simd'
import { compressLines, listStride } from './compress'
import { copyTile, packPanels, packStrip, roundUp } from './pack'
import { panelWidth, ROW, rowTile } from './row'

/** A block of B of at most so many elements is read where it is: it fits in L1 as it lies. */
const IN_PLACE: i32 = 8192

/** Bytes of scratch for a block of `lines` x kc. */
export function skipScratch(lines: i32, kc: i32): i32 {
  return <i32>f32Bytes(ROW + ROW * kc + roundUp(lines, LANES) * (1 + listStride(kc)))
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
  const packed = f32At(tile, ROW)
  const ends = f32At(packed, ROW * kc)
  const lists = f32At(ends, roundUp(mc, LANES))
  const inPlace = !bAlongK && (N & 7) === 0 && N * kc <= IN_PLACE
  compressLines(a, aRow, aAlongK, mc, kc, <i32>f32Bytes(inPlace ? bRow : ROW), lists, ends, shuffles)

  let n0 = 0
  while (n0 < N) {
    const width = panelWidth(N - n0)
    const columns = min(width, N - n0)
    const panel = inPlace ? f32At(b, n0) : packed
    if (bAlongK) packPanels(f32At(b, n0 * bRow), bRow, true, columns, kc, packed, ROW)
    else if (!inPlace) packStrip(f32At(b, n0), bRow, columns, kc, packed)
    multiplyLists(lists, listStride(kc), ends, panel, width, f32At(c, n0), cRow, mc, columns, add, tile)
    n0 += width
  }
}

/** C [mc x columns], rows `cRow` elements apart, (+)= the product of the lists and a panel. */
function multiplyLists(
  lists: usize,
  stride: i32,
  ends: usize,
  panel: usize,
  width: i32,
  c: usize,
  cRow: i32,
  mc: i32,
  columns: i32,
  add: i32,
  tile: usize,
): void {
  const step = f32Bytes(stride)
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
