/**
 * Patches: what a convolution multiplies by its weights. Images are channels last, [rows x H x W x C]; an output pixel (oy, ox)
 * sees size x size pixels from (oy * stride - pad, ox * stride - pad) on, zeros outside the image:
 *
 *     P [pixels x size * size * C]    P[(row, oy, ox), (ky, kx, c)] = x[row, oy * stride + ky - pad, ox * stride + kx - pad, c]
 *
 * So z = P W + b with weights [size * size * C x filters] is a dense layer, whose output is the next image, channels last again.
 * Output pixels are counted over all rows, Ho * Wo to a row, and asked for in ranges, so that a block of P stays in the cache.
 */
import { apart, check, loadLanes, storeLanes, wholeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'

/** Output pixels along one side: floor((length + 2 pad - size) / stride) + 1; 0 where the window is larger than the image. */
export function outputLength(length: i32, size: i32, stride: i32, pad: i32): i32 {
  const rest = length + 2 * pad - size
  return rest < 0 ? 0 : rest / stride + 1
}

/** to [n] = from [n]. */
function copyRun(from: usize, to: usize, n: i32): void {
  const whole = wholeLanes(n)
  for (let j = 0; j < whole; j += LANES) v128.store(f32At(to, j), v128.load(f32At(from, j)))
  if (whole < n) storeLanes(f32At(to, whole), loadLanes(f32At(from, whole), n - whole), n - whole)
}

/** As copyRun, but up to three numbers more: what is behind `from` is read, and what is behind `to` is still to be written. */
function copyBeyond(from: usize, to: usize, n: i32): void {
  for (let j = 0; j < n; j += LANES) v128.store(f32At(to, j), v128.load(f32At(from, j)))
}

function clearRun(to: usize, n: i32): void {
  const whole = wholeLanes(n)
  for (let j = 0; j < whole; j += LANES) v128.store(f32At(to, j), f32x4.splat(0))
  if (whole < n) storeLanes(f32At(to, whole), f32x4.splat(0), n - whole)
}

/** to [n] += from [n]. */
function addRun(from: usize, to: usize, n: i32): void {
  const whole = wholeLanes(n)
  for (let j = 0; j < whole; j += LANES) {
    const p = f32At(to, j)
    v128.store(p, f32x4.add(v128.load(p), v128.load(f32At(from, j))))
  }
  if (whole === n) return
  const p = f32At(to, whole)
  const rest = n - whole
  storeLanes(p, f32x4.add(loadLanes(p, rest), loadLanes(f32At(from, whole), rest)), rest)
}

/** P [count x size * size * C] of the output pixels [first, first + count) of x [? x H x W x C]. */
export function patches(
  x: usize,
  P: usize,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  first: i32,
  count: i32,
): void {
  checkWindow(x | P, H | W | C, size, stride, pad, first | count)
  const Wo = outputLength(W, size, stride, pad)
  const pixels = outputLength(H, size, stride, pad) * Wo
  if (count === 0) return
  apart(P, count * size * size * C, x, ((first + count - 1) / pixels + 1) * H * W * C)
  const run = size * C
  let image = f32At(x, (first / pixels) * H * W * C)
  let oy = (first % pixels) / Wo
  let ox = (first % pixels) % Wo
  for (let i = 0; i < count; i++) {
    const left = ox * stride - pad
    const top = oy * stride - pad
    const isInside = left >= 0 && left + size <= W && top >= 0 && top + size <= H
    // Up to three numbers behind the patch are written too, and must be those of patches that follow.
    if (isInside && (count - 1 - i) * size * run >= LANES - 1) {
      let from = f32At(image, (top * W + left) * C)
      for (let ky = 0; ky < size; ky++) {
        copyBeyond(from, P, run)
        from = f32At(from, W * C)
        P = f32At(P, run)
      }
    } else {
      // Of the columns of the window those inside the image.
      const from = max(-left, 0)
      const to = max(min(W - left, size), from)
      for (let ky = 0; ky < size; ky++) {
        const y = top + ky
        if (y < 0 || y >= H || from === to) clearRun(P, run)
        else {
          clearRun(P, from * C)
          copyRun(f32At(image, (y * W + left + from) * C), f32At(P, from * C), (to - from) * C)
          clearRun(f32At(P, to * C), (size - to) * C)
        }
        P = f32At(P, run)
      }
    }
    ox++
    if (ox < Wo) continue
    ox = 0
    oy++
    if (oy * Wo < pixels) continue
    oy = 0
    image = f32At(image, H * W * C)
  }
}

/**
 * The adjoint: dx += what P's gradient dP [count x size * size * C] says of each pixel, output pixels ascending, then ky, then kx. An
 * image is cleared when its first output pixel is among those, so ranges that follow one another need nothing before.
 */
export function addPatches(
  dP: usize,
  dx: usize,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  first: i32,
  count: i32,
): void {
  checkWindow(dP | dx, H | W | C, size, stride, pad, first | count)
  const Wo = outputLength(W, size, stride, pad)
  const pixels = outputLength(H, size, stride, pad) * Wo
  if (count === 0) return
  apart(dP, count * size * size * C, dx, ((first + count - 1) / pixels + 1) * H * W * C)
  const run = size * C
  let image = f32At(dx, (first / pixels) * H * W * C)
  let oy = (first % pixels) / Wo
  let ox = (first % pixels) % Wo
  for (let i = 0; i < count; i++) {
    if (oy === 0 && ox === 0) clearRun(image, H * W * C)
    const left = ox * stride - pad
    const from = max(-left, 0)
    const to = max(min(W - left, size), from)
    for (let ky = 0; ky < size; ky++) {
      const y = oy * stride + ky - pad
      if (y >= 0 && y < H) {
        addRun(f32At(dP, from * C), f32At(image, (y * W + left + from) * C), (to - from) * C)
      }
      dP = f32At(dP, run)
    }
    ox++
    if (ox < Wo) continue
    ox = 0
    oy++
    if (oy * Wo < pixels) continue
    oy = 0
    image = f32At(image, H * W * C)
  }
}

function checkWindow(pointers: usize, sizes: i32, size: i32, stride: i32, pad: i32, pixels: i32): void {
  check(sizes | pad | pixels, pointers)
  assert(size > 0 && stride > 0)
}
