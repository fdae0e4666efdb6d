/**
 * The product of a block of A and all columns of B, every term of it:
 *
 *     for m0 in 0..mc by MC
 *       pack A [MC x kc] into panels         in L2
 *       for n0 in 0..N by NC
 *         pack B [kc x NC] into panels       a panel at a time in L1
 *         for each panel of B, for each panel of A: tile4x8
 *
 * In the relaxed build most panels of A have six lines, for tile6x8.
 */
import { f32At, f32Bytes } from '../simd'
import { MR, NR, TALL, tile4x8, tile6x8 } from './micro'
import { copyTile, packPanels, packStrips, roundUp } from './pack'
import { ROW } from './row'

/** Lines of A packed at once: MC * KC * 4 = 192 KiB of L2. */
const MC: i32 = 256
/** Columns of B packed at once: four cache lines of each row of a row-major B. */
const NC: i32 = 64

/** Bytes of scratch for a block of `lines` x kc. */
export function denseScratch(lines: i32, N: i32, kc: i32): i32 {
  return <i32>f32Bytes(TALL * NR + kc * (packedLines(min(lines, MC)) + roundUp(min(N, NC), NR)))
}

/** Bytes of scratch for the largest need of a block of up to so many lines. */
export function denseScratchUpTo(lines: i32, N: i32, kc: i32): i32 {
  let most = 0
  // Panels hold a few lines more than they are given, so that only slightly fewer lines can make larger ones.
  for (let less = 0; less < 2 * TALL; less++) most = max(most, packedLines(min(lines, MC) - less))
  return <i32>f32Bytes(TALL * NR + kc * (most + roundUp(min(N, NC), NR)))
}

/** How many of the lines go into panels of TALL: as many as leave none, four or eight, so that little or nothing is padded. */
function tallLines(lines: i32): i32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return 0
  const rest = lines % TALL
  if (rest === 2) return max(lines - 8, 0)
  return rest === 5 ? lines + 1 : lines - rest
}

function packedLines(lines: i32): i32 {
  const tall = tallLines(lines)
  return tall + roundUp(max(lines - tall, 0), MR)
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
  const panelsA = f32At(tile, TALL * NR)
  const panelsB = f32At(panelsA, packedLines(min(mc, MC)) * kc)
  for (let m0 = 0; m0 < mc; m0 += MC) {
    const lines = min(mc - m0, MC)
    const tall = tallLines(lines)
    const fromA = f32At(a, aAlongK ? m0 * aRow : m0)
    packPanels(fromA, aRow, aAlongK, min(tall, lines), kc, panelsA, TALL)
    const rest = f32At(fromA, aAlongK ? tall * aRow : tall)
    packPanels(rest, aRow, aAlongK, lines - tall, kc, f32At(panelsA, tall * kc), MR)
    for (let n0 = 0; n0 < N; n0 += NC) {
      const nc = min(N - n0, NC)
      // packStrips is the faster of the two from ROW columns on.
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
  const tall = tallLines(mc)
  for (let j = 0; j < nc; j += NR) {
    const b = f32At(panelsB, j * kc)
    const columns = min(nc - j, NR)
    let i = 0
    // Twice the same loop: one with a choice of tiles in it costs the strict build 3 %, which has only one.
    for (; i < tall; i += TALL) {
      const a = f32At(panelsA, i * kc)
      const target = f32At(c, i * cRow + j)
      const rows = min(mc - i, TALL)
      if (rows === TALL && columns === NR) tile6x8(a, b, kc, target, cRow, add)
      else {
        if (add) copyTile(target, cRow, tile, NR, rows, columns)
        tile6x8(a, b, kc, tile, NR, add)
        copyTile(tile, NR, target, cRow, rows, columns)
      }
    }
    for (; i < mc; i += MR) {
      const a = f32At(panelsA, i * kc)
      const target = f32At(c, i * cRow + j)
      const rows = min(mc - i, MR)
      if (rows === MR && columns === NR) tile4x8(a, b, kc, target, cRow, add)
      else {
        if (add) copyTile(target, cRow, tile, NR, rows, columns)
        tile4x8(a, b, kc, tile, NR, add)
        copyTile(tile, NR, target, cRow, rows, columns)
      }
    }
  }
}
