import { affineHooks, affineRequests } from './affine.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduleParam } from './strengthSchedule.ts'
import { composeAbout } from './warp.ts'

const NAME = 'flip'

export const flip = defineRegularizer({
  title: 'Flip',
  summary: 'mirrors some images left to right in training; prediction is left untouched',
  formula:
    'training: with probability P pixel (y, x) of what is seen is (y, width - 1 - x) of the image; prediction: the image',
  reference: 'Krizhevsky, Sutskever and Hinton (NIPS 2012), section 4.1',
  notes: [
    'For what looks alike in a mirror, such as clothes and animals. Digits and letters do not: a mirrored 2 is nearly a 5.',
  ],
  params: {
    probability: {
      kind: 'number',
      summary: 'P, the probability that an image is mirrored',
      min: 0,
      max: 1,
      default: 0.5,
      stronger: 'larger',
      search: { from: 0, to: 0.5 },
    },
    schedule: scheduleParam,
  },
  advise: (term, classes) =>
    classes.length > 1 && classes.every((name) => /^[\p{L}\p{N}]$/u.test(name))
      ? `${term} mirrors images, and the classes ${classes[0]} to ${classes.at(-1)} look like characters, most of which a mirror makes another one or none; leave it out unless they are names of things that look alike in a mirror`
      : null,
  noise: 'features',
  needsImage: true,
  warps: true,
  requests: ({ probability }, _, rows) => (probability[0] > 0 ? affineRequests(NAME, rows) : []),
  create({ probability: [probability], schedule }, context) {
    if (probability === 0) return {}
    return affineHooks(NAME, streams.flip, schedule, context, (image, map, { u, share }) => {
      if (u < share * probability) composeAbout(image, map, 1, 0, 0, -1)
    })
  },
})
