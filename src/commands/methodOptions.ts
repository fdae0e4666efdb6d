/** Which methods a comparison has: named ones, ones expanded over values, and ones tuned for each split. */
import type { Command } from 'commander'
import {
  type AxisRequest,
  expand,
  gridCandidates,
  gridCount,
  haltonCandidates,
  parseList,
  parseScan,
  searchAxes,
} from '../experiment/axes.ts'
import { DEFAULT_NESTED, type NestedTuning, tunable } from '../experiment/nested.ts'
import { recipe } from '../experiment/recipe.ts'
import { DEFAULT_METHODS, type Method, parseMethod } from '../regularizers/method.ts'
import { fill, parseTemplate, templateText } from '../regularizers/template.ts'
import { CRITERIA, type Criterion } from '../results/choice.ts'
import { usageError } from '../util/errors.ts'
import { addGroup, number, option, type RawOptions, repeatable } from './options.ts'

/** What `compare --tune` tunes when no method is named: the families of the default list, their values left open. */
export const TUNED_METHODS: readonly string[] = DEFAULT_METHODS.map((spec) => spec.replace(':keep=0.5', ''))

export function addScanOptions(command: Command): void {
  addGroup(command, 'Methods:', [
    option(
      '--scan <scan>',
      'expand methods over a range, e.g. l2=1e-6..1e-1:11log or keep=0.2..1:5; repeatable',
    ).argParser(repeatable),
    option(
      '--list <list>',
      'expand methods over values, e.g. keep=0.5,0.65,0.8,1 or bias=true,false; repeatable',
    ).argParser(repeatable),
  ])
}

export const criterionOption = () =>
  option(
    '--by <what>',
    `choose by the mean loss or score of held-out rows (default: ${DEFAULT_NESTED.criterion})`,
  ).choices(CRITERIA)

export function addMethodOptions(command: Command): void {
  addGroup(command, 'Methods:', [
    option(
      '--method <spec>',
      'a method to compare, repeatable, e.g. inverted-dropout:keep=0.5+l2:1e-4',
    ).argParser(repeatable),
    option('--baseline <spec>', 'the method others are compared with (default: the first)'),
  ])
  addScanOptions(command)
  addGroup(command, 'Tuning:', [
    option(
      '--tune <N>',
      'try N candidates for what a method leaves open, inside each training part, and score the best',
    ).argParser(number({ min: 1, max: 10_000, integer: true })),
    option('--recipe', 'add the recipe of the CS231n notes, tuned inside each training part'),
    option(
      '--inner-folds <K>',
      `folds of each training part that choose (default: ${DEFAULT_NESTED.innerFolds})`,
    ).argParser(number({ min: 2, integer: true })),
    criterionOption(),
  ])
}

export const axisRequests = (raw: RawOptions): AxisRequest[] => [
  ...((raw.scan as string[] | undefined) ?? []).map(parseScan),
  ...((raw.list as string[] | undefined) ?? []).map(parseList),
]

export interface MethodChoice {
  readonly methods: readonly Method[]
  readonly baseline: string
  /** Present when a method is tuned. */
  readonly nested?: NestedTuning
}

export function methodOptions(raw: RawOptions): MethodChoice {
  const budget = raw.tune as number | undefined
  const specs =
    (raw.method as string[] | undefined) ?? (budget === undefined ? DEFAULT_METHODS : TUNED_METHODS)
  const toMethods = budget === undefined ? expanded : tuned(budget)
  const methods = [...toMethods(specs, axisRequests(raw)), ...(raw.recipe === true ? [recipe()] : [])]
  const repeated = methods.find((method, i) => methods.findIndex(({ spec }) => spec === method.spec) !== i)
  if (repeated !== undefined) throw usageError(`--method ${repeated.spec} is given twice`)
  const { all, baseline } = withBaseline(
    methods,
    raw.baseline as string | undefined,
    (spec) => toMethods([spec], [])[0],
  )
  const isTuned = budget !== undefined || raw.recipe === true
  const needless = isTuned
    ? undefined
    : ['inner-folds', 'by'].find((flag) => raw[camelCase(flag)] !== undefined)
  if (needless !== undefined)
    throw usageError(`--${needless} is about tuning; give --tune N or --recipe with it`)
  const nested = {
    innerFolds: (raw.innerFolds as number | undefined) ?? DEFAULT_NESTED.innerFolds,
    criterion: (raw.by as Criterion | undefined) ?? DEFAULT_NESTED.criterion,
  }
  return { methods: all, baseline, ...(isTuned && { nested }) }
}

const camelCase = (flag: string): string =>
  flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

function withBaseline(methods: readonly Method[], named: string | undefined, read: (spec: string) => Method) {
  if (named === undefined) return { all: methods, baseline: methods[0].spec }
  const known = methods.some(({ spec }) => spec === named)
  const baseline = known ? { spec: named } : read(named)
  const isListed = methods.some(({ spec }) => spec === baseline.spec)
  return { all: isListed ? methods : [baseline as Method, ...methods], baseline: baseline.spec }
}

type ToMethods = (specs: readonly string[], requests: readonly AxisRequest[]) => Method[]

/** A row for every combination of values; a method that no value concerns stays as it is written. */
const expanded: ToMethods = (specs, requests) =>
  requests.length === 0
    ? specs.map(parseMethod)
    : expand(specs.map(parseTemplate), requests).flatMap(({ template, axes }, i) =>
        axes.length === 0
          ? [parseMethod(specs[i])]
          : gridCandidates(axes).map((values) => fill(template, values)),
      )

/** The same number of candidates for each method that leaves anything open. */
const tuned =
  (budget: number): ToMethods =>
  (specs, requests) =>
    expand(specs.map(parseTemplate), requests).map((expansion, i) => {
      const { template } = expansion
      const axes = searchAxes(expansion, gridCount)
      if (axes.length === 0) return parseMethod(specs[i])
      const candidates = haltonCandidates(axes, budget)
      return tunable(templateText(template), template, [candidates])
    })
