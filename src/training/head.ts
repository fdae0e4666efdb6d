/** What stands on top of the network: the loss, its gradient, and the score, for each task. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { Task } from '../data/dataset.ts'
import { type RegressionLoss, squared } from '../nn/loss.ts'
import type { Minibatch } from './minibatch.ts'

/** Sums over rows, so that chunks add up. */
export interface Tally {
  /** Sum of weight * loss; beside it the sum of these weights. */
  loss: number
  lossWeight: number
  /** Sum of weight * (1 for a right answer; half the squared error of a standardised target); beside it the sum of these weights. */
  score: number
  scoreWeight: number
}

export const newTally = (): Tally => ({ loss: 0, lossWeight: 0, score: 0, scoreWeight: 0 })

export interface Head {
  readonly task: Task
  /** Sum of the weighted losses of M rows, labels smoothed if asked for, mixed where rows are; leaves in `outputs` the gradient of their mean. */
  lossBackward(outputs: Region, minibatch: Minibatch, M: number): number
  /** Adds M rows, answered by `outputs`. */
  add(tally: Tally, outputs: Region, minibatch: Minibatch, M: number): void
  /** The score: accuracy as a share, or rmse in the target's units (times `deviation`). */
  score(tally: Tally, deviation: number): number
  /** A regression's loss of one row, of prediction - target on the standardised target. */
  rowLoss(difference: number): number
}

/** Adds one row of a minibatch whose loss, and whose part of the score, were found elsewhere. */
export function addRow(tally: Tally, minibatch: Minibatch, row: number, loss: number, score: number): void {
  const [lossWeight, scoreWeight] = minibatch.weightsOf(row)
  tally.loss += lossWeight * loss
  tally.lossWeight += lossWeight
  tally.score += scoreWeight * score
  tally.scoreWeight += scoreWeight
}

function addWeights(tally: Tally, minibatch: Minibatch, M: number): void {
  if (minibatch.lossWeights === null) {
    tally.lossWeight += M
    tally.scoreWeight += M
    return
  }
  for (let row = 0; row < M; row++) addRow(tally, minibatch, row, 0, 0)
}

const classification = (kernels: Kernels, classes: number, smoothingNow: () => number): Head => ({
  task: 'classification',
  lossBackward(logits, { labels, mixed, targetShares, lossWeights }, M) {
    const smoothing = smoothingNow()
    if (smoothing === 0 && mixed === null) {
      return kernels.crossEntropyBackward(logits, labels, lossWeights, logits, M, classes)
    }
    kernels.softTargets(labels, mixed, targetShares, M, classes, smoothing)
    return kernels.crossEntropySoftBackward(logits, targetShares, lossWeights, logits, M, classes)
  },
  add(tally, logits, minibatch, M) {
    const { labels, lossWeights, scoreWeights } = minibatch
    addWeights(tally, minibatch, M)
    tally.loss += kernels.crossEntropy(logits, labels, lossWeights, M, classes)
    tally.score += kernels.countCorrect(logits, labels, scoreWeights, M, classes)
  },
  score: ({ score, scoreWeight }) => score / scoreWeight,
  rowLoss: () => Number.NaN,
})

const regression = (kernels: Kernels, loss: RegressionLoss): Head => ({
  task: 'regression',
  lossBackward: (predictions, { targets, lossWeights }, M) =>
    loss.backward(kernels, predictions, targets, lossWeights, M),
  add(tally, predictions, minibatch, M) {
    const { targets, lossWeights, scoreWeights } = minibatch
    addWeights(tally, minibatch, M)
    tally.loss += loss.sum(kernels, predictions, targets, lossWeights, M)
    tally.score += squared.sum(kernels, predictions, targets, scoreWeights, M)
  },
  score: ({ score, scoreWeight }, deviation) => deviation * Math.sqrt((2 * score) / scoreWeight),
  rowLoss: loss.of,
})

/** `smoothing` is that of the labels in training at a step, 0 for none; `loss` is that of a regression. */
export const createHead = (
  task: Task,
  kernels: Kernels,
  outputs: number,
  smoothing: () => number,
  loss = squared,
): Head =>
  task === 'classification' ? classification(kernels, outputs, smoothing) : regression(kernels, loss)
