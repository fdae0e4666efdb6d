/**
 * Cocktails: which ingredients are in a method, and how strong each is, searched for at once (Kadra, Lindauer, Hutter, Grabocka
 * 2021, "Well-tuned simple nets excel on tabular datasets"). The ingredients are the methods of the registry that say so.
 */
import { compileCore } from '../../core/load.ts'
import { randomKey, WordSource } from '../../core/random.ts'
import { type RegularizerName, regularizer, regularizerNames } from '../../regularizers/index.ts'
import { goTogether } from '../../regularizers/method.ts'
import { ON, openParameters, type Template, termsOf, type Values } from '../../regularizers/template.ts'
import type { Criterion } from '../../settings/methods.ts'
import { usageError } from '../../util/errors.ts'
import { groupBy } from '../../util/groupBy.ts'
import { COCKTAIL, type Tunable, tunable } from '../tunable.ts'
import { type Axis, distinctCandidates, drawsFor, drawValue, searchAxis } from './axes.ts'
import { cocktailSearch, type TuningPlan } from './plan.ts'
import { maxCandidates } from './search.ts'
import { type Points, uniform } from './sequence.ts'

/** Full trainings whose epochs a search may spend where nothing is said. */
export const DEFAULT_COCKTAIL_BUDGET = 27

/** What may be in, in the order of the registry. */
export const INGREDIENTS: readonly RegularizerName[] = regularizerNames.filter(
  (name) => regularizer(name).ingredient !== undefined,
)

const TEMPLATE: Template = { mixed: true, terms: INGREDIENTS.map((name) => ({ name, given: {} })) }

/** Every ingredient, with the axes of its strengths. */
interface Ingredient {
  readonly name: RegularizerName
  readonly axes: readonly Axis[]
}

const ingredientOf = (name: RegularizerName): Ingredient => ({
  name,
  axes: openParameters({ terms: [{ name, given: {} }] }).map((parameter) => searchAxis(parameter, 2)),
})

/** At most one of each list is in. */
const KINDS: readonly (readonly Ingredient[])[] = [
  ...groupBy(INGREDIENTS, (name) => regularizer(name).ingredient!).values(),
].map((names) => names.map(ingredientOf))

/** Coordinates of a point that a kind reads: whether and which, then the strengths of whichever it is. */
const coordinatesOf = (kind: readonly Ingredient[]): number =>
  1 + Math.max(...kind.map(({ axes }) => axes.length))

const DIMENSIONS = KINDS.reduce((sum, kind) => sum + coordinatesOf(kind), 0)

/**
 * The cocktail at a point: of each kind nothing with probability 1/2, else one of its ingredients, each as probably, of those that go
 * with what is in already.
 */
function drawCocktail(points: Points, index: number): Values {
  let dimension = 0
  const values: Record<string, string> = {}
  for (const kind of KINDS) {
    const share = points(index, dimension)
    const possible = kind.filter(({ name }) => termsOf(values).every((other) => goTogether(name, other)))
    if (share >= 1 / 2 && possible.length > 0) {
      const { name, axes } = possible[Math.floor((2 * share - 1) * possible.length)]
      if (axes.length === 0) values[name] = ON
      axes.forEach((axis, i) => {
        values[axis.name] = drawValue(axis, points(index, dimension + 1 + i))
      })
    }
    dimension += coordinatesOf(kind)
  }
  return values
}

/** `budget` cocktails that differ, the first of which is empty: no regularization at all. The others are drawn by the seed. */
export async function cocktailCandidates(budget: number, seed: number): Promise<Values[]> {
  const source = new WordSource(await compileCore('strict'))
  const draws = drawsFor(budget)
  const words = source.words(randomKey(seed, 'search', 0, 0), draws * DIMENSIONS)
  const points = uniform(words, DIMENSIONS)
  return distinctCandidates(budget, (index) => (index === 0 ? {} : drawCocktail(points, index - 1)))
}

/** The cocktail as a row of a comparison, searched inside each training part in the epochs of `budget` full trainings. */
export async function cocktail(budget: number, seed: number): Promise<Tunable> {
  if (budget < 2) {
    throw usageError(`--tune ${budget} leaves a cocktail nothing to choose from; give --tune 2 or more`)
  }
  const candidates = await cocktailCandidates(maxCandidates(budget), seed)
  return tunable(COCKTAIL, TEMPLATE, [candidates], budget)
}

/** The search for a cocktail over all rows, of so many candidates. */
export async function cocktailPlan(
  candidates: number = maxCandidates(DEFAULT_COCKTAIL_BUDGET),
  criterion: Criterion,
  seed: number,
): Promise<TuningPlan> {
  if (candidates < 2) {
    throw usageError(
      `--budget ${candidates} leaves a cocktail nothing to choose from; give --budget 2 or more`,
    )
  }
  const space = { template: TEMPLATE, stages: [await cocktailCandidates(candidates, seed)] }
  return {
    ...space,
    method: COCKTAIL,
    axes: KINDS.flat().flatMap(({ name, axes }) => (axes.length === 0 ? [{ name, values: [ON] }] : axes)),
    sampled: true,
    halving: true,
    search: cocktailSearch(space),
    criterion,
  }
}
