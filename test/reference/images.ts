/**
 * Convolution, pooling and warping of images in float64 by plain loops, channels last: the oracle of assembly/images. Imports
 * nothing from src. `x[((row * H + y) * W + x) * C + c]` throughout.
 */
export interface ImageShape {
  readonly M: number
  readonly H: number
  readonly W: number
  readonly C: number
}

export interface Window {
  readonly size: number
  readonly stride: number
  readonly pad: number
}

type Numbers = ArrayLike<number>

const outputs = (length: number, { size, stride, pad }: Window): number =>
  Math.max(Math.floor((length + 2 * pad - size) / stride) + 1, 0)

export const convolvedShape = ({ M, H, W }: ImageShape, window: Window, filters: number): ImageShape => ({
  M,
  H: outputs(H, window),
  W: outputs(W, window),
  C: filters,
})

/** Every (image, output, filter, patch) quadruple of a convolution: where it reads and which weight it takes; outside reads nothing. */
function* terms(shape: ImageShape, window: Window, filters: number) {
  const { M, H, W, C } = shape
  const { size, stride, pad } = window
  const out = convolvedShape(shape, window, filters)
  for (let r = 0; r < M; r++) {
    for (let oy = 0; oy < out.H; oy++) {
      for (let ox = 0; ox < out.W; ox++) {
        for (let o = 0; o < filters; o++) {
          const at = ((r * out.H + oy) * out.W + ox) * filters + o
          for (let ky = 0; ky < size; ky++) {
            for (let kx = 0; kx < size; kx++) {
              const [y, x] = [oy * stride + ky - pad, ox * stride + kx - pad]
              if (y < 0 || y >= H || x < 0 || x >= W) continue
              for (let c = 0; c < C; c++) {
                const weight = ((ky * size + kx) * C + c) * filters + o
                yield { at, o, pixel: ((r * H + y) * W + x) * C + c, weight }
              }
            }
          }
        }
      }
    }
  }
}

/** weights [size * size * C x filters], biases [filters]. */
export function convolve(
  x: Numbers,
  shape: ImageShape,
  window: Window,
  weights: Numbers,
  biases: Numbers,
): Float64Array {
  const filters = biases.length
  const out = convolvedShape(shape, window, filters)
  const z = Float64Array.from({ length: out.M * out.H * out.W * filters }, (_, i) => biases[i % filters]!)
  for (const { at, pixel, weight } of terms(shape, window, filters)) z[at]! += x[pixel]! * weights[weight]!
  return z
}

export function convolveBackward(
  x: Numbers,
  shape: ImageShape,
  window: Window,
  weights: Numbers,
  dz: Numbers,
  filters: number,
): { dx: Float64Array; dWeights: Float64Array; dBiases: Float64Array } {
  const dx = new Float64Array(x.length)
  const dWeights = new Float64Array(weights.length)
  const dBiases = new Float64Array(filters)
  for (const { at, pixel, weight } of terms(shape, window, filters)) {
    dx[pixel]! += dz[at]! * weights[weight]!
    dWeights[weight]! += dz[at]! * x[pixel]!
  }
  for (let i = 0; i < dz.length; i++) dBiases[i % filters]! += dz[i]!
  return { dx, dWeights, dBiases }
}

/** Rows [top, bottom) and columns [left, right) of window (oy, ox) of an image. */
export interface PoolWindows {
  readonly top: readonly number[]
  readonly bottom: readonly number[]
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** What `each` makes of the pixels of every window, with their places iy * W + ix; `windows` has one entry, or one an image. */
export function pool<T>(
  x: Numbers,
  { M, H, W, C }: ImageShape,
  windows: readonly PoolWindows[],
  each: (pixels: number[], places: number[], at: number) => T,
): T[] {
  const found: T[] = []
  for (let r = 0; r < M; r++) {
    const { top, bottom, left, right } = windows[windows.length === 1 ? 0 : r]!
    for (let oy = 0; oy < top.length; oy++) {
      for (let ox = 0; ox < left.length; ox++) {
        for (let c = 0; c < C; c++) {
          const pixels: number[] = []
          const places: number[] = []
          for (let iy = top[oy]!; iy < bottom[oy]!; iy++) {
            for (let ix = left[ox]!; ix < right[ox]!; ix++) {
              pixels.push(x[((r * H + iy) * W + ix) * C + c]!)
              places.push(iy * W + ix)
            }
          }
          found.push(each(pixels, places, found.length))
        }
      }
    }
  }
  return found
}

/** (1-fy)(1-fx) I00 + ..., 0 outside; image m, pixel (r, c) is read at `map(m, r, c)`. */
export function warpBy(
  x: Numbers,
  { M, H, W, C }: ImageShape,
  map: (m: number, r: number, c: number) => readonly [y: number, x: number],
): Float64Array {
  const y = new Float64Array(x.length)
  const at = (m: number, r: number, c: number, channel: number): number =>
    r < 0 || r >= H || c < 0 || c >= W ? 0 : x[((m * H + r) * W + c) * C + channel]!
  for (let m = 0; m < M; m++) {
    for (let r = 0; r < H; r++) {
      for (let c = 0; c < W; c++) {
        const [sy, sx] = map(m, r, c)
        const [top, left] = [Math.floor(sy), Math.floor(sx)]
        const [fy, fx] = [sy - top, sx - left]
        for (let channel = 0; channel < C; channel++) {
          y[((m * H + r) * W + c) * C + channel] =
            (1 - fy) * (1 - fx) * at(m, top, left, channel) +
            (1 - fy) * fx * at(m, top, left + 1, channel) +
            fy * (1 - fx) * at(m, top + 1, left, channel) +
            fy * fx * at(m, top + 1, left + 1, channel)
        }
      }
    }
  }
  return y
}
