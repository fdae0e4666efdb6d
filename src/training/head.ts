/** What stands on top of the network: the loss, its gradient, and the score, for each task. */
import type { Region } from '../core/arena.ts'
import type { Kernels } from '../core/kernels.ts'
import type { Task } from '../data/dataset.ts'
import type { Minibatch } from './minibatch.ts'

/** Sums over rows, so that chunks add up. */
export interface Tally {
  loss: number
  correct: number
}

export interface Head {
  readonly task: Task
  /** Sum of the losses of M rows, labels smoothed if asked for; leaves in `outputs` the gradient of their mean. */
  lossBackward(outputs: Region, minibatch: Minibatch, M: number): number
  /** Adds the losses, and for classification the right answers, of M rows. */
  add(tally: Tally, outputs: Region, minibatch: Minibatch, M: number): void
  /** The score of `rows` rows: accuracy as a share, or rmse in the target's units (times `deviation`). */
  score(tally: Tally, rows: number, deviation: number): number
}

const classification = (kernels: Kernels, classes: number, smoothing: number): Head => ({
  task: 'classification',
  lossBackward: (logits, { labels }, M) =>
    smoothing === 0
      ? kernels.crossEntropyBackward(logits, labels, logits, M, classes)
      : kernels.crossEntropySmoothedBackward(logits, labels, logits, M, classes, smoothing),
  add(tally, logits, { labels }, M) {
    tally.loss += kernels.crossEntropy(logits, labels, M, classes)
    tally.correct += kernels.countCorrect(logits, labels, M, classes)
  },
  score: ({ correct }, rows) => correct / rows,
})

const regression = (kernels: Kernels): Head => ({
  task: 'regression',
  lossBackward: (predictions, { targets }, M) =>
    kernels.squaredErrorBackward(predictions, targets, predictions, M, M),
  add(tally, predictions, { targets }, M) {
    tally.loss += kernels.squaredError(predictions, targets, M)
  },
  // loss = (prediction - target)^2 / 2 on the standardised target
  score: ({ loss }, rows, deviation) => deviation * Math.sqrt((2 * loss) / rows),
})

/** `smoothing` is that of the labels in training; 0 for none. */
export const createHead = (task: Task, kernels: Kernels, outputs: number, smoothing = 0): Head =>
  task === 'classification' ? classification(kernels, outputs, smoothing) : regression(kernels)
