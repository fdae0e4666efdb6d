/** Which methods a comparison has: named ones, ones expanded over values, and ones tuned for each split. */

import { type NestedTuning, tunable } from '../experiment/tunable.ts'
import {
  type AxisRequest,
  expand,
  gridCandidates,
  gridCount,
  haltonCandidates,
  parseList,
  parseScan,
  searchAxes,
} from '../experiment/tuning/axes.ts'
import { recipe } from '../experiment/tuning/recipe.ts'
import { DEFAULT_METHODS } from '../regularizers/index.ts'
import { type Method, parseMethod } from '../regularizers/method.ts'
import { fill, parseTemplate, templateText } from '../regularizers/template.ts'
import { DEFAULT_NESTED, type MethodSettings, type TuningSettings } from '../settings/methods.ts'
import { usageError } from '../util/errors.ts'

/** What `compare --tune` tunes when no method is named: the families of the default list, their values left open. */
export const TUNED_METHODS: readonly string[] = DEFAULT_METHODS.map((spec) => spec.replace(/:keep=[^+]*/, ''))

export const axisRequests = ({ scan, list }: Pick<MethodSettings, 'scan' | 'list'>): AxisRequest[] => [
  ...scan.map(parseScan),
  ...list.map(parseList),
]

export interface MethodChoice {
  readonly methods: readonly Method[]
  readonly baseline: string
  /** Present when a method is tuned. */
  readonly nested?: NestedTuning
}

export function chooseMethods(given: MethodSettings, tuning: TuningSettings): MethodChoice {
  const { tune: budget, recipe: isRecipe } = tuning
  const specs = given.methods ?? (budget === undefined ? DEFAULT_METHODS : TUNED_METHODS)
  const toMethods = budget === undefined ? expanded : tuned(budget)
  const methods = [...toMethods(specs, axisRequests(given)), ...(isRecipe ? [recipe()] : [])]
  const repeated = methods.find((method, i) => methods.findIndex(({ spec }) => spec === method.spec) !== i)
  if (repeated !== undefined) throw usageError(`--method ${repeated.spec} is given twice`)
  const { all, baseline } = withBaseline(methods, given.baseline, (spec) => toMethods([spec], [])[0])
  const isTuned = budget !== undefined || isRecipe
  const needless = isTuned
    ? undefined
    : tuning.innerFolds !== undefined
      ? 'inner-folds'
      : tuning.by !== undefined
        ? 'by'
        : undefined
  if (needless !== undefined)
    throw usageError(`--${needless} is about tuning; give --tune N or --recipe with it`)
  const nested = {
    innerFolds: tuning.innerFolds ?? DEFAULT_NESTED.innerFolds,
    criterion: tuning.by ?? DEFAULT_NESTED.criterion,
  }
  return { methods: all, baseline, ...(isTuned && { nested }) }
}

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
