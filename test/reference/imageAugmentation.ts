/** Images moved, bent, cut and mixed, in float64: maps as functions of a point, one after the other, and sums over all neighbours. */
import { type Key, unitUniform } from './random.ts'

export interface Image {
  readonly height: number
  readonly width: number
  readonly channels: number
}

export interface ImageAugmentation {
  readonly flip?: number
  readonly scale?: number
  /** Degrees. */
  readonly rotate?: number
  readonly shear?: number
  readonly shift?: number
  readonly elastic?: { readonly pixels: number; readonly sigma: number }
  readonly cutout?: number
  /** The share of rows on which methods act that act on a row or not: shift, cutout, mixup. Default 1. */
  readonly share?: number
}

const STREAMS = { flip: 7, scale: 8, rotate: 9, shear: 10, shift: 11, elastic: 12, cutout: 13 }

type Point = readonly [y: number, x: number]

/** Number j in [0, 1) of a row at an update. */
type Draw = (stream: keyof typeof STREAMS, j: number) => number

/** What training sees of the image x [height x width x channels] of a row. */
export function bend(
  method: ImageAugmentation,
  image: Image,
  key: Key,
  row: number,
  step: number,
  x: readonly number[],
): number[] {
  const { height, width, channels } = image
  const draw: Draw = (stream, j) => unitUniform(key, j, row, 2 ** 23 + STREAMS[stream], step)
  const read = mapOf(method, image, draw)
  const displacement = displacementOf(method, image, draw)
  const isCut = cutOf(method, image, draw)
  return Array.from({ length: height * width * channels }, (_, i) => {
    const [r, c] = [Math.floor(i / (width * channels)), Math.floor(i / channels) % width]
    if (isCut(r, c)) return 0
    const [y, z] = read([r, c])
    const [dy, dx] = displacement(r, c)
    return between(x, image, y + dy, z + dx, i % channels)
  })
}

/** From a pixel of what is seen to the point of the image that it shows: back through shift, shear, rotation, scaling and flip. */
function mapOf(method: ImageAugmentation, { height, width }: Image, draw: Draw): (p: Point) => Point {
  const [cy, cx] = [(height - 1) / 2, (width - 1) / 2]
  const around = (limit: number, u: number) => limit * (2 * u - 1)
  const { flip, scale, rotate, shear, shift, share = 1 } = method
  return (p) => {
    let [y, x] = p
    if (shift !== undefined && draw('shift', 2) < share) {
      y -= Math.floor(draw('shift', 0) * (2 * shift + 1)) - shift
      x -= Math.floor(draw('shift', 1) * (2 * shift + 1)) - shift
    }
    if (shear !== undefined) x += around(shear, draw('shear', 0)) * (y - cy)
    if (rotate !== undefined) {
      const t = (around(rotate, draw('rotate', 0)) * Math.PI) / 180
      ;[y, x] = [
        cy + Math.cos(t) * (y - cy) + Math.sin(t) * (x - cx),
        cx - Math.sin(t) * (y - cy) + Math.cos(t) * (x - cx),
      ]
    }
    if (scale !== undefined) {
      const z = 1 + around(scale, draw('scale', 0))
      ;[y, x] = [cy + (y - cy) / z, cx + (x - cx) / z]
    }
    if (flip !== undefined && draw('flip', 0) < flip) x = width - 1 - x
    return [y, x]
  }
}

/** Uniform noise in (-1, 1) on a grid that reaches 3 sigma beyond the image, under a Gaussian, to a root mean square of `pixels`. */
function displacementOf({ elastic }: ImageAugmentation, { width }: Image, draw: Draw) {
  if (elastic === undefined) return () => [0, 0] as const
  const { pixels, sigma } = elastic
  const reach = Math.ceil(3 * sigma)
  const offsets = Array.from({ length: 2 * reach + 1 }, (_, k) => k - reach)
  const bell = offsets.map((k) => (sigma === 0 ? 1 : Math.exp(-(k ** 2) / (2 * sigma ** 2))))
  const total = bell.reduce((sum, value) => sum + value, 0)
  const g = (k: number) => bell[k + reach]! / total
  // The variance of a number in (-1, 1) is 1/3, and that of a weighted sum has the squares of the weights.
  const spread = Math.sqrt(
    offsets.reduce((sum, k) => sum + offsets.reduce((s, l) => s + (g(k) * g(l)) ** 2, 0), 0) / 3,
  )
  const along = (r: number, c: number, axis: number) => {
    let sum = 0
    for (const k of offsets) {
      for (const l of offsets) {
        const place = (r + k + reach) * (width + 2 * reach) + c + l + reach
        sum += g(k) * g(l) * (2 * draw('elastic', 2 * place + axis) - 1)
      }
    }
    return (pixels * sum) / spread
  }
  return (r: number, c: number) => [along(r, c, 0), along(r, c, 1)] as const
}

function cutOf({ cutout, share = 1 }: ImageAugmentation, { height, width }: Image, draw: Draw) {
  if (cutout === undefined || draw('cutout', 2) >= share) return () => false
  const top = Math.floor(draw('cutout', 0) * height) - Math.floor(cutout / 2)
  const left = Math.floor(draw('cutout', 1) * width) - Math.floor(cutout / 2)
  return (r: number, c: number) => r >= top && r < top + cutout && c >= left && c < left + cutout
}

/** The image at a point between four pixels; 0 outside. */
function between(x: readonly number[], { height, width, channels }: Image, y: number, z: number, c: number) {
  let sum = 0
  for (const r of [Math.floor(y), Math.floor(y) + 1]) {
    for (const s of [Math.floor(z), Math.floor(z) + 1]) {
      if (r < 0 || r >= height || s < 0 || s >= width) continue
      sum += (1 - Math.abs(y - r)) * (1 - Math.abs(z - s)) * x[(r * width + s) * channels + c]!
    }
  }
  return sum
}
