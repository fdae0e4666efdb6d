/** Parameters of a term: one table drives parsing, range checks, `regbench methods`, the README and error texts. */
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { suggest } from '../util/suggest.ts'

export interface NumberParam {
  readonly kind: 'number'
  readonly summary: string
  /** Bounds: `min` and `max` are allowed values, `above` and `below` are not. */
  readonly min?: number
  readonly max?: number
  readonly above?: number
  readonly below?: number
  readonly integer?: true
  /** `inf` is allowed. */
  readonly infinite?: true
  /** One value for each of these, separated by "/", is allowed beside one for all. */
  readonly per?: 'layer' | 'hidden layer'
  readonly default?: number
  /** Which values regularize more: the order behind "the most regularized within one standard error". */
  readonly stronger?: 'larger' | 'smaller'
  /** Where tuning looks; a parameter without it is tuned only when `--scan` or `--list` names it. */
  readonly search?: SearchRange
}

/** From one value to another, both included; `log`: by equal factors instead of equal steps. */
export interface SearchRange {
  readonly from: number
  readonly to: number
  readonly log?: true
}

export interface ChoiceParam {
  readonly kind: 'choice'
  readonly summary: string
  readonly choices: readonly string[]
  readonly default: string
}

export interface FlagParam {
  readonly kind: 'flag'
  readonly summary: string
}

export type Param = NumberParam | ChoiceParam | FlagParam

/** The param called `strength`, `c` or `patience`, if there is one, is what a bare value sets: the first of the table. */
export type Params = Readonly<Record<string, Param>>

type Value<P extends Param> = P extends FlagParam
  ? boolean
  : P extends ChoiceParam
    ? P['choices'][number]
    : P extends { default: number }
      ? readonly number[]
      : readonly number[] | undefined

/** Parsed arguments; a number is a list: one value for all, or one for each layer. */
export type Arguments<P extends Params> = { readonly [K in keyof P]: Value<P[K]> }

export function parseArguments<P extends Params>(
  term: string,
  params: P,
  given: ReadonlyMap<string, string>,
) {
  for (const key of given.keys()) {
    if (Object.hasOwn(params, key)) continue
    const known = Object.keys(params)
    const guess = suggest(key, known)
    const allowed = known.length === 0 ? 'it takes no arguments' : `it takes ${known.join(', ')}`
    throw usageError(
      `method term "${term}": unknown argument "${key}"; ${guess ? `did you mean "${guess}"? ` : ''}${allowed}`,
    )
  }
  const args: Record<string, unknown> = {}
  for (const [name, param] of Object.entries(params))
    args[name] = parseValue(term, name, param, given.get(name))
  return args as Arguments<P>
}

function parseValue(term: string, name: string, param: Param, text: string | undefined): unknown {
  if (param.kind === 'number') {
    if (text === undefined) return param.default === undefined ? undefined : [param.default]
    return parseNumbers(term, name, param, text)
  }
  const choices = param.kind === 'flag' ? ['true', 'false'] : param.choices
  const value = text ?? (param.kind === 'flag' ? 'false' : param.default)
  if (!choices.includes(value)) {
    throw usageError(`method term "${term}": ${name} is ${choices.join(' or ')}, not "${value}"`)
  }
  return param.kind === 'flag' ? value === 'true' : value
}

function parseNumbers(term: string, name: string, param: NumberParam, text: string): number[] {
  const parts = text.split('/')
  if (parts.length > 1 && param.per === undefined) {
    throw usageError(`method term "${term}": ${name} takes one value, not a list`)
  }
  return parts.map((part) => {
    const value = parseNumber(part, param.infinite === true)
    if (value === undefined || !isInRange(param, value)) {
      throw usageError(`method term "${term}": ${name} must be ${describeRange(param)}, got "${part}"`)
    }
    return value
  })
}

/** A decimal number as JavaScript writes it; `inf` where `infinite`. Undefined for anything else, "" and "0x1" included. */
export function parseNumber(text: string, infinite = false): number | undefined {
  const trimmed = text.trim()
  if (infinite && /^\+?inf(inity)?$/i.test(trimmed)) return Infinity
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return undefined
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : undefined
}

export function isInRange(param: NumberParam, value: number): boolean {
  return (
    (param.min === undefined || value >= param.min) &&
    (param.max === undefined || value <= param.max) &&
    (param.above === undefined || value > param.above) &&
    (param.below === undefined || value < param.below) &&
    (param.integer === undefined || Number.isInteger(value))
  )
}

/** `a number above 0 and at most 1` */
export function describeRange(param: NumberParam): string {
  const bounds = [
    param.min === undefined ? '' : `at least ${param.min}`,
    param.above === undefined ? '' : `above ${param.above}`,
    param.max === undefined ? '' : `at most ${param.max}`,
    param.below === undefined ? '' : `below ${param.below}`,
  ].filter((bound) => bound !== '')
  const noun = param.integer === undefined ? 'a number' : 'a whole number'
  return `${noun} ${bounds.join(' and ')}${param.infinite ? ', or inf' : ''}`.trim()
}

/** The layers a list gives one value each, in words: those of a network of `sizes` (features, hidden widths, outputs). */
export function layerNames(per: NonNullable<NumberParam['per']>, sizes: readonly number[]): string[] {
  return per === 'layer'
    ? sizes.slice(1).map((fanOut, l) => `layer ${l + 1}: ${sizes[l]} x ${fanOut}`)
    : sizes.slice(1, -1).map((units, l) => `hidden layer ${l + 1}: ${units} units`)
}

/** Refuses lists whose length is not that of the network's layers. */
export function checkLists(
  term: string,
  params: Params,
  args: Arguments<Params>,
  sizes: readonly number[],
): void {
  for (const [key, param] of Object.entries(params)) {
    const values = args[key]
    if (param.kind !== 'number' || param.per === undefined || !Array.isArray(values)) continue
    const names = layerNames(param.per, sizes)
    if (values.length === 1 || values.length === names.length) continue
    const layers = names.length === 0 ? 'the network has none' : names.join('; ')
    throw usageError(
      `method term "${term}": ${values.length} values of ${key} for ${count(names.length, param.per)} (${layers})`,
    )
  }
}

/** One value for each of `count` layers, from one for all or a list that `checkLists` has passed. */
export const spread = (values: readonly number[], count: number): readonly number[] =>
  values.length === 1 ? Array<number>(count).fill(values[0]) : values

/** A term with its arguments in place: `l2:0.001`, `inverted-dropout:keep=0.5`, `none`. */
export function exampleTerm(name: string, params: Params): string {
  if (Object.hasOwn(params, 'keep')) return `${name}:keep=0.5`
  return name + defaultArguments(params)
}

/** `:0.001`, or `:l1=0.0001,l2=0.001` where several parameters have a default; empty where none has. */
export function defaultArguments(params: Params): string {
  const defaults = Object.entries(params).flatMap(([key, param]) =>
    param.kind === 'number' && param.default !== undefined ? [[key, param.default] as const] : [],
  )
  if (defaults.length === 0) return ''
  if (defaults.length === 1) return `:${defaults[0][1]}`
  return `:${defaults.map(([key, value]) => `${key}=${value}`).join(',')}`
}

/** What an argument is, which values it takes, and its default: one line. */
export function describeParam(param: Param): string {
  if (param.kind === 'flag') return `${param.summary}: true or false (default false)`
  if (param.kind === 'choice') {
    return `${param.summary}: ${param.choices.join(' or ')} (default ${param.default})`
  }
  const lists = param.per === undefined ? '' : `; a list a/b/c gives each ${param.per} its own`
  const byDefault = param.default === undefined ? '' : ` (default ${param.default})`
  return `${param.summary}: ${describeRange(param)}${lists}${byDefault}${describeSearch(param)}`
}

const describeSearch = ({ search }: NumberParam): string =>
  search === undefined
    ? ''
    : `; tuned from ${numberText(search.from)} to ${numberText(search.to)}${search.log ? ' by factors' : ''}`

/** A number in a specification: the shortest decimal that reads back as the same bits, 1e-6 rather than 0.000001. */
export const numberText = (value: number): string =>
  value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value)
