/**
 * C = A B in three orientations, all by the same loops over packed blocks (Goto and van de Geijn, Anatomy of
 * High-Performance Matrix Multiplication, ACM TOMS 34(3), 2008):
 *
 *     for p0 in 0..K by at most KC            partial sums go to C and come back: still one f32 sum in order of k
 *       for m0 in 0..M by as many lines as a block of A holds
 *         skipBlock (skip.ts)                 where A holds many zeros: they are left out
 *         denseBlock (dense.ts)               elsewhere
 *
 * Where it is B of A^T B that holds the most zeros (a gradient behind a ReLU, while features have none), skipBlock computes
 * C^T = B^T A and writes its tiles across.
 *
 * Blocks and tiles decide when a term is added, never in which order, so that in the strict build every shape and
 * every blocking gives the bits of the plain triple loop. Leaving out a term +-0 changes no sum that is not -0, and one
 * that starts at +0 never becomes -0: x + (-x) is +0, and +0 + (-0) is. Nothing is allocated or kept: scratch is the
 * caller's.
 */
import { allApart, check } from '../kernels/lanes'
import { f32At, LANES } from '../simd'
import { lookedShare, SHUFFLES, writeShuffles } from './compress'
import { denseBlock, denseScratch, denseScratchUpTo } from './dense'
import { roundUp } from './pack'
import { skipBlock, skipScratch } from './skip'

/** Most steps in a block: a panel of B 32 wide takes 24 KiB of a 32 KiB L1, as do one of 8 and one of A with room to spare. */
const KC: i32 = 192
/** Elements in a block of A; as lists, of which three quarters stay empty, they take 256 KiB of L2. */
const BLOCK: i32 = 131072
/** Zeros are skipped where at most this share of the elements of a block of A are not zero. */
const SKIP_SHARE: f64 = 0.7
/** Zeros are skipped where both N and K are at least this: making the lists costs as much as a few columns of a product. */
const MIN_SKIP: i32 = 16
/** Writing a product across costs as much as so many steps of it. */
const ACROSS_STEPS: f64 = 10
/** Fewer steps than these are not worth looking into writing a product across. */
const MIN_ACROSS: i32 = 24
/** A product of which no term is left out costs as much as one with this share of terms that skips zeros. */
const DENSE_SHARE: f64 = 0.85

/**
 * The largest gemmScratch of a product of at most M x N x K: more than that of M x N x K itself where fewer steps make longer
 * blocks, or fewer lines fill the tall tiles less well.
 */
export function gemmScratchUpTo(M: i32, N: i32, K: i32): i32 {
  let most = 0
  // Every number of steps up to KC is that of a block of some product.
  for (let kc = 0; kc <= min(K, KC); kc++) {
    const lines = min(max(M, N), linesOfBlock(kc))
    most = max(most, max(denseScratchUpTo(M, N, kc), skipScratch(lines, kc)))
  }
  return SHUFFLES + most
}

/** Bytes of scratch a product of this size writes, in any orientation. */
export function gemmScratch(M: i32, N: i32, K: i32): i32 {
  const kc = stepsOfBlock(K)
  // The lines of a list are those of A, or across those of B.
  const lines = min(max(M, N), linesOfBlock(kc))
  return SHUFFLES + max(denseScratch(M, N, kc), skipScratch(lines, kc))
}

/** Steps in each block but the last: as few blocks as there can be, all about as long. */
function stepsOfBlock(K: i32): i32 {
  const blocks = max((K + KC - 1) / KC, 1)
  return min(K, roundUp((K + blocks - 1) / blocks, LANES))
}

function linesOfBlock(kc: i32): i32 {
  return BLOCK / max(kc, 64)
}

/** C [M x N] = A [M x K] B [K x N]. */
export function gemmNN(a: usize, b: usize, c: usize, M: i32, N: i32, K: i32, scratch: usize): void {
  product(a, true, b, false, c, M, N, K, 0, N, scratch)
}

/** C [M x N] = A [M x K] B^T, B [N x K]. */
export function gemmNT(a: usize, b: usize, c: usize, M: i32, N: i32, K: i32, scratch: usize): void {
  product(a, true, b, true, c, M, N, K, 0, N, scratch)
}

/** C [M x N] = A^T B, A [K x M], B [K x N]. */
export function gemmTN(a: usize, b: usize, c: usize, M: i32, N: i32, K: i32, scratch: usize): void {
  product(a, false, b, false, c, M, N, K, 0, N, scratch)
}

/**
 * Columns [first, last) of C = A B, for several callers that share a product: each computes the bits that the whole product
 * has there, in scratch of its own. `aAlongK`, `bAlongK`: as they are stored, see product.
 */
export function gemmColumns(
  aAlongK: i32,
  bAlongK: i32,
  a: usize,
  b: usize,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  assert(first <= last && last <= N)
  product(a, aAlongK !== 0, b, bAlongK !== 0, c, M, N, K, first, last, scratch)
}

/**
 * `aAlongK`: A is stored [M x K], else [K x M]. `bAlongK`: B is stored [N x K], else [K x N]. Of C only the columns
 * [first, last).
 */
function product(
  a: usize,
  aAlongK: bool,
  b: usize,
  bAlongK: bool,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  check(M | N | K | first, a | b | c | scratch)
  allApart(a, M * K, b, K * N, c, M * N, scratch, gemmScratch(M, N, K) >> 2)
  const shuffles = scratch
  scratch += SHUFFLES
  const aRow = aAlongK ? K : M
  const bRow = bAlongK ? K : N
  const columns = last - first
  // What decides is the whole product, so that a part of it skips what the whole would.
  const maySkip = min(N, K) >= MIN_SKIP
  const mayCross = maySkip && !aAlongK && !bAlongK && M >= MIN_SKIP && K >= MIN_ACROSS
  if (maySkip) writeShuffles(shuffles)

  const steps = stepsOfBlock(K)
  const lines = linesOfBlock(steps)
  let p0 = 0
  do {
    const kc = min(K - p0, steps)
    const add = i32(p0 > 0)
    const fromB = f32At(b, bAlongK ? first * bRow + p0 : p0 * bRow + first)
    if (mayCross && isBetterAcross(f32At(b, p0 * bRow), N, f32At(a, p0 * aRow), M, kc)) {
      const allA = f32At(a, p0 * aRow)
      for (let n0 = 0; n0 < columns; n0 += lines) {
        const nc = min(columns - n0, lines)
        const fromN = f32At(fromB, n0)
        const toC = f32At(c, first + n0)
        skipBlock(fromN, bRow, false, allA, aRow, false, toC, N, nc, M, kc, add, true, shuffles, scratch)
      }
    } else {
      for (let m0 = 0; m0 < M; m0 += lines) {
        const mc = min(M - m0, lines)
        const fromA = f32At(a, aAlongK ? m0 * aRow + p0 : p0 * aRow + m0)
        const toC = f32At(c, m0 * N + first)
        if (maySkip && isSparse(fromA, aRow, aAlongK, mc, kc)) {
          skipBlock(
            fromA,
            aRow,
            aAlongK,
            fromB,
            bRow,
            bAlongK,
            toC,
            N,
            mc,
            columns,
            kc,
            add,
            false,
            shuffles,
            scratch,
          )
        } else {
          denseBlock(fromA, aRow, aAlongK, fromB, bRow, bAlongK, toC, N, mc, columns, kc, add, scratch)
        }
      }
    }
    p0 += kc
  } while (p0 < K) // at least once: with K = 0, C is the empty sum
}

function isSparse(a: usize, stride: i32, alongK: bool, mc: i32, kc: i32): bool {
  const rows = alongK ? mc : kc
  const columns = alongK ? kc : mc
  return lookedShare(a, stride, rows, columns) <= SKIP_SHARE
}

/** Whether to leave out zeros of B [kc x N] rather than those of A [kc x M]. */
function isBetterAcross(b: usize, N: i32, a: usize, M: i32, kc: i32): bool {
  const shareB = lookedShare(b, N, kc, N)
  if (shareB > SKIP_SHARE) return false
  return shareB * <f64>kc + ACROSS_STEPS < min(lookedShare(a, M, kc, M), DENSE_SHARE) * <f64>kc
}
