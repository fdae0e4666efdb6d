/** Method terms made from a regularizer's parameter table alone, so that a new one is tested without a word here. */
import { type RegularizerName, regularizer } from '../../src/regularizers/index.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import type { NumberParam, Param } from '../../src/regularizers/params.ts'

/** What to write for a number; undefined when there is nothing to write. */
type Choose = (param: NumberParam) => string | undefined

/** In the middle of the range, or 0.25 above its lower end: strong enough to be seen. */
const inside: Choose = (param) => {
  const low = param.min ?? param.above ?? 0
  const high = param.max ?? param.below
  if (param.integer) return `${low + 1}`
  return `${high === undefined ? low + 0.25 : (low + high) / 2}`
}

/** The value that regularizes nothing: infinite as a bound, 0 as a strength, 1 as a share kept. */
const neutral: Choose = (param) => {
  const { infinite, min, max, detail } = param
  if (param.neutral !== undefined) return `${param.neutral}`
  if (detail) return param.default === undefined ? inside(param) : `${param.default}`
  return infinite ? 'inf' : min === 0 ? '0' : max === 1 ? '1' : undefined
}

/** Terms that act, one for every combination of optional arguments that is allowed, every choice and flag. */
export const actingTerms = (name: RegularizerName): string[] => termsOf(name, inside)

/** Terms that do nothing; empty when some parameter has no such value. */
export const neutralTerms = (name: RegularizerName): string[] => termsOf(name, neutral)

function termsOf(name: RegularizerName, choose: Choose): string[] {
  const params = Object.entries(regularizer(name).params)
  if (params.length === 0) return [name]
  const numbers = params.flatMap(([key, param]) => (param.kind === 'number' ? [{ key, param }] : []))
  const values = numbers.map(({ key, param }) => ({ param, value: choose(param), key }))
  if (values.some(({ value }) => value === undefined)) return []
  // Details alone are no strength that could be neutral.
  if (choose === neutral && numbers.every(({ param }) => param.detail)) return []
  const write = (list: typeof values) => list.map(({ key, value }) => `${key}=${value}`)
  const always = write(values.filter(({ param }) => param.default !== undefined))
  const optional = write(values.filter(({ param }) => param.default === undefined))
  return subsets(optional)
    .flatMap((some) => ['', ...params.flatMap(variants)].map((variant) => [...always, ...some, variant]))
    .map((args) => `${name}:${args.filter((arg) => arg !== '').join(',')}`)
    .filter(isAllowed)
}

function variants([key, param]: [string, Param]): string[] {
  if (param.kind === 'flag') return [`${key}=true`]
  if (param.kind === 'schedule') return [`${key}=linear`]
  return param.kind === 'choice' ? param.choices.map((choice) => `${key}=${choice}`) : []
}

/** All 2^n of them, the empty one first. */
const subsets = (items: readonly string[]): string[][] =>
  Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_, i) => (bits >> i) & 1))

function isAllowed(term: string): boolean {
  try {
    parseMethod(term)
    return true
  } catch {
    return false
  }
}
