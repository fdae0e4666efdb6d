import type { Perturbation } from '../nn/network.ts'
import { columnMaskRequests, columnMasks } from './columnMasks.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduledNoise, scheduleParam } from './strengthSchedule.ts'

const NAME = 'feature-mask'

export const featureMask = defineRegularizer({
  title: 'Feature masking',
  summary: 'hides some columns of each row in training; prediction sees all',
  formula: 'training: x * mask, mask 0 with probability P for each row and column; prediction: x',
  reference:
    'Vincent, Larochelle, Bengio and Manzagol (ICML 2008), masking noise of denoising autoencoders; Yoon, Zhang, Jordon and van der Schaar (NeurIPS 2020), VIME, P = 0.3',
  notes: [
    'A hidden value is 0, the mean under --scale standard. Nothing is rescaled: inverted-dropout:keep=1,input-drop=P is the same with kept values divided by 1 - P.',
    'Indicators of one column are hidden together, which is what a missing category looks like.',
  ],
  params: {
    probability: {
      kind: 'number',
      summary: 'P, the probability that a column of a row is hidden',
      min: 0,
      below: 1,
      default: 0.1,
      stronger: 'larger',
      search: { from: 0, to: 0.6 },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  ingredient: 'augmentation',
  requests: ({ probability }, { sizes }, rows) =>
    probability[0] > 0 ? columnMaskRequests(NAME, sizes[0], rows) : [],
  create({ probability: [probability], schedule }, context) {
    if (probability === 0) return {}
    const { kernels, architecture, maskKey, clock } = context
    const masks = columnMasks(NAME, streams.featureMask, context)
    const shareOf = scheduledNoise(schedule, clock)
    let share = 1
    const apply: Perturbation['forward'] = (x, n) => {
      if (share > 0) kernels.applyMask(x, masks.mask, 1, n)
    }
    const hide: Perturbation = { forward: apply, backward: apply }
    return {
      sampleMasks(rowIds, start, M, step, key) {
        share = shareOf(key)
        if (share > 0) masks.draw(share * probability, rowIds, start, M, step, key ?? maskKey)
      },
      perturbations: architecture.sizes.map((_, site) => (site === 0 ? hide : null)),
    }
  },
})
