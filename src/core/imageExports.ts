/** The kernels of images, as assembly/images/ has them; exports.ts says what holds for all. */
import type { Pointer } from './pointer.ts'

export interface ImageExports {
  // -- convolutions of images x [M x H x W x C], channels last. Output pixel (oy, ox) sees size x size pixels from (oy * stride - pad,
  // ox * stride - pad) on, zeros outside; z [M x Ho x Wo x N], Ho = floor((H + 2 pad - size) / stride) + 1; weights
  // [size * size * C x N], a row for each (ky, kx, c). Sums run over output pixels, ky, kx, c or filters, ascending.
  /** Bytes of scratch that any of the three needs for up to M images; `convolve` for any number. */
  convolutionScratch(
    M: number,
    H: number,
    W: number,
    C: number,
    size: number,
    stride: number,
    pad: number,
    N: number,
  ): number
  /** z = the sum over ky, kx, c of x[oy * stride + ky - pad, ox * stride + kx - pad, c] * weights[(ky, kx, c)]. */
  convolve(
    x: Pointer,
    weights: Pointer,
    z: Pointer,
    M: number,
    H: number,
    W: number,
    C: number,
    size: number,
    stride: number,
    pad: number,
    N: number,
    scratch: Pointer,
  ): void
  /** dWeights of the filters [first, last) = the sum over output pixels of what they see, times dz; other columns are not touched. */
  convolveWeights(
    x: Pointer,
    dz: Pointer,
    dWeights: Pointer,
    M: number,
    H: number,
    W: number,
    C: number,
    size: number,
    stride: number,
    pad: number,
    N: number,
    first: number,
    last: number,
    scratch: Pointer,
  ): void
  /** dx = the sum over the output pixels that see a pixel of the sum over filters of dz * weights. */
  convolveInputs(
    dz: Pointer,
    weights: Pointer,
    dx: Pointer,
    M: number,
    H: number,
    W: number,
    C: number,
    size: number,
    stride: number,
    pad: number,
    N: number,
    scratch: Pointer,
  ): void

  // -- pooling of x [M x H x W x C] into y [M x Ho x Wo x C] over windows of rows [top, bottom) and columns [left, right); windows
  // holds top [Ho], bottom [Ho], left [Wo], right [Wo], i32, once, or for each image when perImage = 1. index [M x Ho x Wo x C] i32
  // is the pixel iy * W + ix that y came from, -1 for none.
  /** y = the largest of the window, the first of equals; NaN where there is one. */
  maxPool(
    x: Pointer,
    y: Pointer,
    index: Pointer,
    windows: Pointer,
    perImage: number,
    M: number,
    H: number,
    W: number,
    C: number,
    Ho: number,
    Wo: number,
  ): void
  /** dx [M x H x W x C] = dy at index, windows ascending; 0 elsewhere. */
  poolBackward(
    dy: Pointer,
    index: Pointer,
    dx: Pointer,
    windows: Pointer,
    perImage: number,
    M: number,
    H: number,
    W: number,
    C: number,
    Ho: number,
    Wo: number,
  ): void
  /** y = the sum of the window, row by row, over the number of its pixels. */
  averagePool(
    x: Pointer,
    y: Pointer,
    windows: Pointer,
    perImage: number,
    M: number,
    H: number,
    W: number,
    C: number,
    Ho: number,
    Wo: number,
  ): void
  /** dx = the sum of dy / area over the windows of a pixel, ascending. */
  averagePoolBackward(
    dy: Pointer,
    dx: Pointer,
    windows: Pointer,
    perImage: number,
    M: number,
    H: number,
    W: number,
    C: number,
    Ho: number,
    Wo: number,
  ): void
  /**
   * x >= 0; u [M x Ho x Wo x C] in [0, 1). Where u < rate, y is the first pixel up to and with which the sum of the window exceeds
   * (u / rate) * sum, 0 and index -1 if the sum is 0; elsewhere the maximum.
   */
  stochasticPool(
    x: Pointer,
    u: Pointer,
    y: Pointer,
    index: Pointer,
    windows: Pointer,
    perImage: number,
    rate: number,
    M: number,
    H: number,
    W: number,
    C: number,
    Ho: number,
    Wo: number,
  ): void
  /** The mean of that draw: y = rate * (sum a^2 / sum a, or 0) + (1 - rate) * max. */
  weightedPool(
    x: Pointer,
    y: Pointer,
    windows: Pointer,
    perImage: number,
    rate: number,
    M: number,
    H: number,
    W: number,
    C: number,
    Ho: number,
    Wo: number,
  ): void

  // -- augmentation
  /**
   * y [M x H x W x C] at (r, c) = x read between four pixels, 0 outside, at (a0 r + a1 c + a2, a3 r + a4 c + a5) + field[r, c];
   * coefficients a [M x 6], field [M x H x W x 2] or 0.
   */
  warp(
    x: Pointer,
    y: Pointer,
    coefficients: Pointer,
    field: Pointer,
    M: number,
    H: number,
    W: number,
    C: number,
  ): void
  /**
   * y [M x H x W x C] = scale * smoothed x + offset, sums over weights [taps] along both axes; x [M x (H + taps - 1) x (W + taps - 1) x
   * C], scratch [(H + taps - 1) x W x C].
   */
  blur(
    x: Pointer,
    y: Pointer,
    weights: Pointer,
    scratch: Pointer,
    M: number,
    H: number,
    W: number,
    C: number,
    taps: number,
    scale: number,
    offset: number,
  ): void
  /** x [M x N] = share * x + (1 - share) * z, shares [M]. */
  mixRows(x: Pointer, z: Pointer, shares: Pointer, M: number, N: number): void
  /** Rows [b0, b1) and columns [b2, b3) of each image of x from z, or 0 where z is 0; boxes b [M x 4] i32. */
  pasteBoxes(x: Pointer, z: Pointer, boxes: Pointer, M: number, H: number, W: number, C: number): void

  /** u [M x N] = (word >> 8) * 2^-24, from the words that `sampleMask` would compare. */
  sampleUniform(
    u: Pointer,
    rowIds: Pointer,
    M: number,
    N: number,
    key0: number,
    key1: number,
    layer: number,
    step: number,
  ): void
}
