/**
 * Inverts z = windows of x times weights (convolve.ts), from dz [M x Ho x Wo x N]:
 *
 *     dWeights[(ky, kx, c), f] = sum over output pixels p, ascending, of window(p)[ky, kx, c] * dz[p, f]
 *     dx[pixel] = sum over the windows p that see it, ascending, of the sum over f of dz[p, f] * weights[its place in p, f]
 *
 * Behind a ReLU and a pooling most of dz is 0, so both go through lists of what is not: the gradient of a filter adds up windows
 * at the places of its list, read where they lie in the frames of some images; an output pixel adds the weights of the filters in
 * its list to a row of its window. With the rows of windows from the last to the first, each pixel of dx still meets its windows in
 * ascending order: a window one row of outputs further down sees it one row further up.
 */
import { SHUFFLES, writeShuffles } from '../gemm/compress'
import { roundUp, transposeTile } from '../gemm/pack'
import { allApart } from '../kernels/lanes'
import { f32At, f32Bytes, madd } from '../simd'
import { forwardScratch } from './convolve'
import {
  checkWindow,
  clearFrames,
  frameImage,
  frameLength,
  frameSlack,
  outputLength,
  unframeImage,
} from './frame'
import { filterLists, LIST_SLACK, pixelLists } from './imageLists'
import { filledWidth, STRIP_ROWS, stripTile, windowTile } from './windowTile'

/** Columns of the narrowest tile: rows of windows are padded to a multiple of it. */
const NARROW: i32 = 8
/** f32 of the frames, and words of the lists, of the images whose gradients are added up together; one image at least. */
const FRAMES: i32 = 16384
const LISTS: i32 = 65536

/** Images whose lists are made together. */
function imagesAtOnce(M: i32, frame: i32, list: i32, N: i32): i32 {
  return max(min(M, min(FRAMES / max(frame, 1), LISTS / max(list * N, 1))), 1)
}

/** Rows of windows as their gradients are kept: where they are short, as many as strips have. */
function rowsKept(size: i32, run: i32): i32 {
  return run <= NARROW ? roundUp(size, STRIP_ROWS) : size
}

/** Bytes of scratch that any of the three kernels of a convolution needs, for up to M images (`convolve`: any number). */
export function convolutionScratch(
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  N: i32,
): i32 {
  const pixels = outputLength(H, size, stride, pad) * outputLength(W, size, stride, pad)
  const run = roundUp(size * C, NARROW)
  const frame = frameLength(H, W, C, pad)
  const images = imagesAtOnce(M, frame, 2 * pixels, N)
  const slack = frameSlack(W, C, pad)
  const sums = N * (rowsKept(size, size * C) * run + 2)
  const forWeights = sums + N * 2 * images * pixels + images * frame + slack
  const forInputs = size * N * run + pixels + 1 + 2 * pixels * N + LIST_SLACK + frame + slack
  const backward = SHUFFLES + <i32>f32Bytes(max(forWeights, forInputs))
  return max(forwardScratch(H, W, C, size, pad, N), backward)
}

/** Columns [first, last) of dWeights [size * size * C x N], of which it touches no others. */
export function convolveWeights(
  x: usize,
  dz: usize,
  dWeights: usize,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  N: i32,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  checkWindow(x | dz | dWeights | scratch, M | H | W | C | N | first, size, stride, pad)
  assert(first <= last && last <= N)
  const Ho = outputLength(H, size, stride, pad)
  const Wo = outputLength(W, size, stride, pad)
  const words = convolutionScratch(M, H, W, C, size, stride, pad, N) >> 2
  allApart(x, M * H * W * C, dz, M * Ho * Wo * N, dWeights, size * size * C * N, scratch, words)
  const run = size * C
  const kept = rowsKept(size, run) * roundUp(run, NARROW)
  const own = last - first
  const frame = frameLength(H, W, C, pad)
  const images = imagesAtOnce(M, frame, 2 * Ho * Wo, N)
  const list = 2 * images * Ho * Wo
  const sums = scratch
  const table = f32At(sums, own * kept)
  const lists = f32At(table, 2 * own)
  const frames = f32At(lists, own * list)
  memory.fill(sums, 0, f32Bytes(own * kept))
  clearFrames(frames, images * frame + frameSlack(W, C, pad))
  const bytes = <i32>f32Bytes(1)
  for (let image = 0; image < M; image += images) {
    const count = min(M - image, images)
    for (let i = 0; i < count; i++) {
      frameImage(f32At(x, (image + i) * H * W * C), f32At(frames, i * frame), H, W, C, pad)
    }
    const down = bytes * stride * (W + 2 * pad) * C
    const right = bytes * stride * C
    const from = f32At(dz, image * Ho * Wo * N + first)
    filterLists(from, count, Ho, Wo, own, N, bytes * frame, down, right, table, lists, f32Bytes(list))
    addWindows(frames, f32Bytes((W + 2 * pad) * C), run, size, own, kept, table, sums)
  }
  // A row of the sums is a filter's; of dWeights, a place in the window.
  for (let ky = 0; ky < size; ky++) {
    const from = f32At(sums, ky * roundUp(run, NARROW))
    transposeTile(from, kept, f32At(dWeights, ky * run * N + first), N, own, run)
  }
}

/** sums [N x rows of windows x run, padded] += the windows at the places of each filter's list, times its elements. */
function addWindows(
  frames: usize,
  down: usize,
  run: i32,
  size: i32,
  N: i32,
  kept: i32,
  table: usize,
  sums: usize,
): void {
  if (run <= NARROW) {
    for (let f = 0; f < N; f++) {
      const list = load<usize>(f32At(table, 2 * f))
      const end = load<usize>(f32At(table, 2 * f + 1))
      for (let ky = 0; ky < size; ky += STRIP_ROWS) {
        const row = frames + <usize>ky * down
        stripTile(list, end, row, down, f32At(sums, f * kept + ky * NARROW))
      }
    }
    return
  }
  const columns = roundUp(run, NARROW)
  for (let ky = 0; ky < size; ky++) {
    for (let j = 0; j < columns; ) {
      const width = filledWidth(columns - j)
      const b = f32At(frames + <usize>ky * down, j)
      const c = f32At(sums, ky * columns + j)
      windowTile(width, table, f32Bytes(1), 0, 1, b, 0, c, 1, N, f32Bytes(2), 0, f32Bytes(kept))
      j += width
    }
  }
}

/** dx [M x H x W x C]. */
export function convolveInputs(
  dz: usize,
  weights: usize,
  dx: usize,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  N: i32,
  scratch: usize,
): void {
  checkWindow(dz | weights | dx | scratch, M | H | W | C | N, size, stride, pad)
  const Ho = outputLength(H, size, stride, pad)
  const Wo = outputLength(W, size, stride, pad)
  const words = convolutionScratch(M, H, W, C, size, stride, pad, N) >> 2
  allApart(dz, M * Ho * Wo * N, weights, size * size * C * N, dx, M * H * W * C, scratch, words)
  const run = size * C
  const columns = roundUp(run, NARROW)
  const pixels = Ho * Wo
  const frameWords = frameLength(H, W, C, pad)
  const shuffles = scratch
  const turned = scratch + SHUFFLES
  const starts = f32At(turned, size * N * columns)
  const lists = f32At(starts, pixels + 1)
  const frame = f32At(lists, 2 * pixels * N + LIST_SLACK)
  writeShuffles(shuffles)
  // For each row of windows a row for each filter, zeros up to the next tile.
  memory.fill(turned, 0, f32Bytes(size * N * columns))
  for (let ky = 0; ky < size; ky++) {
    transposeTile(f32At(weights, ky * run * N), N, f32At(turned, ky * N * columns), columns, run, N)
  }
  const bytes = <i32>f32Bytes(columns)
  for (let image = 0; image < M; image++) {
    pixelLists(f32At(dz, image * pixels * N), 1, pixels, N, 0, bytes, starts, lists, shuffles)
    clearFrames(frame, frameWords + frameSlack(W, C, pad))
    for (let ky = size - 1; ky >= 0; ky--) {
      let at = starts
      // The offsets of a list count from the first output pixel.
      let b = f32At(turned, ky * N * columns)
      for (let oy = 0; oy < Ho; oy++) {
        let to = f32At(frame, (oy * stride + ky) * (W + 2 * pad) * C)
        for (let ox = 0; ox < Wo; ox++) {
          addRow(at, b, to, columns)
          at += f32Bytes(1)
          b -= <usize>N * <usize>bytes
          to += f32Bytes(stride * C)
        }
      }
    }
    unframeImage(frame, f32At(dx, image * H * W * C), H, W, C, pad)
  }
}

/**
 * c [columns] += the list at `starts` times rows of B. Most lists hold one entry or two, which need no tile to add them up in; sums
 * begin at 0 there as here, since no sum is -0.
 */
function addRow(starts: usize, b: usize, c: usize, columns: i32): void {
  const list = load<usize>(starts)
  const entries = (load<usize>(starts, 4) - list) >> 3
  if (entries === 0) return
  const x0 = v128.load32_splat(list, 4)
  let row0 = b + <usize>load<u32>(list)
  const end = f32At(c, columns)
  if (entries === 1) {
    while (c < end) {
      v128.store(c, f32x4.add(v128.load(c), f32x4.mul(x0, v128.load(row0))))
      v128.store(c, f32x4.add(v128.load(c, 16), f32x4.mul(x0, v128.load(row0, 16))), 16)
      c += 32
      row0 += 32
    }
    return
  }
  if (entries === 2) {
    const x1 = v128.load32_splat(list, 12)
    let row1 = b + <usize>load<u32>(list, 8)
    while (c < end) {
      const low = madd(x1, v128.load(row1), f32x4.mul(x0, v128.load(row0)))
      const high = madd(x1, v128.load(row1, 16), f32x4.mul(x0, v128.load(row0, 16)))
      v128.store(c, f32x4.add(v128.load(c), low))
      v128.store(c, f32x4.add(v128.load(c, 16), high), 16)
      c += 32
      row0 += 32
      row1 += 32
    }
    return
  }
  const last = list + (entries << 3)
  for (; c + 64 <= end; c += 64) {
    let acc0 = f32x4.splat(0)
    let acc1 = f32x4.splat(0)
    let acc2 = f32x4.splat(0)
    let acc3 = f32x4.splat(0)
    for (let at = list; at < last; at += 8) {
      const row = b + <usize>load<u32>(at)
      const x = v128.load32_splat(at, 4)
      acc0 = madd(x, v128.load(row), acc0)
      acc1 = madd(x, v128.load(row, 16), acc1)
      acc2 = madd(x, v128.load(row, 32), acc2)
      acc3 = madd(x, v128.load(row, 48), acc3)
    }
    v128.store(c, f32x4.add(v128.load(c), acc0))
    v128.store(c, f32x4.add(v128.load(c, 16), acc1), 16)
    v128.store(c, f32x4.add(v128.load(c, 32), acc2), 32)
    v128.store(c, f32x4.add(v128.load(c, 48), acc3), 48)
    b += 64
  }
  for (; c < end; c += 16) {
    let acc = f32x4.splat(0)
    for (let at = list; at < last; at += 8) {
      acc = madd(v128.load32_splat(at, 4), v128.load(b + <usize>load<u32>(at)), acc)
    }
    v128.store(c, f32x4.add(v128.load(c), acc))
    b += 16
  }
}
