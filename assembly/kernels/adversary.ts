/** Features moved against the network: the fast gradient sign method (Goodfellow, Shlens and Szegedy, ICLR 2015). */
import { f32At, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes } from './lanes'

/** sign(d) * size; +0 where d is 0 or NaN. */
function signed4(d: v128, size: v128): v128 {
  const zero = f32x4.splat(0)
  const up = v128.and(f32x4.gt(d, zero), size)
  return f32x4.sub(up, v128.and(f32x4.lt(d, zero), size))
}

/** x [M x N] += sign(d [M x N]) * sizes [N], column by column. */
export function moveBySign(x: usize, d: usize, sizes: usize, M: i32, N: i32): void {
  check(M | N, x | d | sizes)
  apart(x, M * N, d, M * N)
  apart(x, M * N, sizes, N)
  for (let row = 0; row < M; row++) {
    const xRow = f32At(x, row * N)
    const dRow = f32At(d, row * N)
    for (let j = 0; j < N; j += LANES) {
      const lanes = N - j
      const p = f32At(xRow, j)
      const move = signed4(loadLanes(f32At(dRow, j), lanes), loadLanes(f32At(sizes, j), lanes))
      storeLanes(p, f32x4.add(loadLanes(p, lanes), move), lanes)
    }
  }
}
