import { part } from '../nn/parameters.ts'
import type { OptimizerEntry } from './optimizer.ts'

export const sgd: OptimizerEntry = {
  title: 'Stochastic gradient descent',
  summary: 'w -= rate * g',
  reference: 'Robbins and Monro (1951), Annals of Mathematical Statistics 22',
  gradientPower: 1,
  rate: 0.02,
  slots: [],
  phrase: () => 'SGD',
  create({ kernels, parameters, gradients }) {
    return {
      step: (rate) => kernels.sgd(parameters, gradients, rate),
      proximal(range) {
        const w = part(parameters, range, 'proximal')
        return (strength, rate) => kernels.softThreshold(w, rate * strength)
      },
    }
  },
}
