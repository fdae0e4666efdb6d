/**
 * C = A B (+ C) in three orientations, all by the same loops over packed blocks (Goto and van de Geijn, Anatomy of
 * High-Performance Matrix Multiplication, ACM TOMS 34(3), 2008):
 *
 *     for p0 in 0..K by KC                    partial sums go to C and come back: still one f32 sum in order of k
 *       for m0 in 0..M by MC                  A block [MC x KC] -> panels, in L2
 *         for n0 in 0..N by NC                B block [KC x NC] -> panels, a panel at a time in L1
 *           for each panel of B, for each panel of A: tile4x8
 *
 * Blocks and tiles decide when a term is added, never in which order, so that in the strict build every shape and
 * every blocking gives the bits of the plain triple loop. Nothing is allocated or kept: scratch is the caller's.
 */
import { loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, f32Bytes, LANES } from '../simd'
import { MR, NR, tile4x8 } from './micro'
import { packPanels } from './pack'

/** Steps in a block: a panel of B (KC * NR * 4 = 8 KiB) and one of A (4 KiB) share a 32 KiB L1. */
const KC: i32 = 256
/** Rows in a block: A's panels take MC * KC * 4 = 256 KiB of L2. */
const MC: i32 = 256
/** Columns in a block: two cache lines, so that packing reads whole lines of a row-major B. */
const NC: i32 = 32

/** Bytes of scratch a product of this size writes, in any orientation. */
export function gemmScratch(M: i32, N: i32, K: i32): i32 {
  const kc = min(K, KC)
  return <i32>f32Bytes(MR * NR + panelElements(min(M, MC), kc, MR) + panelElements(min(N, NC), kc, NR))
}

/** C [M x N] = A [M x K] B [K x N] (+ C). */
export function gemmNN(
  a: usize,
  b: usize,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
  scratch: usize,
): void {
  product(a, true, b, false, c, M, N, K, accumulate, scratch)
}

/** C [M x N] = A [M x K] B^T (+ C), B [N x K]. */
export function gemmNT(
  a: usize,
  b: usize,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
  scratch: usize,
): void {
  product(a, true, b, true, c, M, N, K, accumulate, scratch)
}

/** C [M x N] = A^T B (+ C), A [K x M], B [K x N]. */
export function gemmTN(
  a: usize,
  b: usize,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
  scratch: usize,
): void {
  product(a, false, b, false, c, M, N, K, accumulate, scratch)
}

/** `aAlongK`: A is stored [M x K], else [K x M]. `bAlongK`: B is stored [N x K], else [K x N]. */
function product(
  a: usize,
  aAlongK: bool,
  b: usize,
  bAlongK: bool,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
  scratch: usize,
): void {
  assert(M >= 0 && N >= 0 && K >= 0)
  const tile = scratch
  const panelsA = f32At(tile, MR * NR)
  const panelsB = f32At(panelsA, panelElements(min(M, MC), min(K, KC), MR))
  const aRow = aAlongK ? K : M
  const bRow = bAlongK ? K : N

  let p0 = 0
  do {
    const kc = min(K - p0, KC)
    const add = accumulate | i32(p0 > 0)
    for (let m0 = 0; m0 < M; m0 += MC) {
      const mc = min(M - m0, MC)
      const blockA = f32At(a, aAlongK ? m0 * aRow + p0 : p0 * aRow + m0)
      packPanels(blockA, aRow, aAlongK, mc, kc, panelsA, MR)
      for (let n0 = 0; n0 < N; n0 += NC) {
        const nc = min(N - n0, NC)
        const blockB = f32At(b, bAlongK ? n0 * bRow + p0 : p0 * bRow + n0)
        packPanels(blockB, bRow, bAlongK, nc, kc, panelsB, NR)
        multiplyBlocks(panelsA, panelsB, f32At(c, m0 * N + n0), N, mc, nc, kc, add, tile)
      }
    }
    p0 += kc
  } while (p0 < K) // at least once: with K = 0, C is the empty sum
}

/** C [mc x nc], rows `cRow` elements apart, (+)= the product of a block of A and one of B. */
function multiplyBlocks(
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

function copyTile(from: usize, fromRow: i32, to: usize, toRow: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j += LANES) {
      const x = loadLanes(f32At(from, i * fromRow + j), columns - j)
      storeLanes(f32At(to, i * toRow + j), x, columns - j)
    }
  }
}

/** Elements of the panels that hold `lines` lines of kc steps. */
function panelElements(lines: i32, kc: i32, width: i32): i32 {
  return ((lines + width - 1) / width) * width * kc
}
