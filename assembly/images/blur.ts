/** Smoothing along both axes, for the displacements of elastic distortion. */
import { apart, check, loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'

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
      for (let j = 0; j < N; j += LANES) {
        storeLanes(
          f32At(scratch, r * N + j),
          along(f32At(image, r * stride + j), C, weights, taps, N - j),
          N - j,
        )
      }
    }
    for (let r = 0; r < H; r++) {
      for (let j = 0; j < N; j += LANES) {
        const sum = along(f32At(scratch, r * N + j), N, weights, taps, N - j)
        storeLanes(f32At(y, (row * H + r) * N + j), f32x4.add(f32x4.mul(scales, sum), offsets), N - j)
      }
    }
  }
}

/** The sum over k of weights[k] * x[k * stride], for up to four neighbours. */
function along(x: usize, stride: i32, weights: usize, taps: i32, lanes: i32): v128 {
  let sum = f32x4.splat(0)
  for (let k = 0; k < taps; k++) {
    const weight = f32x4.splat(load<f32>(f32At(weights, k)))
    sum = f32x4.add(sum, f32x4.mul(weight, loadLanes(f32At(x, k * stride), lanes)))
  }
  return sum
}
