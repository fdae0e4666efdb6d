/** Method specifications: `inverted-dropout:keep=0.5+max-norm:3+l2:1e-4`. CONTRACT section 2 has the grammar. */
import type { Architecture } from '../nn/mlp.ts'
import { usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { type RegularizerName, regularizer, regularizerNames } from './index.ts'
import { type Arguments, checkLists, defaultArguments, type Params, parseArguments } from './params.ts'
import type { Hooks, RegularizerContext } from './regularizer.ts'

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

/** What `compare` runs when no method is named; each default visibly acts on the bundled digits. */
export const DEFAULT_METHODS = [
  'none',
  'l2',
  'l1',
  'elastic-net',
  'max-norm',
  'vanilla-dropout:keep=0.5',
  'inverted-dropout:keep=0.5',
  'inverted-dropout:keep=0.5+l2',
  'inverted-dropout:keep=0.5+max-norm',
] as const

/** A term as written, its values not looked at yet. */
export interface WrittenTerm {
  readonly name: RegularizerName
  readonly text: string
  /** What follows the colon; empty without one. */
  readonly given: string
  readonly values: ReadonlyMap<string, string>
}

export function readTerms(spec: string): WrittenTerm[] {
  // The "+" of 1e+3 is no separator: what follows one is a letter, another "+" or the end.
  return spec.split(/\+(?=\s*(?:[a-z+]|$))/i).map((text) => readTerm(spec, text.trim()))
}

export function parseMethod(spec: string): Method {
  const terms = readTerms(spec).map(parseTerm)
  const names = terms.map((term) => term.name)
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated !== undefined) throw usageError(`method "${spec}": ${repeated} is named twice`)
  if (names.includes('none') && names.length > 1) {
    throw usageError(`method "${spec}": none stands alone; leave it out`)
  }
  const [first, second] = names.filter((name) => UNIT_NOISE.includes(name))
  if (second !== undefined) {
    throw usageError(`method "${spec}": ${first} and ${second} would act on the same units; take one`)
  }
  if (names.includes('dropconnect') && terms.some(({ args }) => args.share === 'batch')) {
    throw usageError(
      `method "${spec}": share=batch leaves units away whose weights dropconnect would draw; take share=example`,
    )
  }
  return { spec: terms.map((term) => term.text).join('+'), terms }
}

/** Of these a method has one at most. */
const UNIT_NOISE: readonly RegularizerName[] = ['vanilla-dropout', 'inverted-dropout', 'gaussian-dropout']

function readTerm(spec: string, text: string): WrittenTerm {
  const colon = text.indexOf(':')
  const name = (colon < 0 ? text : text.slice(0, colon)).trim()
  const given = colon < 0 ? '' : text.slice(colon + 1)
  if (!isRegularizer(name)) throw unknownMethod(spec, name, given)
  if (colon >= 0 && given.trim() === '') throw usageError(`method term "${text}": nothing follows the colon`)
  return { name, text, given: given.trim(), values: splitArguments(text, name, given) }
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

/** `1e-4`, `keep=0.5,input-keep=0.8` or `1e-4,bias=true`: a bare value, first, sets the table's first parameter. */
function splitArguments(term: string, name: RegularizerName, given: string): Map<string, string> {
  const params = Object.entries(regularizer(name).params)
  const values = new Map<string, string>()
  if (given === '') return values
  given.split(',').forEach((pair, position) => {
    const equals = pair.indexOf('=')
    const key = equals < 0 ? bareKey(term, pair, position, params) : pair.slice(0, equals).trim()
    if (values.has(key)) throw usageError(`method term "${term}": ${key} is given twice`)
    values.set(key, pair.slice(equals + 1).trim())
  })
  return values
}

function bareKey(term: string, value: string, position: number, params: [string, Params[string]][]): string {
  const name = term.split(':')[0]
  if (params.some(([key]) => key === 'keep')) {
    throw usageError(
      `method term "${term}": write ${name}:keep=${value} to keep that share or ${name}:drop=${value} to drop it`,
    )
  }
  const numbers = params.filter(([, param]) => param.kind === 'number')
  if (params.length === 0) throw usageError(`method term "${term}": ${name} takes no arguments`)
  if (position > 0 || numbers.length !== 1) {
    const example = params.map(([key]) => `${key}=...`).join(', ')
    throw usageError(`method term "${term}": name the argument "${value}": ${example}`)
  }
  return numbers[0][0]
}

export const isRegularizer = (name: string): name is RegularizerName =>
  (regularizerNames as readonly string[]).includes(name)

function unknownMethod(spec: string, name: string, given: string): Error {
  const where = name === spec ? '' : ` in "${spec}"`
  if (/^drop-?out$/i.test(name)) {
    const share = /^[\d.]+$/.test(given) ? given : '0.5'
    return usageError(
      `unknown method "${name}"${where}: say which kind and which share, inverted-dropout:keep=${share} or vanilla-dropout:keep=${share} (keep = 1 - drop)`,
    )
  }
  const guess = suggest(name, regularizerNames)
  return usageError(
    name === ''
      ? `method "${spec}" has an empty term; write for example l2:1e-4 or inverted-dropout:keep=0.5+l2:1e-4`
      : `unknown method "${name}"${where}${guess ? `; did you mean "${guess}"?` : `; known: ${regularizerNames.join(', ')}`}`,
  )
}

export const needsValidation = (method: Method): boolean =>
  method.terms.some((term) => regularizer(term.name).needsValidation === true)

/** Refuses what only the network can tell: lists of the wrong length. */
export function checkMethod(method: Method, { sizes }: Architecture): void {
  for (const term of method.terms) checkLists(term.text, regularizer(term.name).params, term.args, sizes)
}

/** Regions the method keeps for up to `rows` at once. */
export const methodRequests = (method: Method, architecture: Architecture, rows: number) =>
  method.terms.flatMap((term) => regularizer(term.name).requests?.(term.args, architecture, rows) ?? [])

/** Refuses a method that needs classes where the target is a number. */
export function checkTask(method: Method, task: 'classification' | 'regression'): void {
  const term = method.terms.find(({ name }) => regularizer(name).classificationOnly)
  if (term === undefined || task === 'classification') return
  throw usageError(
    `method term "${term.text}": the target is a number, and ${term.name} needs classes; leave it out, or give --task classification`,
  )
}

/** Whether noise of the method may change the sign of a hidden activation. */
export const flipsSigns = (method: Method): boolean =>
  method.terms.some((term) => regularizer(term.name).flipsSigns === true)

/** The hooks of all terms, in the registry's order. */
export function createHooks(method: Method, context: RegularizerContext): Hooks[] {
  return regularizerNames.flatMap((name) =>
    method.terms
      .filter((term) => term.name === name)
      .map((term) => regularizer(name).create(term.args, context)),
  )
}
