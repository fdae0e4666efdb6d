/** The training loop: it reads like the pseudo-code in docs/math.md. */

import type { Region } from '../core/arena.ts'
import type { RandomKey } from '../core/randomKey.ts'
import { shuffle } from '../data/split.ts'
import { schedules } from '../optimizers/schedules.ts'
import { epochsOf, type TrainingSettings } from '../settings/training.ts'
import { evaluate } from './evaluate.ts'
import type { Model } from './model.ts'
import { lossAndGradients } from './passes.ts'
import { settle } from './predicting.ts'

export interface TrainingOutcome {
  /** False when the loss or a weight became infinite or NaN: the run stopped there. */
  readonly finite: boolean
  /** Epochs run. */
  readonly epochs: number
  /** The epoch, from 1, whose weights the model now holds. */
  readonly bestEpoch: number
  /** Parameter updates. */
  readonly steps: number
  /** Mean data loss of the last epoch, as training saw it: masks on, weights changing. */
  readonly lossNoisy: number
  /** Mean over the steps of the last epoch: the norm of what the optimizer is given, before clipping; null if not finite. */
  readonly gradNorm: number | null
  /** Share of kept units among those a mask was drawn for; 1 without masks. */
  readonly keepSeen: number
}

/** What an epoch leaves to tell: a point of the learning curve. */
export interface EpochReport {
  /** From 1. */
  readonly epoch: number
  /** Mean data loss of the epoch, as training saw it: masks on, weights changing. */
  readonly lossNoisy: number
  readonly progress: Progress
}

/**
 * Where a run stands after an epoch. With what the model's arena holds then, it is all that the rest of the run depends on:
 * random numbers are drawn by step and row, so there is no generator to keep.
 */
export interface Progress {
  readonly epoch: number
  readonly step: number
  readonly lossNoisy: number
  /** Null after an epoch that could not be the last. */
  readonly gradNorm: number | null
  /** Units that masks have kept, of so many drawn. */
  readonly kept: number
  readonly drawn: number
  /** State of early stopping, before it has looked at this epoch; null where it has seen none. */
  readonly bestLoss: number | null
  readonly bestEpoch: number
}

/** Trains the model in place. Minibatches follow the stream `orderKey`, which every method of a split shares. */
export function train(
  model: Model,
  settings: TrainingSettings,
  orderKey: RandomKey,
  onEpoch?: (report: EpochReport) => void,
): TrainingOutcome {
  const epochs = trainEpochs(model, settings, orderKey)
  for (;;) {
    const { value, done } = epochs.next()
    if (done) return value
    onEpoch?.(value)
  }
}

/**
 * Trains the model an epoch at a time: between two of them the caller may look at the model, but not change it. With `from`, and
 * the arena as it was then, the run goes on where another one stood.
 */
export function* trainEpochs(
  model: Model,
  settings: TrainingSettings,
  orderKey: RandomKey,
  from?: Progress,
): Generator<EpochReport, TrainingOutcome, void> {
  const { arena, train, hooks, gradientNorm, clock } = model
  const { batchSize } = settings
  const order = arena.i32('order').subarray(0, train.count)
  const words = new Uint32Array(arena.i32('words').buffer, arena.region('words').ptr, train.count)
  const rowIds = arena.region('order')
  const epochs = epochsOf(settings, train.count)
  const totalSteps = epochs * Math.ceil(train.count / batchSize)
  const stopper = createStopper(model, from)
  let step = from?.step ?? 0
  let epoch = from?.epoch ?? 0
  let lossNoisy = from?.lossNoisy ?? 0
  let gradNorm = from?.gradNorm ?? null
  let finite = true
  model.optimizer.resume?.(step)
  Object.assign(clock, { step, steps: totalSteps, epoch, epochs })

  const unitsSeen = () => {
    let kept = model.stepGradients.seen.kept + (from?.kept ?? 0)
    let drawn = model.stepGradients.seen.drawn + (from?.drawn ?? 0)
    for (const hook of hooks) {
      const seen = hook.unitsSeen?.()
      if (seen === undefined) continue
      kept += seen.kept
      drawn += seen.drawn
    }
    return { kept, drawn }
  }
  let stopped = from !== undefined && stopper?.shouldStop(epoch) === true

  while (epoch < epochs && finite && !stopped) {
    order.set(arena.i32('train').subarray(0, train.count))
    model.kernels.philox(arena.region('words'), Math.ceil(train.count / 4) * 4, orderKey, epoch, 0, 0)
    shuffle(order, words)
    gradientNorm.begin(epoch + 1 === epochs || stopper?.mayStop(epoch + 1) === true)
    let lossSum = 0
    for (let start = 0; start < train.count && finite; start += batchSize) {
      const M = Math.min(batchSize, train.count - start)
      const loss = trainStep(model, rowIds, start, M, step, rateOf(model, settings))
      finite = Number.isFinite(loss)
      lossSum += loss
      clock.step = ++step
      for (const hook of hooks) hook.afterUpdate?.()
    }
    lossNoisy = lossSum / train.count
    gradNorm = gradientNorm.mean
    clock.epoch = ++epoch
    if (!finite) break
    for (const hook of hooks) hook.endEpoch?.()
    yield {
      epoch,
      lossNoisy,
      progress: { epoch, step, lossNoisy, gradNorm, ...unitsSeen(), ...bestOf(stopper) },
    }
    stopped = stopper?.shouldStop(epoch) === true
  }

  const bestEpoch = finite && stopper !== null ? stopper.restore() : epoch
  settle(model)
  const { kept, drawn } = unitsSeen()
  return {
    finite: finite && Number.isFinite(model.kernels.sumSquares(arena.region('parameters'))),
    epochs: epoch,
    bestEpoch,
    steps: step,
    lossNoisy,
    gradNorm: finite ? gradNorm : null,
    keepSeen: drawn === 0 ? 1 : kept / drawn,
  }
}

/** The learning rate of the update that comes next. */
function rateOf({ hooks, clock }: Model, { learningRate, schedule }: TrainingSettings): number {
  const hook = hooks.find((candidate) => candidate.rateAt !== undefined)
  const [t, T] = hook?.rateAt?.() ?? [clock.step, clock.steps]
  return learningRate * schedules[schedule].factor(t, T)
}

/** One update from M rows; returns the sum of their data losses before it. */
export function trainStep(
  model: Model,
  rowIds: Model['train']['ids'],
  start: number,
  M: number,
  step: number,
  rate: number,
): number {
  const { stepGradients, gradientNorm, optimizer, hooks } = model
  const loss = stepGradients.compute(rowIds, start, M, step, () =>
    gradientsByCalls(model, rowIds, start, M, step),
  )
  gradientNorm.take()
  optimizer.step(rate)
  for (const hook of hooks) hook.shrink?.(rate)
  for (const hook of hooks) hook.project?.()
  return loss
}

/** Leaves the gradients of M rows, penalties included, and returns the sum of their data losses. */
function gradientsByCalls(model: Model, rowIds: Region, start: number, M: number, step: number): number {
  for (const hook of model.hooks) hook.sampleMasks?.(rowIds, start, M, step)
  loadForTraining(model, rowIds, start, M)
  const loss = lossAndGradients(model, M)
  for (const hook of model.hooks) hook.addGradient?.()
  return loss
}

/** Features and answers of M rows, mixed with those of others where the method does so. */
export function loadForTraining(
  { net, minibatch, hooks }: Model,
  rowIds: Model['train']['ids'],
  start: number,
  M: number,
): void {
  minibatch.load(rowIds, start, net.activations[0], M)
  for (const { mixture } of hooks) {
    if (!mixture?.isActing()) continue
    mixture.mixFeatures(net.activations[0], M)
    minibatch.mixAnswers(mixture, M)
  }
}

/** Early stopping, when a hook asks for it: watches the validation loss and keeps the best weights. */
function createStopper(model: Model, from?: Progress) {
  const patience = model.hooks.find((hook) => hook.patience !== undefined)?.patience
  if (patience === undefined) return null
  const parameters = model.arena.f32('parameters')
  const best = model.arena.f32('best parameters')
  let bestLoss = from?.bestLoss ?? Infinity
  let bestEpoch = from?.bestEpoch ?? 0
  return {
    best: () => ({ bestLoss: bestEpoch === 0 ? null : bestLoss, bestEpoch }),
    /** Whether this epoch would be the last one without a better loss. */
    mayStop: (epoch: number): boolean => epoch - bestEpoch >= patience,
    shouldStop(epoch: number): boolean {
      const loss = evaluate(model, model.validation)!.loss
      if (loss < bestLoss) {
        bestLoss = loss
        bestEpoch = epoch
        best.set(parameters)
      }
      return this.mayStop(epoch)
    },
    restore(): number {
      if (bestEpoch > 0) parameters.set(best)
      return bestEpoch
    },
  }
}

const bestOf = (stopper: ReturnType<typeof createStopper>) =>
  stopper?.best() ?? { bestLoss: null, bestEpoch: 0 }
