import { affineHooks, affineRequests, around } from './affine.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduleParam } from './strengthSchedule.ts'
import { composeAbout } from './warp.ts'

const NAME = 'scale'

export const scale = defineRegularizer({
  title: 'Scaling',
  summary: 'makes each image a little larger or smaller in training; prediction is left untouched',
  formula:
    'training: the image z times as large about its middle, z ~ U(1 - S, 1 + S), pixels interpolated, 0 outside; prediction: the image',
  reference: 'Ciresan, Meier, Gambardella and Schmidhuber (2010), Neural Computation 22: 15 to 20 %',
  notes: ['One factor for both axes; Graham (2014) draws one for each.'],
  params: {
    strength: {
      kind: 'number',
      summary: 'S, how far the factor is from 1 at most',
      min: 0,
      below: 1,
      default: 0.1,
      stronger: 'larger',
      search: { from: 0, to: 0.4 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  needsImage: true,
  warps: true,
  requests: ({ strength }, _, rows) => (strength[0] > 0 ? affineRequests(NAME, rows) : []),
  create({ strength: [strength], schedule }, context) {
    if (strength === 0) return {}
    return affineHooks(NAME, streams.scale, schedule, context, (image, map, { u, share }) => {
      const factor = 1 + around(share * strength, u)
      composeAbout(image, map, 1 / factor, 0, 0, 1 / factor)
    })
  },
})
