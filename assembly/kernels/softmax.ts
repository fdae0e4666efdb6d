/**
 * Softmax, and what its loss shares with it. A row's maximum is subtracted before exponentials are taken, so logits of +-1e4
 * are as good as small ones. A NaN logit makes its row's probabilities NaN.
 */
import { exp4 } from '../math'
import { f32At, LANES, sumF32Lanes } from '../simd'
import { check, laneMask, loadLanes, loadLanesOr, sameOrApart, storeLanes } from './lanes'

/** The largest of row [N], NaNs apart: they make the sum of exponentials NaN, so they need not be found here. */
export function rowMax(row: usize, N: i32): f32 {
  const lowest = f32x4.splat(-Infinity)
  let largest = lowest
  for (let j = 0; j < N; j += LANES) largest = f32x4.pmax(largest, loadLanesOr(f32At(row, j), N - j, lowest))
  largest = f32x4.pmax(largest, v128.shuffle<u32>(largest, largest, 2, 3, 0, 1))
  largest = f32x4.pmax(largest, v128.shuffle<u32>(largest, largest, 1, 0, 3, 2))
  return f32x4.extract_lane(largest, 0)
}

/** e^(x - shift) for the elements at `ptr`; +0 in lanes past the end. */
export function expLanes(ptr: usize, shift: f32, lanes: i32): v128 {
  const e = exp4(f32x4.sub(loadLanes(ptr, lanes), f32x4.splat(shift)))
  return lanes >= LANES ? e : v128.and(e, laneMask(lanes))
}

/** out [N] = e^(row - shift), in place allowed; returns their sum. */
export function rowExp(row: usize, out: usize, shift: f32, N: i32): f32 {
  let sum = f32x4.splat(0)
  for (let j = 0; j < N; j += LANES) {
    const e = expLanes(f32At(row, j), shift, N - j)
    storeLanes(f32At(out, j), e, N - j)
    sum = f32x4.add(sum, e)
  }
  return sumF32Lanes(sum)
}

/** probabilities [M x N] = softmax of each row of logits [M x N]; in place allowed. */
export function softmax(logits: usize, probabilities: usize, M: i32, N: i32): void {
  check(M | N, logits | probabilities)
  sameOrApart(logits, probabilities, M * N)
  for (let row = 0; row < M; row++) {
    const x = f32At(logits, row * N)
    const y = f32At(probabilities, row * N)
    const sum = f32x4.splat(rowExp(x, y, rowMax(x, N), N))
    for (let j = 0; j < N; j += LANES) {
      const p = f32At(y, j)
      storeLanes(p, f32x4.div(loadLanes(p, N - j), sum), N - j)
    }
  }
}
