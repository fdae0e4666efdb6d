/** The two implementations of one dropout, and the settings with which they are the same run. */
import type { Architecture } from '../../nn/architecture.ts'
import { type OptimizerName, optimizers } from '../../optimizers/index.ts'
import { regularizer, regularizerNames } from '../../regularizers/index.ts'
import { type Method, parseMethod, type Term } from '../../regularizers/method.ts'
import { type NumberParam, spread } from '../../regularizers/params.ts'
import type { Regularizer } from '../../regularizers/regularizer.ts'
import { CONSTANT } from '../../regularizers/strengthSchedule.ts'
import { numberText } from '../../settings/kinds.ts'
import type { LayerFactors } from '../../training/model.ts'
import { usageError } from '../../util/errors.ts'

type Compensation = NonNullable<Regularizer['compensation']>

/** Dropout is made up for in training (inverted) or in prediction (vanilla). */
export const isDropout = ({ name }: Term): boolean => regularizer(name).compensation !== undefined

const nameOf = (compensation: Compensation): string =>
  regularizerNames.find((name) => regularizer(name).compensation === compensation)!

/** The term, and the rest as it is, with the other implementation's name. */
const renamed = ({ name, text }: Term, compensation: Compensation): string =>
  nameOf(compensation) + text.slice(name.length)

export interface Pair {
  /** The method with inverted dropout, all else as given. */
  readonly inverted: Method
  /** The method with vanilla dropout, all else as given. */
  readonly vanilla: Method
}

/** Both implementations of a method that has one of them. Throws a usage error for a method without. */
export function pairOf(method: Method): Pair {
  const shared = method.terms.find((term) => isDropout(term) && term.args.mask === 'batch')
  if (shared !== undefined) {
    throw usageError(
      `--method term "${shared.text}": this looks at masks that every row has of its own; leave mask=batch out`,
    )
  }
  const scheduled = method.terms.find((term) => isDropout(term) && term.args.schedule !== CONSTANT)
  if (scheduled !== undefined) {
    throw usageError(
      `--method term "${scheduled.text}": this compares two runs of one keep throughout, of which the weights of one are 1 / keep times those of the other; leave the schedule out`,
    )
  }
  if (!method.terms.some(isDropout)) {
    throw usageError(
      `--method ${method.spec} has no dropout to look into; write for example inverted-dropout:keep=0.5`,
    )
  }
  const as = (compensation: Compensation) =>
    parseMethod(
      method.terms.map((term) => (isDropout(term) ? renamed(term, compensation) : term.text)).join('+'),
    )
  return { inverted: as('training'), vanilla: as('prediction') }
}

/** By site, features first and outputs last, the probability that a unit is kept. */
export function keepsOf(method: Method, architecture: Architecture): number[] {
  const term = method.terms.find(isDropout)
  const keeps = term && regularizer(term.name).keeps?.(term.args, architecture)
  return [...(keeps ?? architecture.sizes.map(() => 1))]
}

export interface Twin {
  readonly method: Method
  readonly layerFactors: LayerFactors
}

/**
 * The vanilla run that follows a run with inverted dropout step by step (docs/math.md, section 5). Layer l, whose weights
 * read site l with keep P, has the weights W / P where the inverted run has W; its gradients are then P times as large, so
 * its rate is 1 / P^2 times (Adam, whose steps do not grow with the gradient: 1 / P), and each strength and bound is the one
 * that pulls W / P as the given one pulls W.
 */
export function vanillaTwin(inverted: Method, architecture: Architecture, optimizer: OptimizerName): Twin {
  const keeps = keepsOf(inverted, architecture).slice(0, -1)
  const terms = inverted.terms.map((term) => rescaled(term, keeps))
  return {
    method: parseMethod(terms.join('+')),
    layerFactors: {
      init: keeps.map((keep) => 1 / keep),
      rate: keeps.map((keep) => 1 / (optimizers[optimizer].gradientPower === 0 ? keep : keep * keep)),
    },
  }
}

/** What a value that acts on weights becomes where these are W / keep. */
function rescaledValue(value: number, power: NumberParam['weightPower'], keep: number): number {
  if (power === -2) return value * keep * keep
  return power === -1 ? value * keep : value / keep
}

/** The term as it acts on W / P: one value for each layer where the given one has one for all. */
function rescaled(term: Term, keeps: readonly number[]): string {
  if (isDropout(term)) return renamed(term, 'prediction')
  const params = Object.entries(regularizer(term.name).params)
  const seesWeights = params.some(([, param]) => param.kind === 'number' && param.weightPower !== undefined)
  if (!seesWeights) return term.text
  const values = params.flatMap(([key, param]) => {
    const value = term.args[key]
    if (param.kind === 'flag' && value === true) {
      throw usageError(
        `--method term "${term.text}": dropout compares runs whose weights differ in size and whose biases do not, so one strength cannot serve both; leave ${key}=true out`,
      )
    }
    if (param.kind === 'flag' || value === undefined) return []
    if (param.kind === 'schedule') return value === CONSTANT ? [] : [`${key}=${value}`]
    if (param.kind === 'choice') return [`${key}=${value}`]
    const given = value as readonly number[]
    if (param.weightPower === undefined) return [`${key}=${given.map(written).join('/')}`]
    const byLayer = spread(given, keeps.length)
    return [
      `${key}=${byLayer.map((each, l) => written(rescaledValue(each, param.weightPower, keeps[l]))).join('/')}`,
    ]
  })
  return `${term.name}:${values.join(',')}`
}

const written = (value: number): string => (value === Infinity ? 'inf' : numberText(value))
