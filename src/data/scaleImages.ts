/** Scaling of images: one scale for all pixels of a channel, so that moving an image moves no noise about. */
import { type ImageShape, imageSize } from '../nn/architecture.ts'
import type { Scale } from '../settings/data.ts'
import { usageError } from '../util/errors.ts'
import { type ColumnStatistics, columnStatistics, type Entries } from './columnStatistics.ts'
import type { FeatureScaling } from './dataset.ts'
import { NO_BOUND } from './inputs.ts'
import { BOUND, FAR } from './scale.ts'

/** Where the channels of a pixel lie in the file: next to each other, or each in an image of its own. */
export type Channels = 'last' | 'first'

/** The column of a file that holds value j of an image, whose channels are next to each other. */
export function imageColumns(image: ImageShape, channels: Channels): Int32Array {
  const pixels = image.height * image.width
  const columnOf = (j: number) =>
    channels === 'last' ? j : (j % image.channels) * pixels + Math.floor(j / image.channels)
  return Int32Array.from({ length: imageSize(image) }, (_, j) => columnOf(j))
}

/**
 * Fits one scaler a channel on the rows in `train`, of whose columns none is left out. A channel's smallest value, its background,
 * becomes exactly 0: x = (v - min) / (max - min) for minmax, (v - min) / deviation for standard, and v itself for none. A missing
 * value becomes the channel's mean. Values are read in 32 bits.
 * @throws a usage error for robust, whose quartiles are the background where that is most of an image
 */
export function fitImages(
  dataset: Entries,
  train: Int32Array,
  scale: Scale,
  image: ImageShape,
  channels: Channels = 'last',
): FeatureScaling {
  if (scale === 'robust') {
    throw usageError(
      '--scale robust divides by quartiles, which are the background in most images; use standard, minmax or none',
    )
  }
  const columns = imageColumns(image, channels)
  const statistics = columnStatistics(dataset, train)
  const fits = Array.from({ length: image.channels }, (_, c) =>
    fitChannel(
      pooled(
        statistics,
        columns.filter((_, j) => j % image.channels === c),
      ),
      scale,
    ),
  )
  const figure = (of: (fit: ChannelFit) => number) =>
    Float32Array.from(columns, (_, j) => of(fits[j % image.channels]!))
  return {
    columns,
    fill: figure(({ fill }) => fill),
    shift: figure(({ shift }) => shift),
    scale: figure(({ factor }) => factor),
    ...(scale !== 'none' && { bound: figure(() => BOUND) }),
    low: figure(({ low }) => low),
    high: figure(({ high }) => high),
  }
}

interface Moments {
  readonly count: number
  readonly mean: number
  readonly deviation: number
  readonly min: number
  readonly max: number
}

/** Of several columns together, from those of each. */
function pooled({ count, mean, deviation, min, max }: ColumnStatistics, columns: Int32Array): Moments {
  let [total, sum, low, high] = [0, 0, Infinity, -Infinity]
  for (const j of columns) {
    total += count[j]!
    sum += count[j]! * mean[j]!
    low = Math.min(low, min[j]!)
    high = Math.max(high, max[j]!)
  }
  if (total === 0) return { count: 0, mean: 0, deviation: 0, min: 0, max: 0 }
  const middle = sum / total
  let squares = 0
  for (const j of columns) squares += count[j]! * (deviation[j]! ** 2 + (mean[j]! - middle) ** 2)
  return { count: total, mean: middle, deviation: Math.sqrt(squares / total), min: low, max: high }
}

interface ChannelFit {
  readonly fill: number
  readonly shift: number
  readonly factor: number
  readonly low: number
  readonly high: number
}

function fitChannel({ count, mean, deviation, min, max }: Moments, scale: Scale): ChannelFit {
  if (count === 0) return { fill: 0, shift: 0, factor: 0, low: -NO_BOUND, high: NO_BOUND }
  const reach = FAR * deviation
  const near = { low: Math.max(-NO_BOUND, min - reach), high: Math.min(NO_BOUND, max + reach) }
  // A channel of one value says nothing: no gradient ever reaches its weights.
  if (min === max) return { fill: 0, shift: min, factor: 0, ...near }
  const shift = scale === 'none' ? 0 : Math.fround(min)
  const factor = { standard: 1 / deviation, minmax: 1 / (max - min), none: 1, robust: Number.NaN }[scale]
  return { fill: mean - shift, shift, factor, ...near }
}
