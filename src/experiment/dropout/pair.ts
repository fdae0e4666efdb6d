/** The two implementations of one dropout, and the settings with which they are the same run. */

import type { Architecture } from '../../nn/mlp.ts'
import type { OptimizerName } from '../../optimizers/index.ts'
import { type DropoutArguments, keepBySite } from '../../regularizers/dropout.ts'
import { type Method, parseMethod, type Term } from '../../regularizers/method.ts'
import { spread } from '../../regularizers/params.ts'
import { numberText } from '../../settings/kinds.ts'
import type { LayerFactors } from '../../training/model.ts'
import { usageError } from '../../util/errors.ts'

const DROPOUT = /^(?:inverted|vanilla)-dropout(?=:)/

const isDropout = ({ name }: Term): boolean => name === 'inverted-dropout' || name === 'vanilla-dropout'

export interface Pair {
  /** The method with inverted dropout, all else as given. */
  readonly inverted: Method
  /** The method with vanilla dropout, all else as given. */
  readonly vanilla: Method
}

/** Both implementations of a method that has one of them. Throws a usage error for a method without. */
export function pairOf(method: Method): Pair {
  const shared = method.terms.find((term) => isDropout(term) && term.args.share === 'batch')
  if (shared !== undefined) {
    throw usageError(
      `--method term "${shared.text}": this looks at masks that every row has of its own; leave share=batch out`,
    )
  }
  if (!method.terms.some(isDropout)) {
    throw usageError(
      `--method ${method.spec} has no dropout to look into; write for example inverted-dropout:keep=0.5`,
    )
  }
  const as = (kind: string) =>
    parseMethod(method.terms.map(({ text }) => text.replace(DROPOUT, kind)).join('+'))
  return { inverted: as('inverted-dropout'), vanilla: as('vanilla-dropout') }
}

/** By site, features first and outputs last, the probability that a unit is kept. */
export function keepsOf(method: Method, architecture: Architecture): number[] {
  const term = method.terms.find(isDropout)
  return term === undefined
    ? architecture.sizes.map(() => 1)
    : keepBySite(term.args as unknown as DropoutArguments, architecture)
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
      rate: keeps.map((keep) => 1 / (optimizer === 'adam' ? keep : keep * keep)),
    },
  }
}

type Rescale = (value: number, keep: number) => number

const timesKeep: Rescale = (value, keep) => value * keep
const timesKeepSquared: Rescale = (value, keep) => value * keep * keep
const overKeep: Rescale = (value, keep) => value / keep

/**
 * What becomes of a value that acts on weights, by term and argument. What is not named here acts alike on W and on W / P:
 * decoupled decay takes its share of a weight at the common rate, and the rest does not look at weights.
 */
const RESCALED: Readonly<Record<string, Readonly<Record<string, Rescale>>>> = {
  l2: { strength: timesKeepSquared },
  l1: { strength: timesKeep },
  'elastic-net': { l1: timesKeep, l2: timesKeepSquared },
  'max-norm': { c: overKeep },
}

/** The term as it acts on W / P: one value for each layer where the given one has one for all. */
function rescaled(term: Term, keeps: readonly number[]): string {
  if (isDropout(term)) return term.text.replace(DROPOUT, 'vanilla-dropout')
  const rules = RESCALED[term.name]
  if (rules === undefined) return term.text
  if (term.args.bias === true) {
    throw usageError(
      `--method term "${term.text}": dropout compares runs whose weights differ in size and whose biases do not, so one strength cannot serve both; leave bias=true out`,
    )
  }
  const values = Object.entries(term.args).flatMap(([key, value]) => {
    if (key === 'bias') return []
    const rule = rules[key]
    if (rule === undefined) return [`${key}=${value}`]
    const byLayer = spread(value as readonly number[], keeps.length)
    return [`${key}=${byLayer.map((each, l) => written(rule(each, keeps[l]))).join('/')}`]
  })
  return `${term.name}:${values.join(',')}`
}

const written = (value: number): string => (value === Infinity ? 'inf' : numberText(value))
