/** Methods with values left open: what `--scan`, `--list` and tuning fill in. `inverted-dropout+l2` leaves keep and strength. */
import { numberText, parseNumber } from '../settings/kinds.ts'
import { usageError } from '../util/errors.ts'
import { NONE, type RegularizerName, regularizer, regularizerNames } from './index.ts'
import { isRegularizer, type Method, parseMethod, readTerms } from './method.ts'
import { mainParameter, type Param, presentName } from './params.ts'

/** Plain and cloneable, so that a worker thread can fill it in. */
export interface Template {
  readonly terms: readonly TemplateTerm[]
  /** A cocktail: a term is in it only where values name it, or a parameter of it. */
  readonly mixed?: true
}

interface TemplateTerm {
  readonly name: RegularizerName
  /** Arguments that are written out, by parameter. */
  readonly given: Readonly<Record<string, string>>
}

/** A parameter of a term. Its name is what `--scan` takes: `l2.strength`. */
export interface Parameter {
  readonly name: string
  readonly term: RegularizerName
  readonly key: string
  readonly param: Param
}

/**
 * Values for some of a template's parameters, by name, as a specification writes them. In a cocktail an ingredient without
 * parameters to vary stands under its own name: `{ 'batch-norm': ON }`.
 */
export type Values = Readonly<Record<string, string>>

export function parseTemplate(spec: string): Template {
  const template = readTemplate(spec)
  // Whatever is wrong with it is wrong with any filled form.
  fill(template, Object.fromEntries(openParameters(template).map(({ name, param }) => [name, sample(param)])))
  return template
}

/** Without a look at what its terms make together: those of a cocktail are never all in a method. */
const readTemplate = (spec: string): Template => ({
  terms: readTerms(spec).map(({ name, values }) => ({ name, given: Object.fromEntries(values) })),
})

/** A cocktail of these terms, `l2+max-norm`. */
export const parseMixed = (spec: string): Template => ({ ...readTemplate(spec), mixed: true })

const sample = (param: Param): string =>
  param.kind === 'number' && param.search !== undefined ? numberText(param.search.to) : ''

/** What stands for an ingredient that is in, where no parameter of it does. */
export const ON = 'on'

/** The terms that values speak of. */
export const termsOf = (values: Values): string[] => [
  ...new Set(Object.keys(values).map((name) => name.split('.')[0])),
]

/** The method that these values make of it; a value given here replaces one that the template has. */
export function fill({ terms, mixed }: Template, values: Values): Method {
  const named = termsOf(values)
  const present = mixed ? terms.filter(({ name }) => named.includes(name)) : terms
  if (present.length === 0) return parseMethod(NONE)
  const filled = present.map(({ name, given }) => {
    const args = Object.keys(regularizer(name).params).flatMap((key) => {
      const value = values[parameterName(name, key)] ?? given[key]
      return value === undefined ? [] : [[key, value] as const]
    })
    // Arguments that the table of parameters does not have stay, for the parser to refuse.
    const unknown = Object.entries(given).filter(([key]) => !Object.hasOwn(regularizer(name).params, key))
    return termText(name, [...args, ...unknown])
  })
  return parseMethod(filled.join('+'))
}

/** The family: what is written out, and nothing else. `inverted-dropout+l2`, `inverted-dropout:keep=0.5+l2`. */
export const templateText = ({ terms }: Template): string =>
  terms.map(({ name, given }) => termText(name, Object.entries(given))).join('+')

function termText(name: RegularizerName, args: readonly (readonly [string, string])[]): string {
  const [main, param] = mainParameter(regularizer(name).params) ?? []
  const isBare = param?.complement === undefined
  const texts = args.map(([key, value]) => (key === main && isBare ? value : `${key}=${value}`))
  return texts.length === 0 ? name : `${name}:${texts.join(',')}`
}

/** The values that a specification writes out, by parameter; none for a name that is not a specification. */
export function givenValues(spec: string): Values {
  if (!isRegularizer(spec.split(/[:+]/)[0])) return {}
  return Object.fromEntries(
    readTerms(spec).flatMap(({ name, values }) =>
      [...values].map(([key, value]) => [parameterName(name, key), value] as const),
    ),
  )
}

/** What tuning looks for unless told otherwise: parameters with a range to search that are not written out. */
export const openParameters = ({ terms }: Template): Parameter[] =>
  terms.flatMap(({ name, given }) =>
    parametersOf(name).filter(({ key, param }) => {
      if (param.kind !== 'number' || param.search === undefined) return false
      return ![key, param.complement ?? key].some((written) => Object.hasOwn(given, written))
    }),
  )

/**
 * The parameter that a name means: `l2.strength`, `l2` (of a term, the parameter that a bare value sets, or keep), `strength`
 * or `keep` (of whichever term has it). Undefined when there is none; a usage error when there are several.
 */
export function findParameter({ terms }: Template, name: string): Parameter | undefined {
  const all = terms.flatMap((term) => parametersOf(term.name))
  const term = terms.find((candidate) => candidate.name === name)
  if (term !== undefined) {
    const own = parametersOf(term.name)
    const [main] = mainParameter(regularizer(term.name).params) ?? []
    if (main === undefined) throw ambiguous(name, own)
    return own.find(({ key }) => key === main)
  }
  const found = all.filter((parameter) => isNamed(parameter, name))
  if (found.length > 1) throw ambiguous(name, found)
  return found[0]
}

/** `keep`, or `inverted-dropout.keep`; older names too. */
const isNamed = ({ term, key }: Parameter, name: string): boolean => {
  const present = presentName(regularizer(term).params, name.split('.').at(-1)!)
  return present === key && (name.split('.').length === 1 || name.split('.')[0] === term)
}

/** The template with a further term, if `name` names one: `l2`, or `l2.strength`. Undefined if it names none. */
export function withTerm(template: Template, name: string): Template | undefined {
  const term = regularizerNames.find((known) => known === name.split('.')[0])
  if (term === undefined || term === NONE || template.terms.some((present) => present.name === term)) {
    return undefined
  }
  const others = template.terms.filter((present) => present.name !== NONE)
  return { terms: [...others, { name: term, given: {} }] }
}

/**
 * Compares values: negative when the first are preferred to the second where they predict alike. Of cocktails that is the one with
 * fewer ingredients; then whoever regularizes more. Parameters count in the order of the registry, the first that differs decides:
 * strengths before bounds before keep. Larger strengths, smaller bounds, smaller keep and less patience are more; of a list of
 * values by layer its mean counts; biases are better penalized than not; a parameter that only one has is more than none.
 */
export function compareRegularization(a: Values, b: Values): number {
  const ingredients = termsOf(a).length - termsOf(b).length
  if (ingredients !== 0) return ingredients
  for (const { name, param } of regularizerNames.flatMap(parametersOf)) {
    const [first, second] = [a[name], b[name]]
    if (first === second) continue
    if (first === undefined) return 1
    if (second === undefined) return -1
    const order = compareValues(param, first, second)
    if (order !== 0) return order
  }
  return 0
}

function compareValues(param: Param, a: string, b: string): number {
  if (param.kind === 'flag') return a === 'true' ? -1 : 1
  if (param.kind !== 'number' || param.stronger === undefined) return 0
  const [first, second] = [numericValue(a), numericValue(b)]
  if (first === second) return 0
  return first < second === (param.stronger === 'smaller') ? -1 : 1
}

/** The number that a text stands for, the mean of a list by layer; NaN for no number. */
export function numericValue(text: string): number {
  const numbers = text.split('/').map((part) => parseNumber(part, true) ?? Number.NaN)
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length
}

const parameterName = (term: string, key: string): string => `${term}.${key}`

export const parametersOf = (term: RegularizerName): Parameter[] =>
  Object.entries(regularizer(term).params).map(([key, param]) => ({
    name: parameterName(term, key),
    term,
    key,
    param,
  }))

const ambiguous = (name: string, parameters: readonly Parameter[]): Error =>
  usageError(`"${name}" may mean ${parameters.map((parameter) => parameter.name).join(' or ')}; write which`)
