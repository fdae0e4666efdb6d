/** Losses of a regression, on the standardised target: `--loss squared|absolute|huber:D`. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'

export interface RegressionLoss {
  /** As `--loss` spells it. */
  readonly text: string
  readonly summary: string
  /** Sum over n rows of weight * loss; null weights are 1. */
  sum(kernels: Kernels, predictions: Region, targets: Region, weights: Region | null, n: number): number
  /** Returns that sum; leaves in `predictions` the gradient of weight * loss averaged over the n rows. */
  backward(kernels: Kernels, predictions: Region, targets: Region, weights: Region | null, n: number): number
  /** The loss of one row in float64, of its difference prediction - target. */
  of(difference: number): number
}

/** Quadratic up to `limit`, linear beyond; with an infinite limit, half the squared error. */
const huberLoss = (text: string, summary: string, limit: number): RegressionLoss => ({
  text,
  summary,
  sum: (kernels, predictions, targets, weights, n) => kernels.huber(predictions, targets, weights, limit, n),
  backward: (kernels, predictions, targets, weights, n) =>
    kernels.huberBackward(predictions, targets, weights, limit, predictions, n),
  of(difference) {
    const size = Math.abs(difference)
    const near = Math.min(size, limit)
    return (near * (size + (size - near))) / 2
  },
})

export const squared = huberLoss('squared', '(prediction - target)^2 / 2', Infinity)

export const absolute: RegressionLoss = {
  text: 'absolute',
  summary: 'abs(prediction - target); its best constant is the median',
  sum: (kernels, predictions, targets, weights, n) => kernels.absolute(predictions, targets, weights, n),
  backward: (kernels, predictions, targets, weights, n) =>
    kernels.absoluteBackward(predictions, targets, weights, predictions, n),
  of: Math.abs,
}

/** How `--loss` is written. */
export const LOSS_FORMS = ['squared', 'absolute', 'huber:D'] as const

/** A loss as `--loss` writes it; undefined for anything else. D is finite, above 0, in deviations of the training target. */
export function parseLoss(text: string): RegressionLoss | undefined {
  if (text === 'squared') return squared
  if (text === 'absolute') return absolute
  const written = /^huber:(.+)$/.exec(text)?.[1]
  if (written === undefined || written.trim() !== written) return undefined
  const limit = Number(written)
  if (!(limit > 0 && limit < Infinity)) return undefined
  return huberLoss(text, `quadratic up to ${limit} deviations of the training target, linear beyond`, limit)
}
