/** What a search varies: parameters of a method, each with the values of a grid and a way to draw others. */
import { NONE } from '../../regularizers/index.ts'
import type { NumberParam, SearchRange } from '../../regularizers/params.ts'
import {
  findParameter,
  openParameters,
  type Parameter,
  type Template,
  type Values,
  withTerm,
} from '../../regularizers/template.ts'
import { isInRange, numberText, parseNumber } from '../../settings/kinds.ts'
import { network } from '../../settings/network.ts'
import { flagOf } from '../../settings/setting.ts'
import { training } from '../../settings/training.ts'
import { usageError } from '../../util/errors.ts'
import { halton, MAX_DIMENSIONS, type Points } from './sequence.ts'

export interface Axis {
  /** `l2.strength`. */
  readonly name: string
  /** The grid, as specifications write the values; distinct. */
  readonly values: readonly string[]
  /** Where a sample may fall; without it, on the values of the grid. */
  readonly range?: SearchRange & { readonly integer?: true }
}

/** `--scan NAME=FROM..TO:COUNT[log]` or `--list NAME=a,b,c`, before it is known which method has such a parameter. */
export interface AxisRequest {
  readonly flag: string
  readonly name: string
  readonly values: readonly string[]
  readonly range?: SearchRange
}

/** Values of a grid are rounded to this many significant digits, sampled ones to fewer: a specification is to be read. */
const GRID_DIGITS = 4
const SAMPLE_DIGITS = 3

const MAX_VALUES = 1000

export function parseScan(text: string): AxisRequest {
  const flag = `--scan ${text}`
  const match = /^\s*([\w.-]+)\s*=\s*(.+?)\.\.(.+?):(\d+)\s*(log)?\s*$/.exec(text)
  if (match === null)
    throw usageError(`${flag}: write NAME=FROM..TO:COUNT or ...:COUNTlog, as l2=1e-6..1e-1:11log`)
  const [, name, fromText, toText, countText, log] = match
  const [from, to] = [parseNumber(fromText), parseNumber(toText)]
  if (from === undefined || to === undefined || !(from < to)) {
    throw usageError(`${flag}: FROM and TO are numbers, FROM the smaller; got ${fromText} and ${toText}`)
  }
  if (log !== undefined && from <= 0) {
    throw usageError(`${flag}: equal factors (log) need a FROM above 0; list 0 beside: --list ${name}=0,...`)
  }
  const count = Number(countText)
  if (count < 2 || count > MAX_VALUES) {
    throw usageError(`${flag}: COUNT is a whole number from 2 to ${MAX_VALUES}, got ${countText}`)
  }
  const range = { from, to, ...(log !== undefined && { log: true as const }) }
  return { flag, name, values: gridOf(range, count), range }
}

export function parseList(text: string): AxisRequest {
  const flag = `--list ${text}`
  const match = /^\s*([\w.-]+)\s*=(.*)$/.exec(text)
  const values = match?.[2].split(',').map((value) => value.trim()) ?? []
  if (match === null || values.includes(''))
    throw usageError(`${flag}: write NAME=a,b,c, as keep=0.5,0.65,0.8,1`)
  const repeated = values.find((value, i) => values.indexOf(value) !== i)
  if (repeated !== undefined) throw usageError(`${flag}: ${repeated} is listed twice`)
  return { flag, name: match[1], values }
}

/** `count` values from one end to the other, both included. */
export function gridOf(range: SearchRange & { readonly integer?: true }, count: number): string[] {
  const values = Array.from({ length: count }, (_, i) =>
    i === 0 ? range.from : i === count - 1 ? range.to : valueAt(range, i / (count - 1), GRID_DIGITS),
  )
  return [...new Set(values.map(numberText))]
}

/** The axis that a range makes of a parameter, with `count` values for the grid. */
export function searchAxis({ name, param }: Parameter, count: number): Axis {
  const { search, integer } = param as NumberParam
  const range = { ...search!, ...(integer && { integer }) }
  return { name, values: gridOf(range, count), range }
}

/** The template with a value for every requested parameter, and the axes that name them. */
export interface Expansion {
  readonly template: Template
  readonly axes: readonly Axis[]
}

const isNone = ({ terms }: Template): boolean => terms[0].name === NONE

/**
 * The axes of `requests` that a method has. A name that none of `templates` has, but that names a term, adds that term to each;
 * `none` stays what others are compared with, and becomes the term where it is alone. Usage errors for names that mean nothing.
 */
export function expand(templates: readonly Template[], requests: readonly AxisRequest[]): Expansion[] {
  let grown = [...templates]
  for (const request of requests) {
    if (grown.some((template) => findParameter(template, request.name) !== undefined)) continue
    const before = grown
    grown = before.map((template) => {
      if (isNone(template) && before.length > 1) return template
      const added = withTerm(template, request.name)
      if (added === undefined || findParameter(added, request.name) === undefined) {
        throw unknownParameter(request, before)
      }
      return added
    })
  }
  return grown.map((template) => {
    const axes = requests.flatMap((request) => {
      const parameter = findParameter(template, request.name)
      return parameter === undefined ? [] : [requestedAxis(parameter, request)]
    })
    const repeated = axes.find(({ name }, i) => axes.findIndex((axis) => axis.name === name) !== i)
    if (repeated !== undefined) throw usageError(`${repeated.name} is scanned or listed twice; give it once`)
    return { template, axes }
  })
}

function requestedAxis({ name, param }: Parameter, { flag, values, range }: AxisRequest): Axis {
  if (range === undefined) return { name, values }
  if (param.kind !== 'number') {
    throw usageError(`${flag}: ${name} is not a number; list its values: --list ${name}=...`)
  }
  const whole = { ...range, ...(param.integer && { integer: param.integer }) }
  for (const end of [range.from, range.to]) {
    if (!isInRange({ ...param, ...(param.integer && { integer: param.integer }) }, end)) {
      throw usageError(
        `${flag}: ${name} cannot be ${numberText(end)}; see regbench methods ${name.split('.')[0]}`,
      )
    }
  }
  return { name, values: param.integer ? gridOf(whole, values.length) : values, range: whole }
}

/** What may be meant to be scanned, and is a setting of the whole run. */
const SETTINGS = { ...network.settings, ...training.settings }

function unknownParameter({ flag, name }: AxisRequest, templates: readonly Template[]): Error {
  if (Object.entries(SETTINGS).some(([key, setting]) => flagOf(key, setting) === name)) {
    return usageError(
      `${flag}: only parameters of methods are scanned and listed; run once for each --${name} and compare the tables`,
    )
  }
  const known = templates.flatMap(({ terms }) => terms.map((term) => term.name)).join(', ')
  return usageError(
    `${flag}: no method here (${known}) has a parameter "${name}"; write a term (l2), a parameter (keep) or both (l2.strength)`,
  )
}

/** Every combination, the last axis fastest; one empty combination without axes. */
export const gridCandidates = (axes: readonly Axis[]): Values[] =>
  axes.reduce<Values[]>(
    (rows, { name, values }) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  )

/** Draws in search of candidates that differ: lists leave few combinations. */
const DRAWS_PER_CANDIDATE = 20

/** How many points `sampleCandidates` may ask for. */
export const drawsFor = (budget: number): number => budget * DRAWS_PER_CANDIDATE

/** Spread evenly, and the same whatever the seed. */
export function haltonCandidates(axes: readonly Axis[], budget: number): Values[] {
  if (axes.length > MAX_DIMENSIONS) {
    throw usageError(
      `${axes.length} parameters are to be tuned, and Halton's sequence serves up to ${MAX_DIMENSIONS}; write out the values of some`,
    )
  }
  return sampleCandidates(axes, budget, halton)
}

/** Up to `budget` different combinations at the points of a sequence; fewer where there are no more. */
export function sampleCandidates(axes: readonly Axis[], budget: number, points: Points): Values[] {
  return distinctCandidates(budget, (index) =>
    Object.fromEntries(axes.map((axis, d) => [axis.name, drawValue(axis, points(index, d))])),
  )
}

/** The first `budget` that differ, in the order of their points; fewer where so many are not found. */
export function distinctCandidates(budget: number, draw: (index: number) => Values): Values[] {
  const found = new Map<string, Values>()
  for (let index = 0; index < drawsFor(budget) && found.size < budget; index++) {
    const values = draw(index)
    found.set(JSON.stringify(values), values)
  }
  return [...found.values()]
}

/** The value of an axis a share of the way along it, `share` in [0, 1). */
export function drawValue({ values, range }: Axis, share: number): string {
  return range === undefined
    ? values[Math.floor(share * values.length)]
    : numberText(valueAt(range, share, SAMPLE_DIGITS))
}

/** Grid values a parameter has when its range is its documented one: fewer where several are crossed. */
export const gridCount = (open: number): number => (open === 1 ? 11 : open === 2 ? 5 : 3)

/** What tuning varies: the axes asked for, and with them every parameter left open, `count` grid values each. */
export function searchAxes({ template, axes }: Expansion, count: (axes: number) => number): Axis[] {
  const open = openParameters(template).filter(({ name }) => axes.every((axis) => axis.name !== name))
  return [...axes, ...open.map((parameter) => searchAxis(parameter, count(open.length)))]
}

/**
 * The value a share of the way from one end to the other. Equal factors come from halving: the middle is the square root of the
 * product, which is rounded alike everywhere, as exp and log are not.
 */
function valueAt(
  { from, to, log, integer }: SearchRange & { integer?: true },
  share: number,
  digits: number,
): number {
  const exact = log ? factorsBetween(from, to, share) : from + (to - from) * share
  return integer ? Math.round(exact) : Number(exact.toPrecision(digits))
}

function factorsBetween(from: number, to: number, share: number): number {
  let [low, high, rest] = [from, to, share]
  for (let halvings = 0; halvings < 40; halvings++) {
    const middle = Math.sqrt(low) * Math.sqrt(high)
    rest *= 2
    if (rest < 1) high = middle
    else {
      low = middle
      rest -= 1
    }
  }
  return low
}
