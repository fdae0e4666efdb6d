/** Parameters of a term: one table drives parsing, range checks, `regbench methods`, the README and error texts. */
import type { LayerShape } from '../nn/architecture.ts'
import { type Bounds, describeRange, isInRange, numberText, parseNumber } from '../settings/kinds.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { suggest } from '../util/suggest.ts'
import { CONSTANT, SCHEDULE_FORMS, strengthSchedule } from './strengthSchedule.ts'

export interface NumberParam extends Bounds {
  readonly kind: 'number'
  readonly summary: string
  /** One value for each of these, separated by "/", is allowed beside one for all. */
  readonly per?: 'layer' | 'hidden layer'
  readonly default?: number
  /** A value that acts, for examples where there is no default. */
  readonly example?: number
  /** The term's name alone means this one, and so does a bare value; said where a term has several numbers. */
  readonly main?: true
  /** The argument that gives 1 minus this one: a bare value could be either, so one of the two is written out. */
  readonly complement?: string
  /** Weights c times as large are treated alike at value * c^power; absent where the size of weights does not matter. */
  readonly weightPower?: -2 | -1 | 1
  /** Which values regularize more: the order behind "the most regularized within one standard error". */
  readonly stronger?: 'larger' | 'smaller'
  /** The value at which the term does nothing, where it is not infinity, 0 or 1 by the bounds. */
  readonly neutral?: number
  /** Says how the term acts and not how strongly: at its neutral strength the term does nothing whatever this is. */
  readonly detail?: true
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
  /** An older name of the argument, which is still read and never written. */
  readonly formerly?: string
}

/** How a strength goes over the run: see strengthSchedule.ts. */
export interface ScheduleParam {
  readonly kind: 'schedule'
  readonly summary: string
}

export interface FlagParam {
  readonly kind: 'flag'
  readonly summary: string
}

export type Param = NumberParam | ChoiceParam | FlagParam | ScheduleParam

export type Params = Readonly<Record<string, Param>>

type Value<P extends Param> = P extends FlagParam
  ? boolean
  : P extends ChoiceParam
    ? P['choices'][number]
    : P extends ScheduleParam
      ? string
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
  if (param.kind === 'schedule') return parseSchedule(term, name, text)
  const choices = param.kind === 'flag' ? ['true', 'false'] : param.choices
  const value = text ?? (param.kind === 'flag' ? 'false' : param.default)
  if (!choices.includes(value)) {
    throw usageError(`method term "${term}": ${name} is ${choices.join(' or ')}, not "${value}"`)
  }
  return param.kind === 'flag' ? value === 'true' : value
}

function parseSchedule(term: string, name: string, text: string = CONSTANT): string {
  if (strengthSchedule(text) !== undefined) return text
  throw usageError(`method term "${term}": ${name} is ${SCHEDULE_FORMS}, not "${text}"`)
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

/** The layers a list gives one value each, in words: those with weights. */
export function layerNames(per: NonNullable<NumberParam['per']>, layers: readonly LayerShape[]): string[] {
  return per === 'layer'
    ? layers.map(({ text, fanIn, fanOut, convolution }, l) =>
        convolution === null
          ? `layer ${l + 1}: ${fanIn} x ${fanOut}`
          : `layer ${l + 1}: ${text}, ${fanIn} x ${fanOut}`,
      )
    : layers
        .slice(0, -1)
        .map(({ text, fanOut, convolution }, l) =>
          convolution === null
            ? `hidden layer ${l + 1}: ${fanOut} units`
            : `hidden layer ${l + 1}: ${text}, ${fanOut} filters`,
        )
}

/** Refuses lists whose length is not that of the network's layers. */
export function checkLists(
  term: string,
  params: Params,
  args: Arguments<Params>,
  network: readonly LayerShape[],
): void {
  for (const [key, param] of Object.entries(params)) {
    const values = args[key]
    if (param.kind !== 'number' || param.per === undefined || !Array.isArray(values)) continue
    const names = layerNames(param.per, network)
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
  const examples = Object.entries(params).flatMap(([key, param]) =>
    param.kind === 'number' && param.example !== undefined ? [`${key}=${param.example}`] : [],
  )
  return examples.length === 0 ? name + defaultArguments(params) : `${name}:${examples.join(',')}`
}

/** The parameter that the term's name alone means: the main one, or the only number there is. */
export function mainParameter(params: Params): readonly [key: string, param: NumberParam] | undefined {
  const numbers = Object.entries(params).flatMap(([key, param]) =>
    param.kind === 'number' ? [[key, param] as const] : [],
  )
  return numbers.find(([, param]) => param.main) ?? (numbers.length === 1 ? numbers[0] : undefined)
}

/** The present name of an argument, if `key` is that or an older one; `key` itself if it is neither. */
export const presentName = (params: Params, key: string): string =>
  Object.entries(params).find(([, param]) => param.kind === 'choice' && param.formerly === key)?.[0] ?? key

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
  if (param.kind === 'schedule') return `${param.summary}: ${SCHEDULE_FORMS} (default ${CONSTANT})`
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
