/**
 * Stochastic pooling (Zeiler and Fergus, ICLR 2013) of activations that are not negative, over windows as pool.ts has them. In
 * training a pixel a of a window is drawn with the probability a / sum; in prediction y is the mean of that draw, sum a^2 / sum a.
 * With `rate` below 1 a window is drawn with that probability and takes its maximum otherwise.
 */
import { apart, check, loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'
import { checkPool, edge, listWords, windowsOf } from './pool'

/**
 * y and index from the numbers u [M x Ho x Wo x C] in [0, 1). With S the f32 sum over the window and t = u * S, the first pixel
 * up to and with which the sum exceeds t is drawn: one that is 0 never is. A window that sums to 0 has value 0 and index -1, one
 * with a NaN the value NaN. Where `rate` is below 1, u < rate draws, with u / rate in the place of u; else the maximum is taken.
 */
export function stochasticPool(
  x: usize,
  u: usize,
  y: usize,
  index: usize,
  windows: usize,
  perImage: i32,
  rate: f32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  checkPool(x, y, windows, perImage, M, H, W, C, Ho, Wo)
  check(0, u | index)
  const outputs = M * Ho * Wo * C
  apart(index, outputs, x, M * H * W * C)
  apart(index, outputs, y, outputs)
  apart(index, outputs, u, outputs)
  apart(index, outputs, windows, listWords(perImage, M, Ho, Wo))
  apart(y, outputs, u, outputs)
  for (let row = 0; row < M; row++) {
    const image = f32At(x, row * H * W * C)
    const lists = windowsOf(windows, row, perImage, Ho, Wo)
    const columns = f32At(lists, 2 * Ho)
    for (let oy = 0; oy < Ho; oy++) {
      const top = edge(lists, oy)
      const bottom = edge(lists, Ho + oy)
      for (let ox = 0; ox < Wo; ox++) {
        const at = ((row * Ho + oy) * Wo + ox) * C
        const left = edge(columns, ox)
        const right = edge(columns, Wo + ox)
        for (let c = 0; c < C; c += LANES) {
          const numbers = loadLanes(f32At(u, at + c), C - c)
          drawWindow(
            f32At(image, c),
            numbers,
            f32At(y, at + c),
            f32At(index, at + c),
            rate,
            W,
            C,
            C - c,
            top,
            bottom,
            left,
            right,
          )
        }
      }
    }
  }
}

/** One window of up to four channels. */
function drawWindow(
  image: usize,
  numbers: v128,
  y: usize,
  index: usize,
  rate: f32,
  W: i32,
  C: i32,
  lanes: i32,
  top: i32,
  bottom: i32,
  left: i32,
  right: i32,
): void {
  let sum = f32x4.splat(0)
  let largest = f32x4.splat(0)
  let largestAt = i32x4.splat(-1)
  for (let iy = top; iy < bottom; iy++) {
    for (let ix = left; ix < right; ix++) {
      const a = loadLanes(f32At(image, (iy * W + ix) * C), lanes)
      sum = f32x4.add(sum, a)
      const isLarger = f32x4.gt(a, largest)
      largest = v128.bitselect(a, largest, isLarger)
      largestAt = v128.bitselect(i32x4.splat(iy * W + ix), largestAt, isLarger)
    }
  }
  const isDrawn = f32x4.lt(numbers, f32x4.splat(rate))
  const threshold = f32x4.mul(f32x4.div(numbers, f32x4.splat(rate)), sum)
  let partial = f32x4.splat(0)
  let value = f32x4.splat(0)
  let where = i32x4.splat(-1)
  let isFound = i32x4.splat(0)
  for (let iy = top; iy < bottom; iy++) {
    for (let ix = left; ix < right; ix++) {
      const a = loadLanes(f32At(image, (iy * W + ix) * C), lanes)
      partial = f32x4.add(partial, a)
      const isNow = v128.andnot(f32x4.gt(partial, threshold), isFound)
      value = v128.bitselect(a, value, isNow)
      where = v128.bitselect(i32x4.splat(iy * W + ix), where, isNow)
      isFound = v128.or(isFound, isNow)
    }
  }
  value = v128.bitselect(value, largest, isDrawn)
  where = v128.bitselect(where, largestAt, isDrawn)
  // A sum that is NaN exceeds nothing: its window says so itself.
  const isNumber = f32x4.eq(sum, sum)
  storeLanes(y, v128.bitselect(value, sum, isNumber), lanes)
  storeLanes(index, v128.bitselect(where, i32x4.splat(-1), isNumber), lanes)
}

/**
 * The mean of the draw: y = rate * (sum a^2 / sum a) + (1 - rate) * max, sums in f32; 0 for a window that sums to 0, NaN for one
 * with a NaN.
 */
export function weightedPool(
  x: usize,
  y: usize,
  windows: usize,
  perImage: i32,
  rate: f32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  checkPool(x, y, windows, perImage, M, H, W, C, Ho, Wo)
  const zero = f32x4.splat(0)
  for (let row = 0; row < M; row++) {
    const image = f32At(x, row * H * W * C)
    const lists = windowsOf(windows, row, perImage, Ho, Wo)
    const columns = f32At(lists, 2 * Ho)
    for (let oy = 0; oy < Ho; oy++) {
      for (let ox = 0; ox < Wo; ox++) {
        for (let c = 0; c < C; c += LANES) {
          let sum = zero
          let squares = zero
          let largest = zero
          for (let iy = edge(lists, oy); iy < edge(lists, Ho + oy); iy++) {
            for (let ix = edge(columns, ox); ix < edge(columns, Wo + ox); ix++) {
              const a = loadLanes(f32At(image, (iy * W + ix) * C + c), C - c)
              sum = f32x4.add(sum, a)
              squares = f32x4.add(squares, f32x4.mul(a, a))
              largest = f32x4.max(largest, a)
            }
          }
          const mean = v128.andnot(f32x4.div(squares, sum), f32x4.eq(sum, zero))
          const drawn = f32x4.mul(f32x4.splat(rate), mean)
          const value = f32x4.add(drawn, f32x4.mul(f32x4.splat(1 - rate), largest))
          storeLanes(f32At(y, ((row * Ho + oy) * Wo + ox) * C + c), value, C - c)
        }
      }
    }
  }
}
