import { affineHooks, affineRequests } from './affine.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduleParam } from './strengthSchedule.ts'
import { composeAffine } from './warp.ts'

const NAME = 'shift'

export const shift = defineRegularizer({
  title: 'Shift',
  summary: 'moves each image by a few whole pixels in training; prediction is left untouched',
  formula:
    'training: pixel (y, x) of what is seen is (y - dy, x - dx) of the image, 0 outside; dy and dx are whole numbers from -K to K, all alike; prediction: the image',
  reference:
    'He, Zhang, Ren and Sun (CVPR 2016), section 4.2: 4 pixels around, then a crop; LeCun, Bottou, Bengio and Haffner (1998)',
  notes: [
    'Whole pixels keep every value: nothing is interpolated. About 1 pixel for images of 8, 2 for 28, 4 for 32.',
    'schedule= is the probability that an image is moved, since there is no part of a pixel.',
    '--average mc:K predicts by the mean over K moved copies of each row: test-time augmentation.',
  ],
  params: {
    pixels: {
      kind: 'number',
      summary: 'K, pixels in each direction at most',
      min: 0,
      integer: true,
      default: 1,
      stronger: 'larger',
      search: { from: 0, to: 4 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  needsImage: true,
  warps: true,
  requests: ({ pixels }, _, rows) => (pixels[0] > 0 ? affineRequests(NAME, rows) : []),
  create({ pixels: [pixels], schedule }, context) {
    if (pixels === 0) return {}
    const places = 2 * pixels + 1
    return affineHooks(NAME, streams.shift, schedule, context, (_, map, { u, v, coin, share }) => {
      if (coin >= share) return
      const [dy, dx] = [Math.floor(u * places) - pixels, Math.floor(v * places) - pixels]
      composeAffine(map, 1, 0, -dy, 0, 1, -dx)
    })
  },
})
