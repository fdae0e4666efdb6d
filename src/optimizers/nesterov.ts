import { momentumProximal } from './momentum.ts'
import type { OptimizerEntry } from './optimizer.ts'

export const nesterov: OptimizerEntry = {
  title: "SGD with Nesterov's momentum",
  summary: 'v = momentum * v + g; w -= rate * (g + momentum * v)',
  reference: 'Nesterov (1983); Sutskever, Martens, Dahl and Hinton (ICML 2013)',
  gradientPower: 1,
  rate: 0.005,
  slots: ['velocity'],
  phrase: ({ momentum }) => `Nesterov ${momentum}`,
  create(context) {
    const { kernels, parameters, gradients, slots, momentum } = context
    return {
      step: (rate) => kernels.nesterov(parameters, gradients, slots[0], rate, momentum),
      proximal: momentumProximal(context),
    }
  },
}
