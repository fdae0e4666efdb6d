import type { RegionRequest } from '../core/arena.ts'
import type { ImageShape } from '../nn/architecture.ts'
import { exp } from '../util/elementary.ts'
import { defineRegularizer, type Hooks, type RegularizerContext } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduledNoise, scheduleParam } from './strengthSchedule.ts'
import { imageOf } from './warp.ts'

const NOISE = 'elastic noise'
const WEIGHTS = 'elastic weights'
const SCRATCH = 'elastic scratch'
const FIELD = 'elastic field'

/** Beyond so many deviations the Gaussian is cut off. */
const REACH = 3

export const elastic = defineRegularizer({
  title: 'Elastic distortion',
  summary: 'bends each image by a smooth random field in training; prediction is left untouched',
  formula:
    'training: pixel p of what is seen is p + d(p) of the image, 0 outside, d smooth noise with a root mean square of PIXELS along each axis; prediction: the image',
  reference: 'Simard, Steinkraus and Platt (ICDAR 2003), "Best practices for convolutional neural networks"',
  notes: [
    'PIXELS is what it moves a pixel by, whatever sigma. Their field is alpha times uniform noise in (-1, 1) smoothed by a Gaussian of sigma, which is PIXELS = alpha / (6.14 sigma): alpha 34 and sigma 4 are 1.39.',
    'The same alpha means other strengths elsewhere: torchvision divides by the size of the image, others leave the Gaussian unnormalised.',
    'Small images want less of both: elastic:0.4,sigma=1.5 for 8 x 8.',
  ],
  params: {
    pixels: {
      kind: 'number',
      summary: 'PIXELS, the root mean square of what a pixel is moved by along an axis',
      min: 0,
      default: 1.4,
      main: true,
      stronger: 'larger',
      search: { from: 0, to: 3 },
    },
    sigma: {
      kind: 'number',
      summary: 'deviation of the Gaussian that smooths the field, in pixels; 0 moves every pixel by itself',
      min: 0,
      max: 100,
      default: 4,
      detail: true,
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  needsImage: true,
  warps: true,
  requests({ pixels, sigma }, architecture, rows): RegionRequest[] {
    const image = imageOf(architecture)
    if (pixels[0] === 0 || image === null) return []
    const taps = tapsOf(sigma[0])
    const padded = (image.height + taps - 1) * (image.width + taps - 1)
    return [
      { name: NOISE, type: 'f32', length: 2 * padded },
      { name: WEIGHTS, type: 'f32', length: taps },
      { name: SCRATCH, type: 'f32', length: 2 * (image.height + taps - 1) * image.width },
      { name: FIELD, type: 'f32', length: 2 * rows * image.height * image.width },
    ]
  },
  create({ pixels: [pixels], sigma: [sigma], schedule }, context) {
    return pixels === 0 ? {} : fieldHooks(pixels, sigma, schedule, imageOf(context.architecture)!, context)
  },
})

const tapsOf = (sigma: number): number => 2 * Math.ceil(REACH * sigma) + 1

/** The Gaussian at whole pixels, adding up to 1. */
export function gaussian(sigma: number): Float64Array {
  const middle = (tapsOf(sigma) - 1) / 2
  const values = Float64Array.from({ length: 2 * middle + 1 }, (_, k) =>
    sigma === 0 ? 1 : exp(-(((k - middle) / sigma) ** 2) / 2),
  )
  const sum = values.reduce((total, value) => total + value, 0)
  return values.map((value) => value / sum)
}

/** By how much noise in (-1, 1), smoothed by these weights along both axes, is multiplied for a root mean square of `pixels`. */
export const amplitudeOf = (pixels: number, weights: Float64Array): number =>
  (Math.sqrt(3) * pixels) / weights.reduce((sum, weight) => sum + weight * weight, 0)

function fieldHooks(
  pixels: number,
  sigma: number,
  schedule: string,
  { height, width }: ImageShape,
  { kernels, arena, maskKey, clock }: RegularizerContext,
): Hooks {
  const weights = gaussian(sigma)
  const [noise, field] = [arena.region(NOISE), arena.region(FIELD)]
  arena.f32(WEIGHTS).set(weights)
  const amplitude = amplitudeOf(pixels, weights)
  const shape = { height, width, channels: 2 }
  const shareOf = scheduledNoise(schedule, clock)
  let share = 1
  return {
    sampleMasks(rowIds, start, M, step, own) {
      share = shareOf(own)
      if (share === 0) return
      const key = own ?? maskKey
      const most = share * amplitude
      for (let r = 0; r < M; r++) {
        kernels.images.sampleUniform(noise, rowIds, start + r, 1, noise.length, key, streams.elastic, step)
        // Of u in [0, 1), so that 2 u - 1 is what is smoothed.
        const at = [noise, field, r, arena.region(WEIGHTS), arena.region(SCRATCH)] as const
        kernels.images.blur(...at, shape, 2 * most, -most)
      }
    },
    warp: { field, isActing: () => share > 0 },
  }
}
