import { affineHooks, affineRequests, around } from './affine.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduleParam } from './strengthSchedule.ts'
import { composeAbout } from './warp.ts'

const NAME = 'shear'

export const shear = defineRegularizer({
  title: 'Shearing',
  summary: 'slants each image in training; prediction is left untouched',
  formula:
    'training: pixel (y, x) of what is seen is (y, x + s (y - middle)) of the image, s ~ U(-S, S), pixels interpolated, 0 outside; prediction: the image',
  reference: 'Graham (2014), arXiv 1412.6071: 0.2, for a third of the images',
  params: {
    strength: {
      kind: 'number',
      summary: 'S, pixels sideways for one pixel up or down at most',
      min: 0,
      default: 0.2,
      stronger: 'larger',
      search: { from: 0, to: 0.5 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  needsImage: true,
  warps: true,
  requests: ({ strength }, _, rows) => (strength[0] > 0 ? affineRequests(NAME, rows) : []),
  create({ strength: [strength], schedule }, context) {
    if (strength === 0) return {}
    return affineHooks(NAME, streams.shear, schedule, context, (image, map, { u, share }) =>
      composeAbout(image, map, 1, 0, around(share * strength, u), 1),
    )
  },
})
