/** How long a run would take, from a few real steps of its own network in this thread. */

import type { Dataset, Split } from '../../data/dataset.ts'
import { NONE } from '../../regularizers/index.ts'
import { type Method, needsValidation, parseMethod } from '../../regularizers/method.ts'
import type { YardstickName } from '../../results/yardsticks.ts'
import { DEFAULT_NESTED } from '../../settings/methods.ts'
import { epochsOf, type TrainingSettings } from '../../settings/training.ts'
import { mean } from '../../statistics/moments.ts'
import { evaluate } from '../../training/evaluate.ts'
import { type Model, PREDICTION_ROWS } from '../../training/model.ts'
import { trainStep } from '../../training/trainer.ts'
import { Workspace } from '../../training/workspace.ts'
import type { Experiment } from '../config.ts'
import { candidatesOf, formsOf, isTunable, methodFor } from '../tunable.ts'
import { groundOf } from './ground.ts'
import { reserveTrials } from './trial.ts'

/** What one method costs on one split. */
export interface Cost {
  /** Weights and biases of the network. */
  readonly parameters: number
  /** Seconds of a training step on a full minibatch. */
  readonly stepSeconds: number
  /** Seconds of scoring one row. */
  readonly rowSeconds: number
}

/** All methods together are given this time, and each of them the steps that show anything. */
const SECONDS = 0.5
const MIN_SECONDS = 0.02
const MIN_STEPS = 3
/** Rows that are scored to time it: averages over sampled networks multiply the work. */
const SCORED_ROWS = { scale: 256, average: 8 }

/**
 * What each method costs on the first of the splits, by its specification. Methods that differ in numbers alone are measured
 * once: they do the same work, up to the zeros that masks leave.
 */
export async function measureCosts(
  dataset: Dataset,
  experiment: Experiment,
  split: Split,
): Promise<Map<string, Cost>> {
  const workspace = new Workspace(await reserveTrials(dataset, experiment, 1), experiment)
  const kinds = new Map(
    experiment.methods.map((method) => [kindOf(method), methodFor(method, groundOf(dataset, experiment))]),
  )
  const seconds = Math.max(MIN_SECONDS, SECONDS / kinds.size)
  const costs = new Map<string, Cost>()
  for (const [kind, method] of kinds) {
    const forms = typicalForms(method)
    const each = forms.map((form) => measure(workspace, experiment, form, split, seconds / forms.length))
    costs.set(kind, {
      parameters: each[0].parameters,
      stepSeconds: mean(each.map(({ stepSeconds }) => stepSeconds)),
      rowSeconds: mean(each.map(({ rowSeconds }) => rowSeconds)),
    })
  }
  return new Map(experiment.methods.map((method) => [method.spec, costs.get(kindOf(method))!]))
}

/** Passes over the training rows until a linear model has its strength and its weights: 44 to 74 on the bundled datasets. */
const LINEAR_PASSES = 60

/** What the linear yardstick costs on the first of the splits; a constant answer costs next to nothing. */
export async function measureLinear(dataset: Dataset, experiment: Experiment, split: Split): Promise<Cost> {
  const reserved = await reserveTrials(dataset, { ...experiment, yardsticks: ['linear'] }, 1)
  const model = new Workspace(reserved, experiment).model(parseMethod(NONE), split, { linear: true })
  return costOf(model, PREDICTION_ROWS, experiment, MIN_SECONDS)
}

/** Steps of a yardstick on a split: passes over its training rows, in pieces of PREDICTION_ROWS. */
export const stepsOfYardstick = (name: YardstickName, { train }: Split): number =>
  (name === 'linear' ? LINEAR_PASSES : 1) * Math.ceil(train.length / PREDICTION_ROWS)

const kindOf = ({ spec }: Method): string => spec.replace(/\d[\d.]*(?:e[+-]?\d+)?/gi, '#')

/** Cocktails that are measured: what is in them decides what they cost. */
const MAX_FORMS = 8

/** Of strengths one in the middle: the ends of a range may leave their term out, strength 0 or keep 1. */
function typicalForms(method: Method): Method[] {
  const forms = formsOf(method)
  const count = isTunable(method) && method.template.mixed ? Math.min(MAX_FORMS, forms.length) : 1
  return Array.from({ length: count }, (_, i) => forms[Math.floor(((i + 1 / 2) * forms.length) / count)])
}

function measure(
  workspace: Workspace,
  experiment: Experiment,
  method: Method,
  split: Split,
  seconds: number,
): Cost {
  return costOf(workspace.model(method, split), experiment.training.batchSize, experiment, seconds)
}

function costOf(
  model: Model,
  batchSize: number,
  { training, average }: Pick<Experiment, 'training' | 'average'>,
  seconds: number,
): Cost {
  const stepSeconds = timeSteps(model, batchSize, training.learningRate, seconds)
  const most = average === undefined ? SCORED_ROWS.scale : SCORED_ROWS.average
  const rows = { ids: model.train.ids, count: Math.min(model.train.count, most) }
  const began = performance.now()
  evaluate(model, rows, average)
  const rowSeconds = (performance.now() - began) / 1000 / rows.count
  return { parameters: model.plan.net.layout.count, stepSeconds, rowSeconds }
}

/** The mean after a third of the time, in which the engine has compiled what it runs. */
function timeSteps(model: Model, batchSize: number, rate: number, seconds: number): number {
  const { ids, count } = model.train
  const M = Math.min(batchSize, count)
  let step = 0
  const stepsFor = (limit: number): number => {
    const began = performance.now()
    const first = step
    let elapsed: number
    do {
      trainStep(model, ids, ((step * M) % count) + M <= count ? (step * M) % count : 0, M, step, rate)
      step++
      elapsed = (performance.now() - began) / 1000
    } while (elapsed < limit || step - first < MIN_STEPS)
    return elapsed / (step - first)
  }
  stepsFor(seconds / 3)
  return stepsFor((2 * seconds) / 3)
}

/** Parameter updates of one training, if nothing stops it early. */
export const stepsOf = (split: Split, training: Pick<TrainingSettings, 'epochs' | 'batchSize'>): number =>
  epochsOf(training, split.train.length) * Math.ceil(split.train.length / training.batchSize)

/**
 * Seconds of one trial on one thread: its training in full, tuning inside included, and its scoring. Early stopping may
 * end it before.
 */
export function trialSeconds(method: Method, cost: Cost, split: Split, experiment: Experiment): number {
  const { training, nested } = experiment
  const watched = needsValidation(method)
    ? epochsOf(training, split.train.length) * split.validation.length
    : 0
  const scored = split.train.length + split.validation.length + split.test.length
  const full = stepsOf(split, training) * cost.stepSeconds + watched * cost.rowSeconds
  const { innerFolds } = nested ?? DEFAULT_NESTED
  // Halving spends the epochs of its budget on more candidates than that, which are scored besides.
  const tried = isTunable(method) ? (method.budget ?? candidatesOf(method)) : 0
  const rest = (innerFolds - 1) / innerFolds
  return full * (1 + tried * innerFolds * rest) + scored * (1 + tried) * cost.rowSeconds
}
