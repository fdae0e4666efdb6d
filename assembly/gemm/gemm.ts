/** C = A B (+ C), in three orientations. Each element is summed over k in ascending order. */
import { f32At } from '../simd'

export function gemmScratch(M: i32, N: i32, K: i32): i32 {
  return 0 * (M + N + K)
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
  product(a, K, 1, b, N, 1, c, M, N, K, accumulate)
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
  product(a, K, 1, b, 1, K, c, M, N, K, accumulate)
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
  product(a, 1, M, b, N, 1, c, M, N, K, accumulate)
}

/** A's element (i, k) lies at i * aRow + k * aStep, B's (k, j) at k * bRow + j * bStep. */
function product(
  a: usize,
  aRow: i32,
  aStep: i32,
  b: usize,
  bRow: i32,
  bStep: i32,
  c: usize,
  M: i32,
  N: i32,
  K: i32,
  accumulate: i32,
): void {
  for (let i = 0; i < M; i++) {
    for (let j = 0; j < N; j++) {
      let sum: f32 = accumulate ? load<f32>(f32At(c, i * N + j)) : 0
      for (let k = 0; k < K; k++) {
        sum += load<f32>(f32At(a, i * aRow + k * aStep)) * load<f32>(f32At(b, k * bRow + j * bStep))
      }
      store<f32>(f32At(c, i * N + j), sum)
    }
  }
}
