import { sineAndCosine } from '../util/elementary.ts'
import { affineHooks, affineRequests, around } from './affine.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduleParam } from './strengthSchedule.ts'
import { composeAbout } from './warp.ts'

const NAME = 'rotate'

export const rotate = defineRegularizer({
  title: 'Rotation',
  summary: 'turns each image by a small angle in training; prediction is left untouched',
  formula:
    'training: the image turned about its middle by t degrees, t ~ U(-D, D), pixels interpolated, 0 outside; prediction: the image',
  reference:
    'Ciresan, Meier, Gambardella and Schmidhuber (2010), Neural Computation 22: 15 degrees, 7.5 for 1 and 7',
  notes: [
    'Values between pixels are bilinear, so an image that is turned has less contrast.',
    'All of flip, scale, rotate, shear, shift and elastic of one method are one map: pixels are interpolated once.',
  ],
  params: {
    degrees: {
      kind: 'number',
      summary: 'D, degrees in each direction at most',
      min: 0,
      max: 180,
      default: 10,
      stronger: 'larger',
      search: { from: 0, to: 30 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  needsImage: true,
  warps: true,
  requests: ({ degrees }, _, rows) => (degrees[0] > 0 ? affineRequests(NAME, rows) : []),
  create({ degrees: [degrees], schedule }, context) {
    if (degrees === 0) return {}
    return affineHooks(NAME, streams.rotate, schedule, context, (image, map, { u, share }) => {
      const { sine, cosine } = sineAndCosine(around((share * degrees * Math.PI) / 180, u))
      composeAbout(image, map, cosine, sine, -sine, cosine)
    })
  },
})
