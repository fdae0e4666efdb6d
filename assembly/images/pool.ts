/**
 * Pooling over windows of images, channels last: x [M x H x W x C] becomes y [M x Ho x Wo x C]. Window (oy, ox) is rows
 * [top[oy], bottom[oy]) and columns [left[ox], right[ox]) of the image, never empty; `windows` holds the four lists one after the
 * other, i32 [2 * (Ho + Wo)], once for all images or, when `perImage` is 1, once for each of them. Within a window pixels go row
 * by row, so that sums have one order, and the first of equal maxima wins. Lanes are channels.
 *
 * `index` [M x Ho x Wo x C] i32 remembers where y came from, as pixel iy * W + ix, or -1 for nowhere: what poolBackward needs.
 */
import { apart, check, loadLanes, storeLanes } from '../kernels/lanes'
import { f32At, LANES } from '../simd'

/** The lists of an image. */
export function windowsOf(windows: usize, row: i32, perImage: i32, Ho: i32, Wo: i32): usize {
  return f32At(windows, perImage !== 0 ? row * 2 * (Ho + Wo) : 0)
}

/** An entry of a list. */
export function edge(list: usize, at: i32): i32 {
  return load<i32>(f32At(list, at))
}

/** NaN wins, so that none is hidden; else the larger, and of equals the one that was there. */
function beats(x: v128, best: v128): v128 {
  return v128.or(f32x4.gt(x, best), f32x4.ne(x, x))
}

/** y = the largest of each window. */
export function maxPool(
  x: usize,
  y: usize,
  index: usize,
  windows: usize,
  perImage: i32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  checkPool(x, y, windows, perImage, M, H, W, C, Ho, Wo)
  check(0, index)
  apart(index, M * Ho * Wo * C, x, M * H * W * C)
  apart(index, M * Ho * Wo * C, y, M * Ho * Wo * C)
  apart(index, M * Ho * Wo * C, windows, listWords(perImage, M, Ho, Wo))
  for (let row = 0; row < M; row++) {
    const image = f32At(x, row * H * W * C)
    const top = windowsOf(windows, row, perImage, Ho, Wo)
    const bottom = f32At(top, Ho)
    const left = f32At(bottom, Ho)
    const right = f32At(left, Wo)
    for (let oy = 0; oy < Ho; oy++) {
      const y0 = edge(top, oy)
      const y1 = edge(bottom, oy)
      for (let ox = 0; ox < Wo; ox++) {
        const x0 = edge(left, ox)
        const x1 = edge(right, ox)
        const at = ((row * Ho + oy) * Wo + ox) * C
        let c = 0
        if (y1 - y0 === 2 && x1 - x0 === 2) {
          for (; c + LANES <= C; c += LANES) {
            maxOfFour(f32At(image, c), y0 * W + x0, W, C, f32At(y, at + c), f32At(index, at + c))
          }
        }
        for (; c < C; c += LANES) {
          const channels = f32At(image, c)
          let best = loadLanes(f32At(channels, (y0 * W + x0) * C), C - c)
          let where = i32x4.splat(y0 * W + x0)
          for (let iy = y0; iy < y1; iy++) {
            for (let place = iy * W + x0; place < iy * W + x1; place++) {
              const pixel = loadLanes(f32At(channels, place * C), C - c)
              const isBetter = beats(pixel, best)
              best = v128.bitselect(pixel, best, isBetter)
              where = v128.bitselect(i32x4.splat(place), where, isBetter)
            }
          }
          storeLanes(f32At(y, at + c), best, C - c)
          storeLanes(f32At(index, at + c), where, C - c)
        }
      }
    }
  }
}

/** The window most used, of 2 x 2 pixels from `place` on and four channels: the loop's branches would cost three times its work. */
function maxOfFour(channels: usize, place: i32, W: i32, C: i32, y: usize, index: usize): void {
  const first = f32At(channels, place * C)
  const second = f32At(first, W * C)
  let best = v128.load(first)
  let where = i32x4.splat(place)
  const x1 = v128.load(f32At(first, C))
  let isBetter = beats(x1, best)
  best = v128.bitselect(x1, best, isBetter)
  where = v128.bitselect(i32x4.splat(place + 1), where, isBetter)
  const x2 = v128.load(second)
  isBetter = beats(x2, best)
  best = v128.bitselect(x2, best, isBetter)
  where = v128.bitselect(i32x4.splat(place + W), where, isBetter)
  const x3 = v128.load(f32At(second, C))
  isBetter = beats(x3, best)
  best = v128.bitselect(x3, best, isBetter)
  where = v128.bitselect(i32x4.splat(place + W + 1), where, isBetter)
  v128.store(y, best)
  v128.store(index, where)
}

/** y = the mean of each window: its f32 sum over the number of its pixels. */
export function averagePool(
  x: usize,
  y: usize,
  windows: usize,
  perImage: i32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  checkPool(x, y, windows, perImage, M, H, W, C, Ho, Wo)
  for (let row = 0; row < M; row++) {
    const image = f32At(x, row * H * W * C)
    const top = windowsOf(windows, row, perImage, Ho, Wo)
    const bottom = f32At(top, Ho)
    const left = f32At(bottom, Ho)
    const right = f32At(left, Wo)
    for (let oy = 0; oy < Ho; oy++) {
      for (let ox = 0; ox < Wo; ox++) {
        const area = (edge(bottom, oy) - edge(top, oy)) * (edge(right, ox) - edge(left, ox))
        for (let c = 0; c < C; c += LANES) {
          let sum = f32x4.splat(0)
          for (let iy = edge(top, oy); iy < edge(bottom, oy); iy++) {
            for (let ix = edge(left, ox); ix < edge(right, ox); ix++) {
              sum = f32x4.add(sum, loadLanes(f32At(image, (iy * W + ix) * C + c), C - c))
            }
          }
          const at = ((row * Ho + oy) * Wo + ox) * C + c
          storeLanes(f32At(y, at), f32x4.div(sum, f32x4.splat(<f32>area)), C - c)
        }
      }
    }
  }
}

/** Inverts y = sum / area: dx = the sum over the windows of a pixel of dy / area, windows ascending. */
export function averagePoolBackward(
  dy: usize,
  dx: usize,
  windows: usize,
  perImage: i32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  checkPool(dx, dy, windows, perImage, M, H, W, C, Ho, Wo)
  for (let row = 0; row < M; row++) {
    const image = f32At(dx, row * H * W * C)
    memory.fill(image, 0, (<usize>(H * W * C)) << 2)
    const top = windowsOf(windows, row, perImage, Ho, Wo)
    const bottom = f32At(top, Ho)
    const left = f32At(bottom, Ho)
    const right = f32At(left, Wo)
    for (let oy = 0; oy < Ho; oy++) {
      for (let ox = 0; ox < Wo; ox++) {
        const area = (edge(bottom, oy) - edge(top, oy)) * (edge(right, ox) - edge(left, ox))
        for (let c = 0; c < C; c += LANES) {
          const at = ((row * Ho + oy) * Wo + ox) * C + c
          const share = f32x4.div(loadLanes(f32At(dy, at), C - c), f32x4.splat(<f32>area))
          for (let iy = edge(top, oy); iy < edge(bottom, oy); iy++) {
            for (let ix = edge(left, ox); ix < edge(right, ox); ix++) {
              const p = f32At(image, (iy * W + ix) * C + c)
              storeLanes(p, f32x4.add(loadLanes(p, C - c), share), C - c)
            }
          }
        }
      }
    }
  }
}

/**
 * Inverts y = x[index]: dx [M x H x W x C] gets the gradient of each window where its value came from, windows ascending, and 0
 * elsewhere; that of a window from nowhere is lost. Every pixel of a window is compared with the place: four channels at a time that
 * is less than going to where each channel says.
 */
export function poolBackward(
  dy: usize,
  index: usize,
  dx: usize,
  windows: usize,
  perImage: i32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  checkPool(dx, dy, windows, perImage, M, H, W, C, Ho, Wo)
  check(0, index)
  apart(dx, M * H * W * C, index, M * Ho * Wo * C)
  for (let row = 0; row < M; row++) {
    const image = f32At(dx, row * H * W * C)
    const top = windowsOf(windows, row, perImage, Ho, Wo)
    const bottom = f32At(top, Ho)
    const left = f32At(bottom, Ho)
    const right = f32At(left, Wo)
    // Where each pixel has one window, which writes it, there is nothing to clear and nothing to add to.
    const isOnly = lieSideBySide(top, bottom, Ho, H) && lieSideBySide(left, right, Wo, W)
    if (!isOnly) memory.fill(image, 0, (<usize>(H * W * C)) << 2)
    for (let oy = 0; oy < Ho; oy++) {
      const y0 = edge(top, oy)
      const y1 = edge(bottom, oy)
      for (let ox = 0; ox < Wo; ox++) {
        const x0 = edge(left, ox)
        const x1 = edge(right, ox)
        const at = ((row * Ho + oy) * Wo + ox) * C
        let c = 0
        for (; c + LANES <= C; c += LANES) {
          const from = v128.load(f32At(dy, at + c))
          const where = v128.load(f32At(index, at + c))
          assert(!v128.any_true(i32x4.gt_s(where, i32x4.splat(H * W - 1))))
          for (let iy = y0; iy < y1; iy++) {
            for (let place = iy * W + x0; place < iy * W + x1; place++) {
              const p = f32At(image, place * C + c)
              const share = v128.and(from, i32x4.eq(where, i32x4.splat(place)))
              v128.store(p, isOnly ? share : f32x4.add(v128.load(p), share))
            }
          }
        }
        if (c === C) continue
        const lanes = C - c
        const from = loadLanes(f32At(dy, at + c), lanes)
        const where = loadLanes(f32At(index, at + c), lanes)
        for (let iy = y0; iy < y1; iy++) {
          for (let place = iy * W + x0; place < iy * W + x1; place++) {
            const p = f32At(image, place * C + c)
            const share = v128.and(from, i32x4.eq(where, i32x4.splat(place)))
            storeLanes(p, isOnly ? share : f32x4.add(loadLanes(p, lanes), share), lanes)
          }
        }
      }
    }
  }
}

/** Whether windows along an axis cover all of its `length` pixels, each once. */
function lieSideBySide(starts: usize, ends: usize, count: i32, length: i32): bool {
  let covered = 0
  for (let i = 0; i < count; i++) {
    if (edge(starts, i) !== covered) return false
    covered = edge(ends, i)
  }
  return covered === length
}

/** What every pooling expects of its caller; only the debug build looks. */
export function checkPool(
  x: usize,
  y: usize,
  windows: usize,
  perImage: i32,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  Ho: i32,
  Wo: i32,
): void {
  check(M | H | W | C | Ho | Wo, x | y | windows)
  apart(x, M * H * W * C, y, M * Ho * Wo * C)
  const lists = listWords(perImage, M, Ho, Wo)
  apart(windows, lists, x, M * H * W * C)
  apart(windows, lists, y, M * Ho * Wo * C)
}

/** Words of the lists of all images. */
export function listWords(perImage: i32, M: i32, Ho: i32, Wo: i32): i32 {
  return (perImage !== 0 ? M : 1) * 2 * (Ho + Wo)
}
