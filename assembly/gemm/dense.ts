/**
 * The product of a block of A and all columns of B, every term of it:
 *
 *     for m0 in 0..mc by MC
 *       pack A [MC x kc] into panels         in L2
 *       for n0 in 0..N by NC
 *         pack B [kc x NC] into panels       a panel at a time in L1
 *         for each panel of B, for each panel of A: tile4x8
 */
import { f32At, f32Bytes } from '../simd'
import { MR, NR, tile4x8 } from './micro'
import { copyTile, packPanels, packStrips, roundUp } from './pack'
import { ROW } from './row'

/** Lines of A packed at once: MC * KC * 4 = 256 KiB of L2. */
const MC: i32 = 256
/** Columns of B packed at once: four cache lines of each row of a row-major B. */
const NC: i32 = 64

/** Bytes of scratch for a block of `lines` x kc. */
export function denseScratch(lines: i32, N: i32, kc: i32): i32 {
  return <i32>f32Bytes(MR * NR + kc * (roundUp(min(lines, MC), MR) + roundUp(min(N, NC), NR)))
}

/** C [mc x N] (+)= A [mc x kc] B [kc x N]; aRow, bRow and cRow are the elements between rows as they are stored. */
export function denseBlock(
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
  scratch: usize,
): void {
  const tile = scratch
  const panelsA = f32At(tile, MR * NR)
  const panelsB = f32At(panelsA, roundUp(min(mc, MC), MR) * kc)
  for (let m0 = 0; m0 < mc; m0 += MC) {
    const lines = min(mc - m0, MC)
    packPanels(f32At(a, aAlongK ? m0 * aRow : m0), aRow, aAlongK, lines, kc, panelsA, MR)
    for (let n0 = 0; n0 < N; n0 += NC) {
      const nc = min(N - n0, NC)
      if (bAlongK || nc < ROW)
        packPanels(f32At(b, bAlongK ? n0 * bRow : n0), bRow, bAlongK, nc, kc, panelsB, NR)
      else packStrips(f32At(b, n0), bRow, nc, kc, panelsB, NR)
      multiplyPanels(panelsA, panelsB, f32At(c, m0 * cRow + n0), cRow, lines, nc, kc, add, tile)
    }
  }
}

/** C [mc x nc], rows `cRow` elements apart, (+)= the product of packed panels. */
function multiplyPanels(
  panelsA: usize,
  panelsB: usize,
  c: usize,
  cRow: i32,
  mc: i32,
  nc: i32,
  kc: i32,
  add: i32,
  tile: usize,
): void {
  for (let j = 0; j < nc; j += NR) {
    const b = f32At(panelsB, j * kc)
    for (let i = 0; i < mc; i += MR) {
      const a = f32At(panelsA, i * kc)
      const target = f32At(c, i * cRow + j)
      const rows = min(mc - i, MR)
      const columns = min(nc - j, NR)
      if (rows === MR && columns === NR) tile4x8(a, b, kc, target, cRow, add)
      else {
        if (add) copyTile(target, cRow, tile, NR, rows, columns)
        tile4x8(a, b, kc, tile, NR, add)
        copyTile(tile, NR, target, cRow, rows, columns)
      }
    }
  }
}
