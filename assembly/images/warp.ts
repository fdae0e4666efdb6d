/** Images under an inverse map: shift, flip, rotation, scale, shear and elastic distortion are all one. */
import { apart, check, loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'

/**
 * y [M x H x W x C]: pixel (r, c) of image m is x [M x H x W x C] read at
 *
 *     (a0 r + a1 c + a2, a3 r + a4 c + a5) + field[m, r, c]          coefficients a [M x 6], field [M x H x W x 2] or 0 for none
 *
 * between four pixels, (1 - fy) (1 - fx) I00 + (1 - fy) fx I01 + fy (1 - fx) I10 + fy fx I11, where what lies outside is 0. Each
 * operation is rounded once, in every build, so that whole pixels and quarter turns are exact.
 */
export function warp(
  x: usize,
  y: usize,
  coefficients: usize,
  field: usize,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
): void {
  check(M | H | W | C, x | y | coefficients | field)
  apart(x, M * H * W * C, y, M * H * W * C)
  apart(y, M * H * W * C, coefficients, 6 * M)
  if (field !== 0) apart(y, M * H * W * C, field, 2 * M * H * W)
  for (let row = 0; row < M; row++) {
    const a = f32At(coefficients, 6 * row)
    const image = f32At(x, row * H * W * C)
    for (let r = 0; r < H; r++) {
      for (let c = 0; c < W; c++) {
        const pixel = (row * H + r) * W + c
        let sy = load<f32>(a) * <f32>r + load<f32>(a, 4) * <f32>c + load<f32>(a, 8)
        let sx = load<f32>(a, 12) * <f32>r + load<f32>(a, 16) * <f32>c + load<f32>(a, 20)
        if (field !== 0) {
          sy += load<f32>(f32At(field, 2 * pixel))
          sx += load<f32>(f32At(field, 2 * pixel + 1))
        }
        readBetween(image, sy, sx, f32At(y, pixel * C), H, W, C)
      }
    }
  }
}

/** to [C] = the image read at (sy, sx). */
function readBetween(image: usize, sy: f32, sx: f32, to: usize, H: i32, W: i32, C: i32): void {
  // So that no position is too large for a whole number; one that is NaN is outside as well.
  const isNear = sy > -1 && sy < <f32>H && sx > -1 && sx < <f32>W
  const top = isNear ? floor<f32>(sy) : 0
  const left = isNear ? floor<f32>(sx) : 0
  const iy = <i32>top
  const ix = <i32>left
  const fy = isNear ? sy - top : 0
  const fx = isNear ? sx - left : 0
  const w00 = f32x4.splat((1 - fy) * (1 - fx))
  const w01 = f32x4.splat((1 - fy) * fx)
  const w10 = f32x4.splat(fy * (1 - fx))
  const w11 = f32x4.splat(fy * fx)
  const hasTop = isNear && iy >= 0
  const hasBottom = isNear && iy + 1 < H
  const hasLeft = ix >= 0
  const hasRight = ix + 1 < W
  const corner = (iy * W + ix) * C
  for (let c = 0; c < C; c += LANES) {
    const i00 = pixelOr0(image, corner + c, hasTop && hasLeft, C - c)
    const i01 = pixelOr0(image, corner + C + c, hasTop && hasRight, C - c)
    const i10 = pixelOr0(image, corner + W * C + c, hasBottom && hasLeft, C - c)
    const i11 = pixelOr0(image, corner + W * C + C + c, hasBottom && hasRight, C - c)
    const upper = f32x4.add(term(w00, i00), term(w01, i01))
    storeLanes(f32At(to, c), f32x4.add(f32x4.add(upper, term(w10, i10)), term(w11, i11)), C - c)
  }
}

function pixelOr0(image: usize, at: i32, isInside: bool, lanes: i32): v128 {
  return isInside ? loadLanes(f32At(image, at), lanes) : f32x4.splat(0)
}

/** weight * pixel, +0 where the weight is 0, whatever the pixel. */
function term(weight: v128, pixel: v128): v128 {
  return v128.andnot(f32x4.mul(weight, pixel), f32x4.eq(weight, f32x4.splat(0)))
}
