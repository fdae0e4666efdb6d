/** How the columns of a table form an image: by `--image`, or by names such as pixel_0_0. */
import { type ImageShape, imageSize, imageText } from '../nn/architecture.ts'
import { type NetworkSettings, readsImages } from '../settings/network.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import type { Dataset, Feature } from './dataset.ts'

/**
 * The image that the features form for this network; null where it takes them as they are.
 * @throws a usage error where they form none, or another one
 */
export function imageOf(
  settings: NetworkSettings,
  { features }: Pick<Dataset, 'features'>,
): ImageShape | null {
  if (!readsImages(settings)) return null
  const { image } = settings
  const shape = image === undefined || image === 'names' ? imageByNames(features) : image
  if (shape === undefined) throw usageError(withoutNames(features))
  checkPixels(features, shape)
  return shape
}

/** The image that names such as pixel_0_0, pixel_0_1, ... or r_c_k for channels say, row by row; undefined for other names. */
export function imageByNames(features: readonly Feature[]): ImageShape | undefined {
  const last = numbersIn(features.at(-1)?.name ?? '')
  if (last === undefined) return undefined
  const [height, width, channels = 1] = last.map((index) => index + 1)
  const shape = { height, width, channels }
  if (imageSize(shape) !== features.length) return undefined
  const isNamedSo = features.every(({ name, category }, j) => {
    const at = numbersIn(name)
    return (
      category === undefined &&
      at !== undefined &&
      (at[0] * width + at[1]) * channels + (at[2] ?? 0) === j &&
      at.length === last.length
    )
  })
  return isNamedSo ? shape : undefined
}

/** The two or three numbers at the end of a name that is not one of numbers alone. */
function numbersIn(name: string): number[] | undefined {
  const parts = /^[a-z][a-z ]*[_ .-]?(\d{1,5})[_x.,-](\d{1,5})(?:[_x.,-](\d{1,5}))?$/i.exec(name)
  return parts?.slice(1).flatMap((digits) => (digits === undefined ? [] : [Number(digits)]))
}

function checkPixels(features: readonly Feature[], shape: ImageShape): void {
  const categorical = features.find(({ category }) => category !== undefined)
  if (categorical !== undefined) {
    throw usageError(
      `--image: column ${JSON.stringify(categorical.column)} holds categories, which are not pixels; --ignore leaves columns out`,
    )
  }
  const size = imageSize(shape)
  if (size === features.length) return
  throw usageError(
    `--image ${imageText(shape)} has ${count(size, 'value')}, and there are ${count(features.length, 'feature')}${squareOf(features.length)}`,
  )
}

const withoutNames = (features: readonly Feature[]): string =>
  `the network or a method reads images, and the names of the ${count(features.length, 'feature')} do not say how they form one (pixel_0_0, pixel_0_1, ...); give --image HEIGHTxWIDTH[xCHANNELS]${squareOf(features.length)}`

function squareOf(features: number): string {
  const side = Math.round(Math.sqrt(features))
  return side * side === features && side > 1 ? `; ${side}x${side} would be a square` : ''
}
