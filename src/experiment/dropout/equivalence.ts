/** Table 1: the inverted run, the vanilla run that follows it, and the vanilla run with equal settings. */
import { randomKey } from '../../core/random.ts'
import type { Split } from '../../data/dataset.ts'
import { type Method, parseMethod } from '../../regularizers/method.ts'
import { epochsOf, type TrainingSettings } from '../../settings/training.ts'
import { evaluate } from '../../training/evaluate.ts'
import type { Model } from '../../training/model.ts'
import { type TrainingOutcome, trainEpochs } from '../../training/trainer.ts'
import type { Workspace } from '../../training/workspace.ts'
import { failure } from '../../util/errors.ts'
import type { Experiment } from '../config.ts'
import { largestDistance, testPredictions, weightsOf } from './outputs.ts'
import { isDropout, keepsOf, type Pair, vanillaTwin } from './pair.ts'
import type { EquivalencePoint, OtherKeep } from './report.ts'

/** Where keep 0.5 shows no rounding, this one does. */
const OTHER_KEEP = 0.8

/** Numbers of the places where the models stand. */
export const PLACES = { inverted: 0, vanilla: 1, twin: 2, otherInverted: 3, otherTwin: 4 } as const

export interface Runs {
  /** Trained, in prediction mode equal to what `points` ends with. */
  readonly inverted: Model
  readonly vanilla: Model
  readonly points: readonly EquivalencePoint[]
  readonly identical: boolean
  readonly other: OtherKeep | null
}

/** A run that others are compared with, or that is compared: its weights act on activations as keep times their value. */
interface Run {
  readonly name: string
  readonly model: Model
  readonly keeps: readonly number[]
}

/**
 * Trains all side by side on the same rows, minibatches and masks, and compares them after the epochs that
 * `checkpoints` names.
 */
export function trainRuns(
  workspace: Workspace,
  split: Split,
  pair: Pair,
  { training, seed }: Experiment,
  onEpoch?: (epoch: number) => void,
): Runs {
  const architecture = workspace.architecture(split)
  const keeps = keepsOf(pair.inverted, architecture).slice(0, -1)
  const ones = keeps.map(() => 1)
  const twinned = (inverted: Method, place: number, twinPlace: number) => {
    const { method, layerFactors } = vanillaTwin(inverted, architecture, training.optimizer)
    const own = keepsOf(inverted, architecture).slice(0, -1)
    return {
      inverted: { name: inverted.spec, model: workspace.model(inverted, split, { place }), keeps: ones },
      twin: {
        name: method.spec,
        model: workspace.model(method, split, { place: twinPlace, layerFactors }),
        keeps: own,
      },
    }
  }
  const { inverted, twin } = twinned(pair.inverted, PLACES.inverted, PLACES.twin)
  const vanilla: Run = {
    name: pair.vanilla.spec,
    model: workspace.model(pair.vanilla, split, { place: PLACES.vanilla }),
    keeps,
  }
  const otherMethod = keeps.every(isPowerOfTwo) ? atOtherKeep(pair.inverted, keeps) : null
  const other = otherMethod && twinned(otherMethod, PLACES.otherInverted, PLACES.otherTwin)

  const points: EquivalencePoint[] = []
  let identical = true
  let otherIdentical = true
  const compare = (epoch: number, steps: number) => {
    const [toTwin, toEqual] = [distance(inverted, twin), distance(inverted, vanilla)]
    const toOther = other && distance(other.inverted, other.twin)
    identical &&= toTwin.predictions === 0 && toTwin.weights === 0
    otherIdentical &&= toOther !== null && toOther.predictions === 0 && toOther.weights === 0
    points.push({
      epoch,
      steps,
      twinPredictions: toTwin.predictions,
      twinWeights: toTwin.weights,
      otherPredictions: toOther?.predictions ?? null,
      otherWeights: toOther?.weights ?? null,
      equalPredictions: toEqual.predictions,
      equalWeights: toEqual.weights,
      invertedScore: scoreOf(inverted),
      twinScore: scoreOf(twin),
      equalScore: scoreOf(vanilla),
    })
  }
  const runs = [inverted, twin, vanilla, ...(other === null ? [] : [other.inverted, other.twin])]
  trainTogether(runs, training, seed, split, compare, onEpoch)
  return {
    inverted: inverted.model,
    vanilla: vanilla.model,
    points,
    identical,
    other: otherMethod && { method: otherMethod.spec, keep: OTHER_KEEP, identical: otherIdentical },
  }
}

function trainTogether(
  runs: readonly Run[],
  training: TrainingSettings,
  seed: number,
  split: Split,
  compare: (epoch: number, steps: number) => void,
  onEpoch?: (epoch: number) => void,
): void {
  const orderKey = randomKey(seed, 'order', split.repeat, split.fold)
  const perEpoch = Math.ceil(split.train.length / training.batchSize)
  const trainings = runs.map(({ model }) => trainEpochs(model, training, orderKey))
  const outcomes = new Map<Run, TrainingOutcome>()
  const last = epochsOf(training, split.train.length)
  const looks = checkpoints(last)
  compare(0, 0)
  let epoch = 0
  while (outcomes.size < runs.length) {
    epoch++
    runs.forEach((run, i) => {
      if (outcomes.has(run)) return
      const { value, done } = trainings[i].next()
      if (!done) return
      if (!value.finite) throw diverged(run, value)
      outcomes.set(run, value)
    })
    if (outcomes.size === 0) onEpoch?.(epoch)
    if (outcomes.size === 0 && looks.has(epoch) && epoch < last) compare(epoch, epoch * perEpoch)
  }
  // Only now are the best weights of early stopping in place.
  const { epochs, steps } = outcomes.get(runs[0])!
  compare(epochs, steps)
}

/** After 1, 2, 5, 10, 20, 50, ... epochs. */
function checkpoints(epochs: number): Set<number> {
  const looks = new Set<number>()
  for (let decade = 1; decade < epochs; decade *= 10) {
    for (const digit of [1, 2, 5]) if (digit * decade < epochs) looks.add(digit * decade)
  }
  return looks
}

const diverged = ({ name }: Run, { epochs }: TrainingOutcome): Error =>
  failure(`${name}: training diverged in epoch ${epochs}; lower --learning-rate`)

const scoreOf = ({ model }: Run): number => evaluate(model, model.test)!.score

function distance(a: Run, b: Run) {
  const others = weightsOf(b.model, b.keeps)
  const weights = weightsOf(a.model, a.keeps).map((layer, l) => largestDistance(layer, others[l]))
  return {
    predictions: largestDistance(testPredictions(a.model), testPredictions(b.model)),
    weights: Math.max(...weights),
  }
}

/** Whether multiplying by it rounds nothing. */
function isPowerOfTwo(keep: number): boolean {
  let power = 1
  while (power > keep) power /= 2
  return power === keep
}

/** The method with every keep below 1 replaced. */
function atOtherKeep({ terms }: Method, keeps: readonly number[]): Method {
  const hidden = keeps.slice(1).map((keep) => (keep < 1 ? OTHER_KEEP : 1))
  const isKeep = (argument: string) => /^(?:input-)?(?:keep|drop)=/.test(argument)
  const replaced = (text: string) => {
    const others = text
      .slice(text.indexOf(':') + 1)
      .split(',')
      .filter((argument) => !isKeep(argument))
    const keep = hidden.length === 0 ? `${OTHER_KEEP}` : hidden.join('/')
    return [`keep=${keep}`, ...(keeps[0] < 1 ? [`input-keep=${OTHER_KEEP}`] : []), ...others].join(',')
  }
  return parseMethod(
    terms.map((term) => (isDropout(term) ? `${term.name}:${replaced(term.text)}` : term.text)).join('+'),
  )
}
