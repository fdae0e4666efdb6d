/** What the first layer of a trained network looks like, and how its hidden units respond, as plain data for a picture. */
import type { Model, RowSet } from '../../training/model.ts'
import { PREDICTION_ROWS } from '../../training/model.ts'
import { binWidth } from '../../util/binWidth.ts'
import { internalError } from '../../util/errors.ts'

export interface FirstLayer {
  /** [fanIn x fanOut], row-major; the channels of an image one after the other. */
  readonly weights: Float32Array
  readonly fanIn: number
  readonly fanOut: number
  /** [fanIn] 1 where the feature, scaled, is 0 in every row: its weights say nothing, for nothing was learnt about them. */
  readonly silent: Uint8Array
  /** Rows that the rest is about. */
  readonly rows: number
  /** [fanOut] mean activation of each unit over the rows, and over the pixels of a filter. */
  readonly unitMeans: Float64Array
  /** Mean of all activations, units x rows. */
  readonly mean: number
  /** Shares of all activations: those that are exactly 0, and those below `SMALL` in magnitude. */
  readonly zeros: number
  readonly small: number
  readonly histogram: Histogram
}

/** Bin i holds the values from (first + i) * width up to the next one's. Widths are powers of two, so that bins can be merged. */
export interface Histogram {
  readonly width: number
  readonly first: number
  readonly counts: readonly number[]
}

/** An activation nearer to zero than this counts as near zero. */
export const SMALL = 0.1

/** What is drawn as one bar or merged into wider ones. */
const MAX_BINS = 64

/**
 * What the first layer makes of the rows in prediction mode. An activation is that of the unit itself, before a factor which vanilla dropout has it
 * multiplied by on its way to the next layer: so it means the same whatever the method.
 */
export function firstLayerOf(model: Model, rows: RowSet): FirstLayer {
  const { plan, net, arena } = model
  const { layers, images, sizes } = plan.net.architecture
  const { fanIn, fanOut, convolution } = layers[0]
  if (layers.length < 2) throw internalError('a linear model has no hidden units to look at')
  const features = arena.f32(net.activations[0].name)
  // Every weight of a convolution sees pixels that vary.
  const silent = new Uint8Array(fanIn).fill(convolution === null ? 1 : 0)
  const sums = new Float64Array(fanOut)
  let [low, high, zeros, small] = [Infinity, -Infinity, 0, 0]
  eachChunk(model, rows, (activations, M) => {
    if (convolution === null) {
      for (let i = 0; i < M * fanIn; i++) if (features[i] !== 0) silent[i % fanIn] = 0
    }
    for (let i = 0; i < activations.length; i++) {
      const a = activations[i]
      sums[i % fanOut] += a
      if (a === 0) zeros++
      if (Math.abs(a) < SMALL) small++
      if (a < low) low = a
      if (a > high) high = a
    }
  })
  // Which bins there are is known once all values have been seen; a second pass takes less than keeping them.
  const width = binWidth(low, high, MAX_BINS)
  const first = Math.floor(low / width)
  const counts = Array<number>(Math.floor(high / width) - first + 1).fill(0)
  eachChunk(model, rows, (activations) => {
    for (const a of activations) counts[Math.floor(a / width) - first]++
  })
  const { offset, length } = plan.net.layout.weights[0]
  const all = rows.count * sizes[1]
  const order = channelsApart(fanIn, convolution?.channels ?? images[0]?.channels ?? 1)
  const weights = arena.f32('parameters').subarray(offset, offset + length)
  return {
    weights: Float32Array.from(
      weights,
      (_, i) => weights[order[Math.floor(i / fanOut)] * fanOut + (i % fanOut)],
    ),
    fanIn,
    fanOut,
    silent: silent.map((_, i) => silent[order[i]]),
    rows: rows.count,
    unitMeans: sums.map((sum) => sum / (all / fanOut)),
    mean: sums.reduce((sum, unit) => sum + unit, 0) / all,
    zeros: zeros / all,
    small: small / all,
    histogram: { width, first, counts },
  }
}

/** Places of pixels whose channels are next to each other, in the order of one channel after the other. */
function channelsApart(length: number, channels: number): number[] {
  const pixels = length / channels
  return Array.from({ length }, (_, i) => (i % pixels) * channels + Math.floor(i / pixels))
}

/** Activations of the first hidden layer, behind its poolings, chunk by chunk; the scaled features are in place too. */
function eachChunk(
  { plan, net, minibatch, arena, hooks }: Model,
  rows: RowSet,
  look: (activations: Float32Array, M: number) => void,
): void {
  const size = plan.net.architecture.sizes[1]
  const region = arena.f32(net.activations[1].name)
  const factor = hooks.reduce((product, hook) => product * (hook.predictionScale?.[1] ?? 1), 1)
  for (let start = 0; start < rows.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, rows.count - start)
    minibatch.loadFeatures(rows.ids, start, net.activations[0], M)
    net.forwardPrediction(M)
    const activations = region.slice(0, M * size)
    look(factor === 1 ? activations : activations.map((a) => a / factor), M)
  }
}
