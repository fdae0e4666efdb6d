import { part } from '../nn/parameters.ts'
import type { OptimizerEntry } from './optimizer.ts'

/** Defaults of the paper, section 2. */
const BETA1 = 0.9
const BETA2 = 0.999
const EPSILON = 1e-8

/**
 * The soft-threshold is at most this times the rate. It exceeds the largest step that Adam itself can take, since by
 * Cauchy and Schwarz |mHat| / sqrt(vHat) <= (1 - beta1) / sqrt((1 - beta2) (1 - beta1^2 / beta2)) = 7.3. So it frees
 * only the weights whose gradients were 0 so far, and the fixed points stay.
 */
const LARGEST_STEP = 10

export const adam: OptimizerEntry = {
  title: 'Adam',
  summary: `m = ${BETA1} m + ${(1 - BETA1).toFixed(1)} g; v = ${BETA2} v + ${(1 - BETA2).toFixed(3)} g^2; w -= rate * mHat / (sqrt(vHat) + ${EPSILON})`,
  reference: 'Kingma and Ba (ICLR 2015), algorithm 1',
  gradientPower: 0,
  rate: 0.005,
  slots: ['first moment', 'second moment'],
  phrase: () => 'Adam',
  create({ kernels, parameters, gradients, slots: [m, v] }) {
    // beta^t as running products: Math.pow may round differently from one engine to the next.
    let power1 = 1
    let power2 = 1
    const advance = () => {
      power1 *= BETA1
      power2 *= BETA2
    }
    return {
      resume(steps) {
        for (let step = 0; step < steps; step++) advance()
      },
      step(rate) {
        advance()
        const correction1 = 1 / (1 - power1)
        const correction2 = 1 / (1 - power2)
        kernels.adam(parameters, gradients, m, v, rate, BETA1, BETA2, correction1, correction2, EPSILON)
      },
      proximal(range) {
        // Yun, Lozano and Yang (NeurIPS 2021): the proximal operator in the step's own diagonal metric; bounded, so that
        // a weight whose gradients so far were all 0 is not removed at once.
        const w = part(parameters, range, 'proximal')
        const vPart = part(v, range, 'proximal')
        return (strength, rate) =>
          kernels.softThresholdAdam(w, vPart, rate * strength, 1 / (1 - power2), EPSILON, rate * LARGEST_STEP)
      },
    }
  },
}
