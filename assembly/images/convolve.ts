/**
 * A convolution is the dense layer over windows: weights [size * size * C x N], a row of them for each (ky, kx, c), and
 *
 *     z[image, oy, ox, f] = sum over ky, kx, c of x[image, oy * stride + ky - pad, ox * stride + kx - pad, c] * weights[(ky, kx, c), f]
 *
 * z [M x Ho x Wo x N] is the next image, channels last again. No matrix of windows is made. Where x holds zeros, an image becomes
 * lists once (imageLists.ts), and each window is put together from pieces of them; elsewhere tiles read windows where they are
 * (pixelTile.ts). The terms of a sum and their order are the same, so are the bits: those of gemmNN over the windows (docs/kernels.md).
 */
import { lookedShare, SHUFFLES, writeShuffles } from '../gemm/compress'
import { copyTile, packPanels, roundUp } from '../gemm/pack'
import { allApart } from '../kernels/lanes'
import { f32At, f32Bytes } from '../simd'
import { checkWindow, clearFrames, frameImage, frameLength, frameSlack, outputLength } from './frame'
import { LIST_SLACK, pixelLists } from './imageLists'
import { pixelTile } from './pixelTile'
import { tileWidth, WIDEST, windowTile } from './windowTile'

/** Columns of the pixel tile, and windows. */
const NARROW: i32 = 8
const WINDOWS: i32 = 4
/** Bytes of weights that a pass over the windows of an image reads: they stay in L1. */
const PASS_BYTES: i32 = 24576
/** Lists are made of images where at most this share of x is not 0, and where a tile of 8 would wait for its own sums. */
const SKIP_SHARE: f64 = 0.8
const NARROW_SKIP_SHARE: f64 = 0.35
/** Pixels of fewer channels are not worth a list. */
const MIN_LIST: i32 = 4

/** Bytes of scratch, for any number of images. */
export function forwardScratch(H: i32, W: i32, C: i32, size: i32, pad: i32, N: i32): i32 {
  const weights = size * size * C * roundUp(N, WIDEST)
  const frame = frameLength(H, W, C, pad)
  const lists = 2 * H * W * C + LIST_SLACK + (H + 2 * pad) * (W + 2 * pad) + 1
  return SHUFFLES + <i32>f32Bytes(weights + WIDEST * WINDOWS + max(lists, frame + frameSlack(W, C, pad)))
}

export function convolve(
  x: usize,
  weights: usize,
  z: usize,
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
  checkWindow(x | weights | z | scratch, M | H | W | C | N, size, stride, pad)
  const Ho = outputLength(H, size, stride, pad)
  const Wo = outputLength(W, size, stride, pad)
  const words = forwardScratch(H, W, C, size, pad, N) >> 2
  allApart(x, M * H * W * C, weights, size * size * C * N, z, M * Ho * Wo * N, scratch, words)
  if (M * Ho * Wo * N === 0) return
  const shuffles = scratch
  const tile = scratch + SHUFFLES
  const panels = f32At(tile, WIDEST * WINDOWS)
  const rest = f32At(panels, size * size * C * roundUp(N, WIDEST))
  const mostListed = N > NARROW ? SKIP_SHARE : NARROW_SKIP_SHARE
  if (C >= MIN_LIST && lookedShare(x, W * C, M * H, W * C) <= mostListed) {
    writeShuffles(shuffles)
    byLists(x, weights, z, M, H, W, C, size, stride, pad, N, Ho, Wo, shuffles, tile, panels, rest)
  } else byPixels(x, weights, z, M, H, W, C, size, stride, pad, N, Ho, Wo, tile, panels, rest)
}

function byLists(
  x: usize,
  weights: usize,
  z: usize,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  N: i32,
  Ho: i32,
  Wo: i32,
  shuffles: usize,
  tile: usize,
  panels: usize,
  rest: usize,
): void {
  const K = size * size * C
  const width = tileWidth(N)
  packPanels(weights, N, false, N, K, panels, width)
  const row = f32Bytes(width)
  const framed = W + 2 * pad
  const starts = rest
  const lists = f32At(starts, (H + 2 * pad) * framed + 1)
  const down = f32Bytes(framed)
  const rowWeights = <usize>(size * C) * row
  // From the weights that a window meets to those of the next: its pixels have offsets that are larger by a stride.
  const left: usize = 0 - <usize>(stride * C) * row
  // Rows of windows that a pass takes, all passes about as many.
  const most = max(PASS_BYTES / <i32>rowWeights, 1)
  const passes = (size + most - 1) / most
  const rowsOfPass = (size + passes - 1) / passes
  for (let image = 0; image < M; image++) {
    pixelLists(f32At(x, image * H * W * C), H, W, C, pad, <i32>row, starts, lists, shuffles)
    for (let n0 = 0; n0 < N; n0 += WIDEST) {
      const columns = min(N - n0, WIDEST)
      const panel = f32At(panels, n0 * K)
      for (let ky = 0; ky < size; ky += rowsOfPass) {
        const rows = min(size - ky, rowsOfPass)
        const add = i32(ky > 0)
        const b = panel + <usize>ky * rowWeights
        let to = f32At(z, image * Ho * Wo * N + n0)
        for (let oy = 0; oy < Ho; oy++) {
          const from = f32At(starts, (oy * stride + ky) * framed)
          // The offsets of a list count from the left border of the frame.
          rowOfWindows(columns, from, size, down, rows, b, rowWeights, to, add, tile, Wo, stride, left, N)
          to += f32Bytes(Wo * N)
        }
      }
    }
  }
}

/** The windows of a row of outputs against a panel of weights. */
function rowOfWindows(
  columns: i32,
  starts: usize,
  size: i32,
  down: usize,
  rows: i32,
  b: usize,
  bStep: usize,
  c: usize,
  add: i32,
  tile: usize,
  Wo: i32,
  stride: i32,
  left: usize,
  N: i32,
): void {
  const width = tileWidth(columns)
  const span = f32Bytes(size)
  const next = f32Bytes(stride)
  const nextC = f32Bytes(N)
  if (columns === width) {
    windowTile(width, starts, span, down, rows, b, bStep, c, add, Wo, next, left, nextC)
    return
  }
  for (let ox = 0; ox < Wo; ox++) {
    if (add) copyTile(c, columns, tile, width, 1, columns)
    windowTile(width, starts, span, down, rows, b, bStep, tile, add, 1, 0, 0, 0)
    copyTile(tile, width, c, columns, 1, columns)
    starts += next
    b += left
    c += nextC
  }
}

function byPixels(
  x: usize,
  weights: usize,
  z: usize,
  M: i32,
  H: i32,
  W: i32,
  C: i32,
  size: i32,
  stride: i32,
  pad: i32,
  N: i32,
  Ho: i32,
  Wo: i32,
  tile: usize,
  panels: usize,
  frame: usize,
): void {
  const K = size * size * C
  packPanels(weights, N, false, N, K, panels, NARROW)
  const framed = (W + 2 * pad) * C
  clearFrames(frame, frameLength(H, W, C, pad) + frameSlack(W, C, pad))
  // A row of fewer windows than the tile has repeats its first; else the last tile begins where it just fits.
  const lines = min(Wo, WINDOWS)
  const next: usize = Wo < WINDOWS ? 0 : f32Bytes(stride * C)
  for (let image = 0; image < M; image++) {
    frameImage(f32At(x, image * H * W * C), frame, H, W, C, pad)
    for (let n0 = 0; n0 < N; n0 += NARROW) {
      const columns = min(N - n0, NARROW)
      const panel = f32At(panels, n0 * K)
      for (let oy = 0; oy < Ho; oy++) {
        const line = f32At(frame, oy * stride * framed)
        const to = f32At(z, (image * Ho + oy) * Wo * N + n0)
        for (let at = 0; at < Wo; at += next === 0 ? 1 : WINDOWS) {
          const ox = next === 0 ? at : min(at, Wo - lines)
          const from = f32At(line, ox * stride * C)
          const c = f32At(to, ox * N)
          if (next !== 0 && columns === NARROW)
            pixelTile(from, next, f32Bytes(framed), size * C, size, panel, c, N)
          else {
            pixelTile(from, next, f32Bytes(framed), size * C, size, panel, tile, NARROW)
            copyTile(tile, NARROW, c, N, next === 0 ? 1 : lines, columns)
          }
        }
      }
    }
  }
}
