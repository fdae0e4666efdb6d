/**
 * What a convolution looks at: images [H x W x C], channels last, in a frame of `pad` zeros on all sides. Output pixel (oy, ox) sees
 * size x size pixels of the frame from (oy * stride, ox * stride) on, so that no window has an edge of its own.
 */
import { check } from '../kernels/lanes'
import { f32At, f32Bytes, LANES } from '../simd'
import { copyRun } from './run'

/** Output pixels along one side: floor((length + 2 pad - size) / stride) + 1; 0 where the window is larger than the frame. */
export function outputLength(length: i32, size: i32, stride: i32, pad: i32): i32 {
  const rest = length + 2 * pad - size
  return rest < 0 ? 0 : rest / stride + 1
}

/** f32 of a frame. */
export function frameLength(H: i32, W: i32, C: i32, pad: i32): i32 {
  return (H + 2 * pad) * (W + 2 * pad) * C
}

/** f32 behind the last frame that tiles may read or write, of no interest: the rest of a tile, and two rows more. */
export function frameSlack(W: i32, C: i32, pad: i32): i32 {
  return 2 * (W + 2 * pad) * C + 8 * LANES
}

export function clearFrames(frames: usize, n: i32): void {
  memory.fill(frames, 0, f32Bytes(n))
}

/** An image into a frame whose border is 0. */
export function frameImage(x: usize, frame: usize, H: i32, W: i32, C: i32, pad: i32): void {
  const row = (W + 2 * pad) * C
  let to = f32At(frame, pad * row + pad * C)
  for (let y = 0; y < H; y++) {
    copyRun(x, to, W * C)
    x += f32Bytes(W * C)
    to += f32Bytes(row)
  }
}

/** The image out of its frame. */
export function unframeImage(frame: usize, x: usize, H: i32, W: i32, C: i32, pad: i32): void {
  const row = (W + 2 * pad) * C
  let from = f32At(frame, pad * row + pad * C)
  for (let y = 0; y < H; y++) {
    copyRun(from, x, W * C)
    x += f32Bytes(W * C)
    from += f32Bytes(row)
  }
}

export function checkWindow(pointers: usize, sizes: i32, size: i32, stride: i32, pad: i32): void {
  check(sizes | pad, pointers)
  assert(size > 0 && stride > 0)
}
