/**
 * Images as lists of their elements that are not 0, as gemm/compress.ts makes them of the lines of a matrix: an entry is an offset
 * in bytes and the element. Pixel by pixel for what a window reads, filter by filter for what a filter's gradient adds up.
 */
import { append, firstSteps } from '../gemm/compress'
import { loadLanes } from '../kernels/lanes'
import { f32At, f32Bytes, LANES } from '../simd'

/** Words behind the last list that are written over. */
export const LIST_SLACK: i32 = 2 * LANES

/**
 * The lists of all pixels of the frame of x [H x W x C], one behind the other, and in starts [pixels + 1] where each begins. The
 * offset of channel c of pixel px of a row is (px * C + c) * bytes.
 */
export function pixelLists(
  x: usize,
  H: i32,
  W: i32,
  C: i32,
  pad: i32,
  bytes: i32,
  starts: usize,
  lists: usize,
  shuffles: usize,
): void {
  const four = i32x4.splat(LANES * bytes)
  const first = firstSteps(bytes)
  starts = bordering(starts, lists, pad * (W + 2 * pad))
  for (let y = 0; y < H; y++) {
    starts = bordering(starts, lists, pad)
    for (let px = pad; px < W + pad; px++) {
      store<usize>(starts, lists)
      starts += sizeof<usize>()
      let step = i32x4.add(first, i32x4.splat(px * C * bytes))
      for (let c = 0; c < C; c += LANES) {
        lists = append(loadLanes(f32At(x, c), C - c), step, lists, shuffles)
        step = i32x4.add(step, four)
      }
      x += f32Bytes(C)
    }
    starts = bordering(starts, lists, pad)
  }
  bordering(starts, lists, pad * (W + 2 * pad) + 1)
}

/** So many pixels without elements; returns where the next one's start is written. */
function bordering(starts: usize, lists: usize, pixels: i32): usize {
  for (; pixels > 0; pixels--) {
    store<usize>(starts, lists)
    starts += sizeof<usize>()
  }
  return starts
}

/**
 * The lists of N filters of dz [images x Ho x Wo x N], pixels `stride` elements apart, `listBytes` apart, and in table [N x 2] where each begins and ends. The offset of an output pixel is where its window begins in the frames, which take `frameBytes` each: rows of windows lie
 * `down` bytes apart, windows of a row `right`.
 */
export function filterLists(
  dz: usize,
  images: i32,
  Ho: i32,
  Wo: i32,
  N: i32,
  stride: i32,
  frameBytes: i32,
  down: i32,
  right: i32,
  table: usize,
  lists: usize,
  listBytes: usize,
): void {
  const row = f32Bytes(stride)
  for (let f = 0; f < N; f++) {
    const begin = lists + <usize>f * listBytes
    store<usize>(f32At(table, 2 * f), begin)
    store<usize>(f32At(table, 2 * f), begin, 4)
  }
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < Ho; oy++) {
      let step = image * frameBytes + oy * down
      for (let ox = 0; ox < Wo; ox++) {
        for (let f = 0; f < N; f += SIXTEEN) appendFilters(f32At(dz, f), N - f, step, f32At(table, 2 * f))
        step += right
        dz += row
      }
    }
  }
}

/** Filters that are looked at together. */
const SIXTEEN: i32 = 16

/** Appends what is not 0 of up to sixteen filters of an output pixel, each to its list, whose end moves. */
function appendFilters(dz: usize, filters: i32, step: i32, table: usize): void {
  const zero = f32x4.splat(0)
  const x0 = f32x4.ne(loadLanes(dz, filters), zero)
  const x1 = f32x4.ne(loadLanes(dz + 16, filters - 4), zero)
  const x2 = f32x4.ne(loadLanes(dz + 32, filters - 8), zero)
  const x3 = f32x4.ne(loadLanes(dz + 48, filters - 12), zero)
  const low = i16x8.narrow_i32x4_s(x0, x1)
  const high = i16x8.narrow_i32x4_s(x2, x3)
  let bits = i8x16.bitmask(i8x16.narrow_i16x8_s(low, high))
  while (bits !== 0) {
    const f = ctz(bits)
    bits &= bits - 1
    const at = f32At(table, 2 * f)
    const end = load<usize>(at, 4)
    store<i32>(end, step)
    store<f32>(end, load<f32>(f32At(dz, f)), 4)
    store<usize>(at, end + 8, 4)
  }
}
