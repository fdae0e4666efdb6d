/** One method, fitted on all rows: the model itself is the result. */

import { setImmediate as turn } from 'node:timers/promises'
import { compileCore } from '../../core/load.ts'
import { randomKey, WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import type { Inner } from '../../data/split.ts'
import { fullSplit } from '../../data/split.ts'
import { defaultMetric } from '../../metrics/index.ts'
import type { Predicted } from '../../metrics/predicted.ts'
import type { Method } from '../../regularizers/method.ts'
import type { FitFigures } from '../../results/fit.ts'
import { answersOf, predictedOf } from '../../results/outputs.ts'
import { epochsOf } from '../../settings/training.ts'
import { checkAverage } from '../../training/average.ts'
import { type Checkpoint, restoreCheckpoint, takeCheckpoint } from '../../training/checkpoint.ts'
import { evaluate } from '../../training/evaluate.ts'
import { type FittedModel, fittedModel } from '../../training/fitted.ts'
import { architectureOf, type Model } from '../../training/model.ts'
import { asPredicted } from '../../training/predicting.ts'
import { scoreFully } from '../../training/score.ts'
import { type TrainingOutcome, trainEpochs } from '../../training/trainer.ts'
import { reserve, Workspace } from '../../training/workspace.ts'
import { failure, internalError } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { curveFigures, runFigures } from './trial.ts'

export interface FitSettings
  extends Pick<Experiment, 'network' | 'training' | 'scale' | 'seed' | 'build' | 'average'>,
    Inner {
  readonly method: Method
}

/** A point of the learning curve. */
export interface FitPoint {
  readonly epoch: number
  readonly epochs: number
  /** Mean data loss of the epoch as training saw it, masks on. */
  readonly lossNoisy: number
  /** Mean data loss of the validation rows, in prediction mode; null without any. */
  readonly validationLoss: number | null
}

export interface FitOptions {
  /** Threads that share the work, 1 where absent; the result does not depend on it. */
  readonly threads?: number
  readonly signal?: AbortSignal
  onEpoch?(point: FitPoint): void
  /** Looks at the trained network while its memory is there: what is to outlive that must be copied. */
  onFitted?(model: Model): void
  readonly checkpoints?: Checkpoints
}

/** States that a fit leaves on its way, and the one it starts from: the result is bit for bit that of a fit in one go. */
export interface Checkpoints {
  /** Epochs from one to the next; the last epoch, and the one in which the signal comes, leave one as well. */
  readonly every: number
  readonly identity: Checkpoint['identity']
  readonly from?: Checkpoint
  save(checkpoint: Checkpoint): Promise<void>
}

export interface Fit {
  readonly model: FittedModel
  readonly figures: FitFigures
  /** The one answer that all training rows have, a class or a number; null where they differ. */
  readonly oneAnswer: string | number | null
}

/**
 * Trains on all rows but the validation rows, with the random numbers of repeat 0, fold 0: same settings, same bits.
 * Other work has its turn after every epoch. Rejects with a failure when training diverges, and with the signal's reason.
 */
export async function fit(dataset: Dataset, settings: FitSettings, options: FitOptions = {}): Promise<Fit> {
  const { method, network, seed } = settings
  const source = new WordSource(await compileCore('strict'))
  const split = fullSplit(dataset, settings, (purpose, repeat, fold, count) =>
    source.words(randomKey(seed, purpose, repeat, fold), count),
  )
  const needs = { ...settings, methods: [method] }
  const shared = await reserve(dataset, needs, { threads: options.threads })
  if (settings.average !== undefined) {
    checkAverage(settings.average, [method], architectureOf(network, dataset, dataset.features.length))
  }
  const workspace = new Workspace(shared, settings)
  const model = workspace.model(method, split)
  const { features, target } = workspace.scaling(split)
  const { outcome, seconds } = await run(model, settings, split, options).finally(() => workspace.close())
  const figures = curveFigures(model, outcome.lossNoisy, settings.average)
  if (!outcome.finite || figures.trainLoss === null || figures.penalty === null) {
    throw failure(
      `${method.spec}: training diverged in epoch ${outcome.epochs}; lower --learning-rate or the strength`,
    )
  }
  const { average } = settings
  const { outputs } = scoreFully(model, model.train, {
    dataset,
    target,
    scoring: {},
    ...(average && { average }),
  })!
  options.onFitted?.(model)
  return {
    model: fittedModel(model, method.spec, dataset, features, target, network.channels),
    figures: {
      dataset: dataset.name,
      method: method.spec,
      seed,
      trainRows: split.train.length,
      validationRows: split.validation.length,
      ...figures,
      ...runFigures(model, outcome),
      metric: defaultMetric(dataset.task),
      trainSeconds: seconds,
    },
    oneAnswer: answersOf(outputs) === 1 ? answerOf(predictedOf(outputs), dataset.classes) : null,
  }
}

/** That of the first row. */
const answerOf = (predicted: Predicted, classes: readonly string[]): string | number =>
  predicted.task === 'classification' ? classes[predicted.predicted[0]!]! : predicted.values[0]!

async function run(
  model: Model,
  { training, seed }: FitSettings,
  split: Split,
  { signal, onEpoch, checkpoints }: FitOptions,
): Promise<{ outcome: TrainingOutcome; seconds: number }> {
  const from = checkpoints?.from
  if (from !== undefined) restoreCheckpoint(model, from)
  const orderKey = randomKey(seed, 'order', split.repeat, split.fold)
  const last = epochsOf(training, split.train.length)
  const epochs = trainEpochs(model, training, orderKey, from?.progress)
  let milliseconds = 0
  for (;;) {
    const began = performance.now()
    const { value, done } = epochs.next()
    milliseconds += performance.now() - began
    if (done) {
      const overruns = model.arena.overruns()
      if (overruns.length > 0) throw internalError(`a kernel wrote past the end of ${overruns.join(', ')}`)
      return { outcome: value, seconds: milliseconds / 1000 }
    }
    if (onEpoch !== undefined) {
      const validationLoss = asPredicted(model, () => evaluate(model, model.validation)?.loss ?? null)
      const { epoch, lossNoisy } = value
      onEpoch({ epoch, lossNoisy, epochs: last, validationLoss })
    }
    await turn()
    if (checkpoints !== undefined) {
      const isDue = value.epoch % checkpoints.every === 0 || value.epoch === last
      if (isDue || signal?.aborted) {
        await checkpoints.save(takeCheckpoint(model, checkpoints.identity, value.progress))
      }
    }
    signal?.throwIfAborted()
  }
}
