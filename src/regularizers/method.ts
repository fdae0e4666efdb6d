/** Method specifications: `inverted-dropout:keep=0.5+max-norm:3+l2:1e-4`. */
import type { RegionRequest } from '../core/arena.ts'
import type { Architecture } from '../nn/architecture.ts'
import { type ExtraParameters, layOutParameters, type ParameterLayout } from '../nn/parameters.ts'
import { isInRange, parseNumber } from '../settings/kinds.ts'
import type { TrainingSettings } from '../settings/training.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { NONE, type RegularizerName, regularizer, regularizerNames } from './index.ts'
import {
  type Arguments,
  checkLists,
  defaultArguments,
  exampleTerm,
  mainParameter,
  type Params,
  parseArguments,
  presentName,
} from './params.ts'
import type { Hooks, RegularizerContext } from './regularizer.ts'
import { imageOf, warpHooks, warpRequests } from './warp.ts'

export interface Term {
  readonly name: RegularizerName
  readonly args: Arguments<Params>
  /** As written, defaults filled in. */
  readonly text: string
}

export interface Method {
  /** The specification as every table shows it: as written, bare names completed with their default strength. */
  readonly spec: string
  readonly terms: readonly Term[]
}

/** A term as written, its values not looked at yet. */
export interface WrittenTerm {
  readonly name: RegularizerName
  readonly text: string
  /** What follows the colon; empty without one. */
  readonly given: string
  readonly values: ReadonlyMap<string, string>
}

export function readTerms(spec: string): WrittenTerm[] {
  // The "+" of 1e+3 is not a separator: what follows one is a letter, another "+" or the end.
  return spec.split(/\+(?=\s*(?:[a-z+]|$))/i).map((text) => readTerm(spec, text.trim()))
}

export function parseMethod(spec: string): Method {
  const terms = readTerms(spec).map(parseTerm)
  const names = terms.map((term) => term.name)
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated !== undefined) throw usageError(`method "${spec}": ${repeated} is named twice`)
  if (names.includes(NONE) && names.length > 1) {
    throw usageError(`method "${spec}": ${NONE} stands alone; leave it out`)
  }
  checkNoise(spec, terms)
  checkExclusions(spec, terms)
  return { spec: terms.map((term) => term.text).join('+'), terms }
}

/** Refuses noise on the same units twice, and units left away whose weights another term would draw. */
function checkNoise(spec: string, terms: readonly Term[]): void {
  const onUnits = terms.filter(({ name }) => regularizer(name).noise === 'units')
  const [first, second] = onUnits
  if (second !== undefined) {
    throw usageError(
      `method "${spec}": ${first.name} and ${second.name} would act on the same units; take one`,
    )
  }
  const onPoolings = terms.filter(({ name }) => regularizer(name).noise === 'pooling')
  if (onPoolings.length > 1) {
    throw usageError(
      `method "${spec}": ${onPoolings[0].name} and ${onPoolings[1].name} would act on the same poolings; take one`,
    )
  }
  const mixing = terms.filter(({ name }) => regularizer(name).mixes)
  if (mixing.length > 1) {
    throw usageError(
      `method "${spec}": ${mixing[0].name} and ${mixing[1].name} would both mix every row with another; take one`,
    )
  }
  const onWeights = terms.find(({ name }) => regularizer(name).noise === 'weights')
  if (onWeights !== undefined && first?.args.mask === 'batch') {
    throw usageError(
      `method "${spec}": ${first.name} with mask=batch leaves units away whose weights ${onWeights.name} would draw; give ${first.name} mask=example`,
    )
  }
}

/** Refuses terms that mean nothing together. */
function checkExclusions(spec: string, terms: readonly Term[]): void {
  for (const { name, args } of terms) {
    const { excludes: always, excludesBy } = regularizer(name)
    const excludes = { ...always, ...excludesBy?.(args) }
    const other = terms.find((term) => Object.hasOwn(excludes, term.name))
    if (other !== undefined) {
      throw usageError(`method "${spec}": ${name} does not go with ${other.name}; ${excludes[other.name]}`)
    }
  }
}

/** Whether neither refuses to stand beside the other, whatever their arguments. */
export const goTogether = (one: string, other: string): boolean =>
  !refuses(one, other) && !refuses(other, one)

const refuses = (one: string, other: string): boolean =>
  isRegularizer(one) && Object.hasOwn(regularizer(one).excludes ?? {}, other)

function readTerm(spec: string, text: string): WrittenTerm {
  const colon = text.indexOf(':')
  const name = (colon < 0 ? text : text.slice(0, colon)).trim()
  if (!isRegularizer(name)) throw unknownMethod(spec, name, colon < 0 ? '' : text.slice(colon + 1))
  if (colon < 0) return { name, text, given: '', values: new Map() }
  const given = text.slice(colon + 1).trim()
  if (given === '') throw usageError(`method term "${text}": nothing follows the colon`)
  const pairs = given.split(',').map((pair) => renamed(name, pair))
  return { name, text, given: pairs.join(','), values: splitArguments(text, name, pairs) }
}

/** `share=batch` of older versions is `mask=batch`. */
function renamed(name: RegularizerName, pair: string): string {
  const equals = pair.indexOf('=')
  if (equals < 0) return pair
  const key = pair.slice(0, equals).trim()
  const present = presentName(regularizer(name).params, key)
  return present === key ? pair : present + pair.slice(equals)
}

function parseTerm({ name, text, given, values }: WrittenTerm): Term {
  const entry = regularizer(name)
  const args = parseArguments(text, entry.params, values)
  entry.check?.(text, args)
  const written = `${name}:${[given, ...defaultsBeside(values, entry.params)].join(',')}`
  return { name, args, text: given === '' ? name + defaultArguments(entry.params) : written }
}

/** `l2=0.001` beside `elastic-net:l1=1e-4`: no strength acts that the tables do not show. */
const defaultsBeside = (values: ReadonlyMap<string, string>, params: Params): string[] =>
  Object.entries(params).flatMap(([key, param]) =>
    param.kind === 'number' && param.default !== undefined && !values.has(key)
      ? [`${key}=${param.default}`]
      : [],
  )

/** `1e-4`, `keep=0.5,input-keep=0.8` or `1e-4,bias=true`: a bare value, first, sets the term's main parameter. */
function splitArguments(term: string, name: RegularizerName, pairs: readonly string[]): Map<string, string> {
  const values = new Map<string, string>()
  pairs.forEach((pair, position) => {
    const equals = pair.indexOf('=')
    const key = equals < 0 ? bareKey(term, name, pair, position) : pair.slice(0, equals).trim()
    if (values.has(key)) throw usageError(`method term "${term}": ${key} is given twice`)
    values.set(key, pair.slice(equals + 1).trim())
  })
  return values
}

function bareKey(term: string, name: RegularizerName, value: string, position: number): string {
  const { params } = regularizer(name)
  const known = Object.keys(params)
  if (known.length === 0) throw usageError(`method term "${term}": ${name} takes no arguments`)
  const [key, param] = mainParameter(params) ?? []
  if (param?.complement !== undefined) {
    throw usageError(
      `method term "${term}": write ${name}:${key}=${value} to ${key} that share or ${name}:${param.complement}=${value} to ${param.complement} it`,
    )
  }
  if (position > 0 || key === undefined) {
    const example = known.map((other) => `${other}=...`).join(', ')
    throw usageError(`method term "${term}": name the argument "${value}": ${example}`)
  }
  return key
}

export const isRegularizer = (name: string): name is RegularizerName =>
  (regularizerNames as readonly string[]).includes(name)

/** What tables call the rows below the methods, and what else people call them. */
const YARDSTICKS = ['constant', 'linear', 'logistic', 'dummy']

function unknownMethod(spec: string, name: string, given: string): Error {
  const where = name === spec ? '' : ` in "${spec}"`
  const meant = regularizerNames.filter((known) => regularizer(known).loosely?.includes(name.toLowerCase()))
  if (meant.length > 0) {
    const examples = meant.map((known) => withValue(known, given))
    const [key, param] = mainParameter(regularizer(meant[0]).params) ?? []
    const other = param?.complement === undefined ? '' : ` (${key} = 1 - ${param.complement})`
    return usageError(
      `unknown method "${name}"${where}: say which kind and which share, ${examples.join(' or ')}${other}`,
    )
  }
  if (YARDSTICKS.includes(name.toLowerCase())) {
    return usageError(
      `"${name}" is not a method: a constant answer and a linear model stand below the methods of every table; leave it out of --method`,
    )
  }
  if (name.toLowerCase() === 'cocktail') {
    return usageError(
      `"${name}" is not a method but a search for one: write --cocktail, in compare or tune, and leave it out of --method`,
    )
  }
  const parts = spec.split(',').map((part) => part.trim())
  if (parts.length > 1 && parts.every((part) => isRegularizer(part.split(/[:+]/)[0]))) {
    return usageError(
      `method "${spec}": give each method an option of its own, ${parts.map((part) => `--method ${part}`).join(' ')}; "+" joins terms to one method`,
    )
  }
  const other = regularizerNames.find((known) => regularizer(known).alsoCalled?.includes(name.toLowerCase()))
  const guess = other ?? suggest(name, regularizerNames)
  return usageError(
    name === ''
      ? `method "${spec}" has an empty term; write for example l2:1e-4 or inverted-dropout:keep=0.5+l2:1e-4`
      : `unknown method "${name}"${where}${guess ? `; did you mean "${guess}"?` : `; known: ${regularizerNames.join(', ')}`}`,
  )
}

/** The term with that value of its main parameter, or with the example's where the value is not one. */
function withValue(name: RegularizerName, text: string): string {
  const { params } = regularizer(name)
  const [key, param] = mainParameter(params) ?? []
  const value = parseNumber(text)
  const isValue = param !== undefined && value !== undefined && isInRange(param, value)
  return isValue ? `${name}:${key}=${text.trim()}` : exampleTerm(name, params)
}

export const needsValidation = (method: Method): boolean =>
  method.terms.some((term) => regularizer(term.name).needsValidation === true)

export const needsImage = (method: Method): boolean =>
  method.terms.some((term) => regularizer(term.name).needsImage === true)

/** Refuses what only the network can tell: lists of the wrong length, images where there are none, and terms that do not suit it. */
export function checkMethod(method: Method, architecture: Architecture): void {
  for (const { name, text, args } of method.terms) {
    const { params, checkNetwork, needsImage } = regularizer(name)
    checkLists(text, params, args, architecture.layers)
    if (needsImage && imageOf(architecture) === null) {
      throw usageError(
        `method term "${text}": ${name} acts on images, and nothing says that the ${architecture.sizes[0]} features are one; give --image HEIGHTxWIDTH[xCHANNELS] if they are its pixels, or take mixup, swap-noise or feature-mask, which act on any table`,
      )
    }
    checkNetwork?.(text, args, architecture)
  }
}

/** Whether training mode of a term, or of a method, is random: noise keeps regions for what it draws. */
export const isNoisyTerm = ({ name, args }: Term, architecture: Architecture): boolean => {
  const { noise, requests } = regularizer(name)
  const layout = layOutParameters(architecture.layers)
  return noise !== undefined && (requests?.(args, architecture, 1, layout).length ?? 0) > 0
}

export const isNoisy = ({ terms }: Method, architecture: Architecture): boolean =>
  terms.some((term) => isNoisyTerm(term, architecture))

/** The terms that prediction knows of: their noise may be sampled, or has a factor in its place. */
export function noisyPart({ spec, terms }: Method): Method {
  const noisy = terms.filter(({ name }) => regularizer(name).noise !== undefined)
  return noisy.length === 0 ? parseMethod(NONE) : { spec, terms: noisy }
}

/** What the method adds to weights and biases. */
export const methodParameters = ({ terms }: Method, architecture: Architecture): ExtraParameters[] =>
  terms.flatMap(({ name, args }) => regularizer(name).parameters?.(args, architecture) ?? [])

/** Regions the method keeps for up to `rows` at once. */
export function methodRequests(
  { terms }: Method,
  architecture: Architecture,
  rows: number,
  layout: ParameterLayout,
): RegionRequest[] {
  const requests = terms.map(({ name, args }) => ({
    own: regularizer(name).requests?.(args, architecture, rows, layout) ?? [],
    warps: regularizer(name).warps === true,
  }))
  const doesWarp = requests.some(({ own, warps }) => warps && own.length > 0)
  return [...requests.flatMap(({ own }) => own), ...(doesWarp ? warpRequests(architecture, rows) : [])]
}

/** Refuses settings of training that do not suit the method. */
export function checkTraining(
  { terms }: Method,
  training: Pick<TrainingSettings, 'batchSize' | 'schedule'>,
): void {
  for (const { name, text } of terms) regularizer(name).checkTraining?.(text, training)
}

/** Refuses a method that needs classes where the target is a number. */
export function checkTask(method: Method, task: 'classification' | 'regression'): void {
  const term = method.terms.find(({ name }) => regularizer(name).classificationOnly)
  if (term === undefined || task === 'classification') return
  throw usageError(
    `method term "${term.text}": the target is a number, and ${term.name} needs classes; leave it out, or give --task classification`,
  )
}

/** Whether noise of the method may change the sign of a hidden activation. */
export const needsUnperturbed = (method: Method): boolean =>
  method.terms.some((term) => regularizer(term.name).needsUnperturbed === true)

/** What is to be known of the methods' terms for these classes, each sentence once. */
export const methodAdvice = (methods: readonly Method[], classes: readonly string[]): string[] => [
  ...new Set(
    methods.flatMap(({ terms }) =>
      terms.flatMap(({ name, text }) => regularizer(name).advise?.(text, classes) ?? []),
    ),
  ),
]

/** Whether training rows are mixed with others. */
export const mixes = (method: Method): boolean =>
  method.terms.some((term) => regularizer(term.name).mixes === true)

/** The hooks of all terms, in the registry's order; behind the last of those that warp images stands the one warp of all. */
export function createHooks(method: Method, context: RegularizerContext): Hooks[] {
  const hooks = regularizerNames.flatMap((name) =>
    method.terms
      .filter((term) => term.name === name)
      .map((term) => regularizer(name).create(term.args, context)),
  )
  const warps = hooks.flatMap(({ warp }) => warp ?? [])
  if (warps.length === 0) return hooks
  return hooks.flatMap((hook) => (hook.warp === warps.at(-1) ? [hook, warpHooks(warps, context)] : [hook]))
}
