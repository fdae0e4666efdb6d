import { exp, log } from '../../util/elementary.ts'

const LOG_TWO_PI = 1.8378770664093453

/**
 * log of the mean over t of N(y; predictions[t], 1 / precision), which is
 * logsumexp_t(-precision / 2 (y - predictions[t])^2) - log T - log(2 pi) / 2 + log(precision) / 2
 * (Gal and Ghahramani, ICML 2016, section 3.2 of the appendix).
 */
export function gaussianLogLikelihood(y: number, predictions: Float64Array, precision: number): number {
  const exponents = predictions.map((prediction) => (-precision / 2) * (y - prediction) ** 2)
  const largest = exponents.reduce((most, value) => Math.max(most, value), -Infinity)
  const sum = exponents.reduce((total, value) => total + exp(value - largest), 0)
  return largest + log(sum / predictions.length) - LOG_TWO_PI / 2 + log(precision) / 2
}
