/** Rows and images made of two, for augmentation: mixup, cutmix and cutout. */
import { apart, check, loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'

/** x [M x N] = share * x + (1 - share) * z, shares [M] f32 in [0, 1]; a share of 1 leaves x where z is finite. */
export function mixRows(x: usize, z: usize, shares: usize, M: i32, N: i32): void {
  check(M | N, x | z | shares)
  apart(x, M * N, z, M * N)
  apart(x, M * N, shares, M)
  for (let row = 0; row < M; row++) {
    const share = load<f32>(f32At(shares, row))
    const own = f32x4.splat(share)
    const other = f32x4.splat(1 - share)
    for (let j = 0; j < N; j += LANES) {
      const p = f32At(x, row * N + j)
      const mixed = f32x4.add(
        f32x4.mul(own, loadLanes(p, N - j)),
        f32x4.mul(other, loadLanes(f32At(z, row * N + j), N - j)),
      )
      storeLanes(p, mixed, N - j)
    }
  }
}

/**
 * Puts a box of z into each image of x [M x H x W x C], or of zeros where z is 0: rows [box0, box1) and columns [box2, box3) of
 * boxes [M x 4] i32, inside the image; empty where the first is not below the second.
 */
export function pasteBoxes(x: usize, z: usize, boxes: usize, M: i32, H: i32, W: i32, C: i32): void {
  check(M | H | W | C, x | z | boxes)
  apart(x, M * H * W * C, boxes, 4 * M)
  if (z !== 0) apart(x, M * H * W * C, z, M * H * W * C)
  for (let row = 0; row < M; row++) {
    const box = f32At(boxes, 4 * row)
    const top = load<i32>(box)
    const bottom = load<i32>(box, 4)
    const left = load<i32>(box, 8)
    const right = load<i32>(box, 12)
    assert(top >= 0 && bottom <= H && left >= 0 && right <= W)
    const run = (right - left) * C
    for (let y = top; y < bottom; y++) {
      const at = ((row * H + y) * W + left) * C
      for (let j = 0; j < run; j += LANES) {
        const from = z === 0 ? f32x4.splat(0) : loadLanes(f32At(z, at + j), run - j)
        storeLanes(f32At(x, at + j), from, run - j)
      }
    }
  }
}
