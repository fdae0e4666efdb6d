/** One run of one method on one split, start to finish. */

import { createHash } from 'node:crypto'
import { randomKey, WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import { defaultMetric, isHigherBetter } from '../../metrics/index.ts'
import { NONE } from '../../regularizers/index.ts'
import { type Method, parseMethod } from '../../regularizers/method.ts'
import { blankRow } from '../../results/columns.ts'
import type { CurvePoint } from '../../results/curve.ts'
import { answersOf } from '../../results/outputs.ts'
import { scoreKey } from '../../results/scores.ts'
import { type TrialResult, trial } from '../../results/trial.ts'
import type { YardstickName } from '../../results/yardsticks.ts'
import type { Average } from '../../settings/average.ts'
import { evaluate, timePrediction } from '../../training/evaluate.ts'
import type { Model } from '../../training/model.ts'
import { inTurn } from '../../training/networks.ts'
import { penaltyOf } from '../../training/penalty.ts'
import { asPredicted } from '../../training/predicting.ts'
import { type Scorer, type Scoring, scoreFully, scoreRows } from '../../training/score.ts'
import { type TrainingOutcome, train } from '../../training/trainer.ts'
import { reserve, type SharedWorkspace, Workspace } from '../../training/workspace.ts'
import { fitYardstick } from '../../training/yardstick.ts'
import { internalError } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { metricOf } from '../config.ts'
import { checkTask, labelOf } from '../rescore.ts'
import { formsOf, isTunable, methodFor } from '../tunable.ts'
import { runNested } from '../tuning/nested.ts'
import type { Trial } from './grid.ts'
import { groundOf } from './ground.ts'
import { judgesOf } from './judges.ts'

const none = parseMethod(NONE)
const NO_ROWS = new Int32Array(0)

type OnEpoch = (point: CurvePoint) => void

/** Memory for `workers` workers, each able to run any trial of the experiment on `threads` threads. */
export const reserveTrials = (
  dataset: Dataset,
  experiment: Experiment,
  workers: number,
  threads = 1,
): Promise<SharedWorkspace> =>
  reserve(
    dataset,
    {
      ...experiment,
      methods: experiment.methods.flatMap((method) =>
        formsOf(methodFor(method, groundOf(dataset, experiment))),
      ),
      linear: experiment.yardsticks !== undefined,
    },
    { places: workers, threads },
  )

/** Runs trials one after the other in one arena of the workspace. */
export class TrialRunner {
  readonly #words: WordSource
  readonly #workspace: Workspace
  readonly #experiment: Experiment
  readonly #place: number

  constructor(shared: SharedWorkspace, experiment: Experiment, worker: number) {
    this.#words = new WordSource(shared.module)
    this.#workspace = new Workspace(shared, experiment)
    this.#experiment = experiment
    this.#place = worker
  }

  /**
   * `onEpoch` is told the point of the learning curve after each epoch, which costs a prediction of all rows but the test
   * rows; of a tunable method, that of the run which is scored.
   */
  run(
    { method, split, epochs, yardstick }: Pick<Trial, 'method' | 'split' | 'epochs' | 'yardstick'>,
    onEpoch?: OnEpoch,
  ): TrialResult {
    if (yardstick !== undefined) return this.#measure(yardstick, split)
    if (!isTunable(method)) return this.#train(method, split, epochs, onEpoch)
    const { dataset } = this.#workspace
    const watched: OnEpoch | undefined = onEpoch && ((point) => onEpoch({ ...point, method: method.spec }))
    return runNested(method, split, dataset, this.#experiment, this.#words, (form, part, length) =>
      this.#train(form, part, length, part === split ? watched : undefined),
    )
  }

  /** Blocks until the threads that help have started; a run that begins before has the same bits. */
  ready(): void {
    this.#workspace.ready()
  }

  /** Ends the threads that help; a worker that ends takes them with it. */
  close(): Promise<void> {
    return this.#workspace.close()
  }

  #train(method: Method, split: Split, epochs?: number, onEpoch?: OnEpoch): TrialResult {
    const { dataset } = this.#workspace
    const { seed } = this.#experiment
    const training = { ...this.#experiment.training, ...(epochs !== undefined && { epochs }) }
    const model = this.#workspace.model(method, split, { place: this.#place })
    const began = performance.now()
    const orderKey = randomKey(seed, 'order', split.repeat, split.fold)
    let watchedSeconds = 0
    const outcome = train(
      model,
      training,
      orderKey,
      onEpoch &&
        (({ epoch, lossNoisy }) => {
          const paused = performance.now()
          const { repeat, fold } = split
          onEpoch({
            dataset: dataset.name,
            method: method.spec,
            repeat,
            fold,
            epoch,
            ...asPredicted(model, () => curveFigures(model, lossNoisy)),
          })
          watchedSeconds += (performance.now() - paused) / 1000
        }),
    )
    const trainSeconds = (performance.now() - began) / 1000 - watchedSeconds
    return this.#scored(model, split, outcome, {
      method: method.spec,
      trainSeconds,
      trainLossNoisy: outcome.lossNoisy,
    })
  }

  #measure(name: YardstickName, split: Split): TrialResult {
    const { dataset } = this.#workspace
    const model = this.#workspace.model(none, split, { place: this.#place, linear: true })
    const began = performance.now()
    const judges = name === 'linear' ? judgesOf(dataset, split, this.#experiment, this.#words) : NO_ROWS
    const { passes, penalty } = fitYardstick(name, model, judges)
    const trainSeconds = (performance.now() - began) / 1000
    const outcome = { epochs: passes, bestEpoch: passes, steps: passes, keepSeen: 1, gradNorm: null }
    return this.#scored(
      model,
      split,
      { ...outcome, finite: true },
      { kind: 'yardstick', method: name, trainSeconds, penalty: finite(penalty) },
    )
  }

  /** The row of a model as it was left, with what only its maker knows. */
  #scored(
    model: Model,
    split: Split,
    outcome: Omit<TrainingOutcome, 'lossNoisy'>,
    known: Pick<TrialResult, 'method' | 'trainSeconds'> & Partial<TrialResult>,
  ): TrialResult {
    const { dataset } = this.#workspace
    const { seed, average } = this.#experiment
    const { trainLossNoisy = null, ...always } = known
    const scorer: Scorer = {
      dataset,
      target: this.#workspace.scaling(split).target,
      scoring: scoringOf(this.#experiment, dataset),
      ...(average && { average }),
    }
    const scores = outcome.finite ? score(model, scorer) : null
    const overruns = model.arena.overruns()
    if (overruns.length > 0) throw internalError(`a kernel wrote past the end of ${overruns.join(', ')}`)
    return {
      // What a diverged run has no number for stays null.
      ...blankRow(trial),
      dataset: dataset.name,
      repeat: split.repeat,
      fold: split.fold,
      seed,
      status: scores === null ? 'diverged' : 'ok',
      trainRows: split.train.length,
      validationRows: split.validation.length,
      testRows: split.test.length,
      ...runFigures(model, outcome),
      ...(scores && { trainLossNoisy, ...scores }),
      metric: metricOf(this.#experiment, dataset.task),
      ...always,
      predictSeconds: timePrediction(model, model.test),
    }
  }
}

/** Labels in place of names. Throws a usage error for what the dataset does not have. */
export function scoringOf(
  { metric: name, positive }: Pick<Experiment, 'metric' | 'positive'>,
  { name: dataset, task, classes }: Pick<Dataset, 'name' | 'task' | 'classes'>,
): Scoring {
  if (name !== undefined) checkTask(name, task, dataset)
  if (positive === undefined) return { ...(name && { metric: name }) }
  return { ...(name && { metric: name }), positive: labelOf(positive, { dataset, task, classes }) }
}

/** Scores in prediction mode, or of the average; null when one of the losses is not finite, which is divergence found late. */
function score(model: Model, scorer: Scorer) {
  const train = scoreRows(model, model.train, scorer)!
  const validation = scoreRows(model, model.validation, scorer)
  const test = scoreFully(model, model.test, scorer)!
  const penalty = penaltyOf(model)
  if (![train.loss, validation?.loss ?? 0, test.loss, penalty].every(Number.isFinite)) return null
  const { dataset, scoring } = scorer
  const [better, worse] = isHigherBetter(scoring.metric ?? defaultMetric(dataset.task))
    ? [train.score, test.score]
    : [test.score, train.score]
  return {
    trainLoss: train.loss,
    penalty,
    validationLoss: validation?.loss ?? null,
    testLoss: test.loss,
    trainScore: train.score,
    validationScore: validation?.score ?? null,
    testScore: test.score,
    gap: better === null || worse === null ? null : better - worse,
    ...Object.fromEntries([...test.scores].map(([name, value]) => [scoreKey(name), value])),
    testAnswers: answersOf(test.outputs),
    outputs: test.outputs,
  }
}

/** What the run itself leaves, of a trial and of a fit alike. */
export const runFigures = (
  model: Model,
  { epochs, bestEpoch, steps, keepSeen, gradNorm }: Omit<TrainingOutcome, 'finite' | 'lossNoisy'>,
) => ({
  epochs,
  bestEpoch,
  steps,
  keepSeen,
  gradNorm,
  ...weightFigures(model),
  parameters: model.plan.net.layout.count,
  fingerprint: fingerprint(model),
})

/** Weight scaling draws no random number, so a run that is watched gives the same bits as one that is not. */
export function curveFigures(model: Model, lossNoisy: number, average?: Average) {
  const train = evaluate(model, model.train, average)!
  const validation = evaluate(model, model.validation, average)
  const { weightNorm, weightSparsity } = weightFigures(model)
  return {
    trainLossNoisy: finite(lossNoisy),
    trainLoss: finite(train.loss),
    validationLoss: finite(validation?.loss ?? null),
    penalty: finite(penaltyOf(model)),
    trainScore: finite(train.score),
    validationScore: finite(validation?.score ?? null),
    weightNorm,
    weightSparsity,
  }
}

/** Null for what overflowed, as a file has it. */
const finite = (value: number | null): number | null => (Number.isFinite(value) ? value : null)

export function weightFigures({ kernels, net }: Model) {
  const { layers } = net
  const sum = (of: (layer: (typeof layers)[number]) => number) =>
    layers.reduce((total, layer) => total + of(layer), 0)
  const norms = layers.map((layer) => kernels.maxColumnNorm(layer.weights, layer.fanIn, layer.fanOut))
  return {
    weightNorm: finite(Math.sqrt(sum((layer) => kernels.sumSquares(layer.weights)))),
    weightSparsity: sum((layer) => kernels.countZeros(layer.weights)) / sum((layer) => layer.weights.length),
    maxUnitNorm: finite(Math.max(...norms)),
  }
}

/** Sixteen hexadecimal digits of a hash of all that prediction reads: weights, biases, what methods add, of every network; padding left out. */
export function fingerprint(model: Model): string {
  const { arena, plan } = model
  const hash = createHash('sha256')
  const parameters = arena.f32('parameters')
  const { weights, biases, extras } = plan.net.layout
  for (const _ of inTurn(model)) {
    for (const { offset, length } of [...weights, ...biases, ...extras.values()]) {
      const { buffer, byteOffset } = parameters.subarray(offset, offset + length)
      // Hashing reads shared memory through a copy of its own.
      hash.update(new Uint8Array(buffer, byteOffset, length * 4).slice())
    }
  }
  return hash.digest('hex').slice(0, 16)
}
