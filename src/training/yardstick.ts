/**
 * What any method should beat: the answer that does not look at the features, and a linear model. Both are a network without
 * hidden layers whose parameters are fitted rather than trained, so that all that scores a trained network scores them alike.
 */
import type { YardstickName } from '../results/yardsticks.ts'
import { log } from '../util/elementary.ts'
import { evaluate } from './evaluate.ts'
import { minimize } from './minimize.ts'
import { type Model, PREDICTION_ROWS, type RowSet } from './model.ts'
import { lossAndGradients } from './passes.ts'

/** Strengths L of (L/2) * sum w^2 beside the mean loss, strongest first: each fit starts where the one before ended. */
const STRENGTHS = [10, 1, 0.1, 0.01, 1e-3, 1e-4, 1e-5] as const

/** A strength is judged by a rough fit; the one that is chosen is fitted to the end. */
const ROUGH = { maxIterations: 15, tolerance: 1e-3 }
const FINAL = { maxIterations: 100, tolerance: 1e-4 }

/** Golden sections that leave 3e-13 of an interval. */
const SECTIONS = 60
const GOLDEN = (Math.sqrt(5) - 1) / 2

export interface FittedYardstick {
  /** Strength of the linear model's L2 penalty; null for the constant. */
  readonly strength: number | null
  /** The penalty at the weights found. */
  readonly penalty: number
  /** Passes over the training rows. */
  readonly passes: number
}

/**
 * Fits a linear `model` in place on its training rows. `judges` are the rows of the dataset that choose the strength: if they are
 * among the training rows, each strength is judged by a fit to the others.
 */
export function fitYardstick(name: YardstickName, model: Model, judges: Int32Array): FittedYardstick {
  return name === 'constant' ? fitConstant(model) : fitLinear(model, judges)
}

/**
 * Zero weights; biases log(share of the class), or the one constant of least loss: the mean for the squared loss, the median
 * for the absolute one. Rows count by their weights, classes alike.
 */
function fitConstant(model: Model): FittedYardstick {
  const { arena, head, plan, net } = model
  const parameters = arena.f32('parameters').fill(0)
  const { offset } = plan.net.layout.biases[0]
  const { answers, weights } = answersOf(model)
  if (head.task === 'regression') {
    parameters[offset] = minimizeConvex(
      (constant) => answers.reduce((sum, answer, i) => sum + weights[i] * head.rowLoss(constant - answer), 0),
      answers.reduce((least, answer) => Math.min(least, answer), 0),
      answers.reduce((most, answer) => Math.max(most, answer), 0),
    )
  } else {
    const totals = new Float64Array(net.layers[0].fanOut)
    answers.forEach((label, i) => {
      totals[label] += weights[i]
    })
    const all = totals.reduce((sum, total) => sum + total, 0)
    totals.forEach((total, k) => {
      // A class that no training row has is as rare as half a row would make it.
      parameters[offset + k] = log(Math.max(total, 0.5) / all)
    })
  }
  return { strength: null, penalty: 0, passes: 1 }
}

/** Labels or standardised targets of the training rows, and what each row counts in scores. */
function answersOf({ arena, train, head, minibatch, net }: Model) {
  const answers = new Float64Array(train.count)
  const weights = new Float64Array(train.count)
  const loaded =
    head.task === 'classification' ? arena.i32('minibatch labels') : arena.f32('minibatch targets')
  for (let start = 0; start < train.count; start += PREDICTION_ROWS) {
    const M = Math.min(PREDICTION_ROWS, train.count - start)
    minibatch.load(train.ids, start, net.activations[0], M)
    answers.set(loaded.subarray(0, M), start)
    for (let row = 0; row < M; row++) weights[start + row] = minibatch.weightsOf(row)[1]
  }
  return { answers, weights }
}

/** Where a convex function of one number is least between two others (Kiefer 1953). */
function minimizeConvex(of: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
  let [atLeft, atRight] = [of(left), of(right)]
  for (let section = 0; section < SECTIONS; section++) {
    if (atLeft <= atRight) {
      ;[high, right, atRight] = [right, left, atLeft]
      left = high - GOLDEN * (high - low)
      atLeft = of(left)
    } else {
      ;[low, left, atLeft] = [left, right, atRight]
      right = low + GOLDEN * (high - low)
      atRight = of(right)
    }
  }
  return (low + high) / 2
}

/**
 * Multinomial logistic regression, or ridge regression on the standardised target: the mean loss + (L/2) * sum w^2, biases
 * left out, L-BFGS on all rows at once. L is the strength whose rough fit has the least loss on the judging rows; of equal
 * ones the strongest.
 */
function fitLinear(model: Model, judges: Int32Array): FittedYardstick {
  const { arena, train } = model
  fitConstant(model)
  const x = Float64Array.from(arena.f32('parameters'))
  const judging = new Set(judges)
  const others = arena
    .i32('train')
    .subarray(0, train.count)
    .filter((row) => !judging.has(row))
  const [learnt, judged] = [placed(model, 'order', others), placed(model, 'words', judges)]
  let passes = 1
  let best = { strength: STRENGTHS[0] as number, loss: Number.POSITIVE_INFINITY, x: Float64Array.from(x) }
  for (const strength of judges.length === 0 || others.length === 0 ? [] : STRENGTHS) {
    passes += minimize(objectiveOf(model, learnt, strength), x, ROUGH).iterations
    setParameters(model, x)
    const { loss } = evaluate(model, judged)!
    if (!(loss < best.loss)) break
    best = { strength, loss, x: Float64Array.from(x) }
  }
  const last = fitAtStrength(model, best.strength, best.x)
  return { ...last, passes: passes + last.passes }
}

/** The linear model of one strength on all training rows, from the parameters `x` on, which end where the fit does. */
export function fitAtStrength(
  model: Model,
  strength: number,
  x = new Float64Array(model.plan.net.layout.length),
): FittedYardstick {
  const { iterations } = minimize(objectiveOf(model, model.train, strength), x, FINAL)
  setParameters(model, x)
  return { strength, penalty: (strength / 2) * sumSquares(model, x), passes: iterations }
}

/** Rows in a region that training would use for its minibatches. */
function placed({ arena }: Model, name: 'order' | 'words', rows: Int32Array): RowSet {
  arena.i32(name).set(rows)
  return { ids: arena.region(name), count: rows.length }
}

const setParameters = ({ arena }: Model, x: Float64Array): void => arena.f32('parameters').set(x)

function weightsOf({ plan }: Model, x: Float64Array): Float64Array {
  const { offset, length } = plan.net.layout.weights[0]
  return x.subarray(offset, offset + length)
}

const sumSquares = (model: Model, x: Float64Array): number =>
  weightsOf(model, x).reduce((sum, w) => sum + w * w, 0)

/** The penalized mean loss of some rows, as a function of all parameters, and its gradient. */
function objectiveOf(model: Model, { ids, count }: RowSet, strength: number) {
  const { arena, net, minibatch } = model
  const gradients = arena.f32('gradients')
  return (x: Float64Array, gradient: Float64Array): number => {
    setParameters(model, x)
    gradient.fill(0)
    let loss = 0
    for (let start = 0; start < count; start += PREDICTION_ROWS) {
      const M = Math.min(PREDICTION_ROWS, count - start)
      minibatch.load(ids, start, net.activations[0], M)
      loss += lossAndGradients(model, M)
      // The gradient of a pass is that of its mean loss.
      const share = M / count
      for (let i = 0; i < gradient.length; i++) gradient[i] += gradients[i] * share
    }
    const [weights, slopes] = [weightsOf(model, x), weightsOf(model, gradient)]
    for (let i = 0; i < weights.length; i++) slopes[i] += strength * weights[i]
    return loss / count + (strength / 2) * sumSquares(model, x)
  }
}
