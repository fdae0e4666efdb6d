/** Which methods a comparison has: named ones, ones expanded over values, and ones tuned for each split. */

import { DEFAULT_METHODS } from '../../regularizers/index.ts'
import { type Method, parseMethod } from '../../regularizers/method.ts'
import { fill, parseTemplate, templateText } from '../../regularizers/template.ts'
import { DEFAULT_NESTED, type MethodSettings, type TuningSettings } from '../../settings/methods.ts'
import { usageError } from '../../util/errors.ts'
import { type NestedTuning, tunable } from '../tunable.ts'
import {
  type AxisRequest,
  expand,
  gridCandidates,
  gridCount,
  haltonCandidates,
  parseList,
  parseScan,
  searchAxes,
} from './axes.ts'
import { cocktail, DEFAULT_COCKTAIL_BUDGET } from './cocktail.ts'
import { recipe } from './recipe.ts'
import { maxCandidates } from './search.ts'

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

/** Throws usage errors, in the words of the command line, for options that say nothing, or nothing sensible, together. */
export async function chooseMethods(
  given: Pick<MethodSettings, 'methods' | 'baseline' | 'scan' | 'list'>,
  tuning: TuningSettings,
  seed: number,
): Promise<MethodChoice> {
  const { tune: budget, recipe: isRecipe, cocktail: isCocktail, search } = tuning
  const specs = given.methods ?? (budget === undefined ? DEFAULT_METHODS : TUNED_METHODS)
  const toMethods = budget === undefined ? expanded : tuned(budget, search === 'halving')
  const methods = [
    ...toMethods(specs, axisRequests(given)),
    ...(isRecipe ? [recipe()] : []),
    ...(isCocktail ? [await cocktail(budget ?? DEFAULT_COCKTAIL_BUDGET, seed)] : []),
  ]
  const repeated = methods.find((method, i) => methods.findIndex(({ spec }) => spec === method.spec) !== i)
  if (repeated !== undefined) throw usageError(`--method ${repeated.spec} is given twice`)
  const { all, baseline } = withBaseline(methods, given.baseline, (spec) => toMethods([spec], [])[0])
  const isTuned = budget !== undefined || isRecipe || isCocktail
  checkNeeded(tuning, isTuned)
  const nested = {
    innerFolds: tuning.innerFolds ?? DEFAULT_NESTED.innerFolds,
    criterion: tuning.by ?? DEFAULT_NESTED.criterion,
  }
  return { methods: all, baseline, ...(isTuned && { nested }) }
}

function checkNeeded({ tune, innerFolds, by, search }: TuningSettings, isTuned: boolean): void {
  const needless = isTuned
    ? undefined
    : innerFolds !== undefined
      ? 'inner-folds'
      : by !== undefined
        ? 'by'
        : undefined
  if (needless !== undefined) {
    throw usageError(`--${needless} is about tuning; give --tune N, --recipe or --cocktail with it`)
  }
  if (search !== undefined && tune === undefined) {
    throw usageError(`--search ${search} is about the candidates of --tune; give --tune N with it`)
  }
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

/** The same number of candidates, or of epochs, for each method that leaves anything open. */
const tuned =
  (budget: number, isHalving: boolean): ToMethods =>
  (specs, requests) =>
    expand(specs.map(parseTemplate), requests).map((expansion, i) => {
      const { template } = expansion
      const axes = searchAxes(expansion, gridCount)
      if (axes.length === 0) return parseMethod(specs[i])
      const candidates = haltonCandidates(axes, isHalving ? maxCandidates(budget) : budget)
      return tunable(templateText(template), template, [candidates], isHalving ? budget : undefined)
    })
