/** Parameters of a term: one table drives parsing, range checks, `regbench methods`, the README and error texts. */
import { type Bounds, describeRange, isInRange, numberText, parseNumber } from '../settings/kinds.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { suggest } from '../util/suggest.ts'

export interface NumberParam extends Bounds {
  readonly kind: 'number'
  readonly summary: string
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
