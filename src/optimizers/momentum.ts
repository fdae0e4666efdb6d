import { part } from '../nn/parameters.ts'
import type { Optimizer, OptimizerContext, OptimizerEntry } from './optimizer.ts'

/**
 * The soft-threshold of both momentum methods. A steady gradient g moves a weight by rate * g / (1 - momentum) a step, so
 * the threshold grows by the same factor; with rate * strength alone the run would obey (1 - momentum) * strength.
 */
export function momentumProximal({ kernels, parameters, momentum }: OptimizerContext): Optimizer['proximal'] {
  return (range) => {
    const w = part(parameters, range, 'proximal')
    return (strength, rate) => kernels.softThreshold(w, (rate * strength) / (1 - momentum))
  }
}

export const momentum: OptimizerEntry = {
  title: 'SGD with momentum',
  summary: 'v = momentum * v + g; w -= rate * v',
  reference: 'Polyak (1964); Sutskever, Martens, Dahl and Hinton (ICML 2013)',
  gradientPower: 1,
  rate: 0.005,
  slots: ['velocity'],
  phrase: ({ momentum }) => `SGD momentum ${momentum}`,
  create(context) {
    const { kernels, parameters, gradients, slots, momentum } = context
    return {
      step: (rate) => kernels.momentum(parameters, gradients, slots[0], rate, momentum),
      proximal: momentumProximal(context),
    }
  },
}
