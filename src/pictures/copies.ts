/** What training sees of some images: one a row, itself first, then copy by copy, as a PNG. */
import { encode } from 'fast-png'

export interface Copies {
  readonly image: { readonly height: number; readonly width: number; readonly channels: number }
  /** [rows x height x width x channels], from 0 to 1. */
  readonly originals: Float32Array
  /** The same, copy by copy. */
  readonly copies: readonly Float32Array[]
}

/** Pixels of the picture that an image takes along its longer side, about. */
const SIDE = 72
/** Between copies; the image itself stands twice as far off. */
const GAP = 4
const PAPER = 0xff

/** Dark on light where there is one channel, red, green and blue where there are three; of other numbers the first. */
export function copiesPng({ image, originals, copies }: Copies): Uint8Array {
  const { height, width, channels } = image
  const size = height * width * channels
  const rows = originals.length / size
  const pixel = Math.max(1, Math.round(SIDE / Math.max(height, width)))
  const colours = channels === 3 ? 3 : 1
  const across = width * pixel + GAP
  const total = {
    width: (copies.length + 1) * across + GAP,
    height: rows * (height * pixel + GAP) - GAP,
  }
  const data = new Uint8Array(total.width * total.height * colours).fill(PAPER)
  const valueAt = (values: Float32Array, row: number, r: number, c: number, colour: number): number => {
    const value = Math.max(0, Math.min(1, values[row * size + (r * width + c) * channels + colour]!))
    return Math.round(PAPER * (colours === 3 ? value : 1 - value))
  }
  for (const [column, values] of [originals, ...copies].entries()) {
    const left = column * across + (column > 0 ? GAP : 0)
    for (let row = 0; row < rows; row++) {
      const top = row * (height * pixel + GAP)
      for (let y = 0; y < height * pixel; y++) {
        for (let x = 0; x < width * pixel; x++) {
          for (let colour = 0; colour < colours; colour++) {
            const at = ((top + y) * total.width + left + x) * colours + colour
            data[at] = valueAt(values, row, Math.floor(y / pixel), Math.floor(x / pixel), colour)
          }
        }
      }
    }
  }
  return encode({ ...total, data, depth: 8, channels: colours })
}
