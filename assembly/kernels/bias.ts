/** The bias row of a dense layer: z = x W + bias. */
import { f32At, LANES } from '../simd'
import { apart, check, loadLanes, storeLanes, wholeLanes } from './lanes'

/** z [M x N] += bias [N] in every row. */
export function addBias(z: usize, bias: usize, M: i32, N: i32): void {
  check(M | N, z | bias)
  apart(z, M * N, bias, N)
  const whole = wholeLanes(N)
  const rest = N - whole
  const biasRest = loadLanes(f32At(bias, whole), rest)
  for (let row = 0; row < M; row++) {
    const zRow = f32At(z, row * N)
    for (let j = 0; j < whole; j += LANES) {
      const p = f32At(zRow, j)
      v128.store(p, f32x4.add(v128.load(p), v128.load(f32At(bias, j))))
    }
    const p = f32At(zRow, whole)
    storeLanes(p, f32x4.add(loadLanes(p, rest), biasRest), rest)
  }
}

/** Columns summed at once: 64 bytes, a cache line of each row. */
const STRIP: i32 = 16

/**
 * Inverts z += bias: dBias [N] = sum over the rows of dZ [M x N], in f32, rows ascending, so a column's sum does
 * not depend on N. M = 0 gives zeros.
 */
export function biasGradient(dZ: usize, dBias: usize, M: i32, N: i32): void {
  check(M | N, dZ | dBias)
  apart(dZ, M * N, dBias, N)
  for (let j = 0; j < N; j += STRIP) {
    const width = N - j
    let sum0 = f32x4.splat(0)
    let sum1 = f32x4.splat(0)
    let sum2 = f32x4.splat(0)
    let sum3 = f32x4.splat(0)
    for (let row = 0; row < M; row++) {
      const p = f32At(dZ, row * N + j)
      sum0 = f32x4.add(sum0, loadLanes(p, width))
      sum1 = f32x4.add(sum1, loadLanes(f32At(p, 4), width - 4))
      sum2 = f32x4.add(sum2, loadLanes(f32At(p, 8), width - 8))
      sum3 = f32x4.add(sum3, loadLanes(f32At(p, 12), width - 12))
    }
    const q = f32At(dBias, j)
    storeLanes(q, sum0, width)
    storeLanes(f32At(q, 4), sum1, width - 4)
    storeLanes(f32At(q, 8), sum2, width - 8)
    storeLanes(f32At(q, 12), sum3, width - 12)
  }
}
