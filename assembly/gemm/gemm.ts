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
import { compressLines, countNonZeros, listStride, SHUFFLES, writeShuffles } from './compress'
import { MR, NR, tile4x8 } from './micro'
import { packPanels } from './pack'
import { panelWidth, ROW, rowTile } from './row'

/** Steps in a block: a panel of B (KC * NR * 4 = 8 KiB) and one of A (4 KiB) share a 32 KiB L1. */
const KC: i32 = 256
/** Rows in a block: A's panels take MC * KC * 4 = 256 KiB of L2. */
const MC: i32 = 256
/** Columns in a block: two cache lines, so that packing reads whole lines of a row-major B. */
const NC: i32 = 32
/** Zeros are skipped where at most so many of a hundred elements of A are not zero. */
const SKIP_PERCENT: i32 = 60
/** ... and both N and K are at least this: a list costs as much as a few columns of a product. */
const SKIP_LEAST: i32 = 16
/** A block of B of at most so many elements is read where it is: it fits in L1. */
const IN_PLACE: i32 = 8192

/** Bytes of scratch a product of this size writes, in any orientation. */
export function gemmScratch(M: i32, N: i32, K: i32): i32 {
  const mc = min(M, MC)
  const kc = min(K, KC)
  return <i32>f32Bytes(MR * NR + elementsA(mc, kc) + kc * max(roundUp(min(N, NC), NR), ROW)) + SHUFFLES
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
  const shuffles = f32At(tile, MR * NR)
  const blockOfA = shuffles + SHUFFLES
  const panelsB = f32At(blockOfA, elementsA(min(M, MC), min(K, KC)))
  const aRow = aAlongK ? K : M
  const bRow = bAlongK ? K : N
  // A sum that starts at a caller's -0 is not what it was after +0 is added.
  const maySkip = accumulate === 0 && min(N, K) >= SKIP_LEAST
  if (maySkip) writeShuffles(shuffles)

  let p0 = 0
  do {
    const kc = min(K - p0, KC)
    const add = accumulate | i32(p0 > 0)
    for (let m0 = 0; m0 < M; m0 += MC) {
      const mc = min(M - m0, MC)
      const fromA = f32At(a, aAlongK ? m0 * aRow + p0 : p0 * aRow + m0)
      const fromB = f32At(b, bAlongK ? p0 : p0 * bRow)
      const toC = f32At(c, m0 * N)
      if (maySkip && isSparse(fromA, aRow, aAlongK, mc, kc)) {
        skipZeros(
          fromA,
          aRow,
          aAlongK,
          fromB,
          bRow,
          bAlongK,
          toC,
          mc,
          N,
          kc,
          add,
          tile,
          shuffles,
          blockOfA,
          panelsB,
        )
        continue
      }
      packPanels(fromA, aRow, aAlongK, mc, kc, blockOfA, MR)
      for (let n0 = 0; n0 < N; n0 += NC) {
        const nc = min(N - n0, NC)
        packPanels(f32At(fromB, bAlongK ? n0 * bRow : n0), bRow, bAlongK, nc, kc, panelsB, NR)
        multiplyBlocks(blockOfA, panelsB, f32At(toC, n0), N, mc, nc, kc, add, tile)
      }
    }
    p0 += kc
  } while (p0 < K) // at least once: with K = 0, C is the empty sum
}

function isSparse(a: usize, stride: i32, alongK: bool, mc: i32, kc: i32): bool {
  const found = alongK ? countNonZeros(a, stride, mc, kc) : countNonZeros(a, stride, kc, mc)
  return found * 100 <= mc * kc * SKIP_PERCENT
}

/** The product of a block of A and all columns of B: lists of A's elements that are not zero, line by line. */
function skipZeros(
  a: usize,
  aRow: i32,
  aAlongK: bool,
  b: usize,
  bRow: i32,
  bAlongK: bool,
  c: usize,
  mc: i32,
  N: i32,
  kc: i32,
  add: i32,
  tile: usize,
  shuffles: usize,
  lists: usize,
  panel: usize,
): void {
  const inPlace = !bAlongK && (N & 7) === 0 && N * kc <= IN_PLACE
  const ends = lists
  const first = f32At(ends, roundUp(mc, LANES))
  compressLines(a, aRow, aAlongK, mc, kc, 4 * (inPlace ? bRow : ROW), first, ends, shuffles)
  let n0 = 0
  while (n0 < N) {
    const width = panelWidth(N - n0)
    const columns = min(width, N - n0)
    const from = f32At(b, bAlongK ? n0 * bRow : n0)
    if (!inPlace) packPanels(from, bRow, bAlongK, columns, kc, panel, ROW)
    let list = first
    for (let i = 0; i < mc; i++) {
      const end = load<usize>(f32At(ends, i))
      const target = f32At(c, i * N + n0)
      if (columns === width) rowTile(width, list, end, inPlace ? from : panel, target, add)
      else {
        if (add) copyTile(target, N, tile, width, 1, columns)
        rowTile(width, list, end, inPlace ? from : panel, tile, add)
        copyTile(tile, width, target, N, 1, columns)
      }
      list += f32Bytes(listStride(kc))
    }
    n0 += width
  }
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

/** Elements that a block of A takes, as panels or as lists. */
function elementsA(mc: i32, kc: i32): i32 {
  const lines = roundUp(mc, MR)
  return lines * (listStride(kc) + 1)
}

function roundUp(count: i32, step: i32): i32 {
  return ((count + step - 1) / step) * step
}
