/** Smoothing along both axes, for the displacements of elastic distortion. */
import { apart, check, loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, f32Bytes, LANES } from '../simd'

/**
 * y [M x H x W x C] = scale * (x smoothed) + offset, where x [M x (H + taps - 1) x (W + taps - 1) x C] reaches beyond y on all sides:
 * sums over `weights` [taps], first along the rows of x into scratch [(H + taps - 1) x W x C], then along its columns, taps ascending
 * from 0. Each operation is rounded once, in every build.
 */
export function blur(
  x: usize,
  y: usize,
  weights: usize,
  scratch: usize,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  taps: i32,
  scale: f32,
  offset: f32,
): void {
  check(M | H | W | C | (taps - 1), x | y | weights | scratch)
  const N = W * C
  const stride = (W + taps - 1) * C
  const rows = H + taps - 1
  apart(y, M * H * N, x, M * rows * stride)
  apart(y, M * H * N, weights, taps)
  apart(y, M * H * N, scratch, rows * N)
  apart(scratch, rows * N, x, M * rows * stride)
  apart(scratch, rows * N, weights, taps)
  const scales = f32x4.splat(scale)
  const offsets = f32x4.splat(offset)
  for (let row = 0; row < M; row++) {
    const image = f32At(x, row * rows * stride)
    for (let r = 0; r < rows; r++) {
      smooth(f32At(image, r * stride), C, f32At(scratch, r * N), N, weights, taps)
    }
    for (let r = 0; r < H; r++) {
      const line = f32At(y, (row * H + r) * N)
      smooth(f32At(scratch, r * N), N, line, N, weights, taps)
      for (let j = 0; j < N; j += LANES) {
        const p = f32At(line, j)
        storeLanes(p, f32x4.add(f32x4.mul(scales, loadLanes(p, N - j)), offsets), N - j)
      }
    }
  }
}

/** to [n] = the sum over k of weights[k] * x[k * stride + ..]: sixteen sums side by side, which do not wait for one another. */
function smooth(x: usize, stride: i32, to: usize, n: i32, weights: usize, taps: i32): void {
  const step = f32Bytes(stride)
  let j = 0
  for (; j + 16 <= n; j += 16) {
    let from = f32At(x, j)
    let sum0 = f32x4.splat(0)
    let sum1 = f32x4.splat(0)
    let sum2 = f32x4.splat(0)
    let sum3 = f32x4.splat(0)
    for (let k = 0; k < taps; k++) {
      const weight = v128.load32_splat(f32At(weights, k))
      sum0 = f32x4.add(sum0, f32x4.mul(weight, v128.load(from)))
      sum1 = f32x4.add(sum1, f32x4.mul(weight, v128.load(from, 16)))
      sum2 = f32x4.add(sum2, f32x4.mul(weight, v128.load(from, 32)))
      sum3 = f32x4.add(sum3, f32x4.mul(weight, v128.load(from, 48)))
      from += step
    }
    const p = f32At(to, j)
    v128.store(p, sum0)
    v128.store(p, sum1, 16)
    v128.store(p, sum2, 32)
    v128.store(p, sum3, 48)
  }
  for (; j + LANES <= n; j += LANES) {
    let from = f32At(x, j)
    let sum = f32x4.splat(0)
    for (let k = 0; k < taps; k++) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(f32At(weights, k)), v128.load(from)))
      from += step
    }
    v128.store(f32At(to, j), sum)
  }
  if (j < n) storeLanes(f32At(to, j), along(f32At(x, j), stride, weights, taps, n - j), n - j)
}

/** The same for up to three neighbours. */
function along(x: usize, stride: i32, weights: usize, taps: i32, lanes: i32): v128 {
  let sum = f32x4.splat(0)
  for (let k = 0; k < taps; k++) {
    const weight = v128.load32_splat(f32At(weights, k))
    sum = f32x4.add(sum, f32x4.mul(weight, loadLanes(f32At(x, k * stride), lanes)))
  }
  return sum
}
