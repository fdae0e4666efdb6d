import type { Perturbation } from '../nn/network.ts'
import { defineRegularizer } from './regularizer.ts'
import { streams } from './streams.ts'
import { scheduledNoise, scheduleParam } from './strengthSchedule.ts'

const REGION = 'input noise'

export const inputNoise = defineRegularizer({
  title: 'Input noise',
  summary: 'adds normal noise to the scaled features in training; prediction is left untouched',
  formula: 'training: x + noise, noise ~ N(0, S^2), drawn for each row and feature; prediction: x',
  reference:
    'Bishop (1995), Neural Computation 7, "Training with noise is equivalent to Tikhonov regularization"',
  notes: [
    'S is in units of the scaled features: with --scale standard, in standard deviations of each column.',
    'On a linear regression it is, on average over the noise, l2 with strength S^2.',
  ],
  ingredient: 'augmentation',
  params: {
    sigma: {
      kind: 'number',
      summary: 'S, the standard deviation of the noise',
      min: 0,
      default: 0.1,
      stronger: 'larger',
      search: { from: 0.01, to: 1, log: true },
    },
    schedule: scheduleParam,
  },
  noise: 'features',
  requests: ({ sigma }, { sizes }, rows) =>
    sigma[0] > 0 ? [{ name: REGION, type: 'f32', length: rows * sizes[0] }] : [],
  create({ sigma: [sigma], schedule }, { kernels, arena, architecture, maskKey, clock }) {
    if (sigma === 0) return {}
    const shareOf = scheduledNoise(schedule, clock)
    const noise = arena.region(REGION)
    const size = architecture.sizes[0]
    const add: Perturbation = {
      forward: (x, n) => kernels.add(x, noise, n),
      // Nothing is behind the features that would want a gradient; it would pass as it is.
      backward: () => {},
      needsUnperturbed: true,
    }
    return {
      sampleMasks(rowIds, start, M, step, key) {
        const deviation = shareOf(key) * sigma
        const stream = key ?? maskKey
        kernels.sampleNormal(noise, rowIds, start, M, size, 0, deviation, stream, streams.inputNoise, step)
      },
      perturbations: architecture.sizes.map((_, site) => (site === 0 ? add : null)),
    }
  },
})
