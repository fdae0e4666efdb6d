/** From what a caller wishes to tune to a plan: which template, which axes, which way of searching them. */
import { parseTemplate } from '../../regularizers/template.ts'
import { type Criterion, DEFAULT_NESTED, type SearchName } from '../../settings/methods.ts'
import { usageError } from '../../util/errors.ts'
import { type AxisRequest, expand, gridCount, searchAxes } from './axes.ts'
import { cocktailPlan } from './cocktail.ts'
import { planTuning, type TuningPlan } from './plan.ts'
import { recipePlan } from './recipe.ts'

export interface SearchWish {
  /** Specification whose open values are tuned; absent for the recipe, unless axes are named. */
  readonly method?: string | undefined
  /** `--scan` and `--list`. */
  readonly requests: readonly AxisRequest[]
  /** Asked for by name. */
  readonly recipe?: boolean | undefined
  readonly cocktail?: boolean | undefined
  /** Grid, or with a budget halton, where absent. */
  readonly search?: SearchName | undefined
  /** Candidates, in place of the whole grid. */
  readonly budget?: number | undefined
  readonly criterion?: Criterion | undefined
  readonly seed: number
}

/** Throws usage errors, in the words of the command line, for wishes that contradict each other. */
export async function planSearch(wish: SearchWish): Promise<TuningPlan> {
  const { method, requests, budget, seed } = wish
  const search = wish.search ?? (budget === undefined ? 'grid' : 'halton')
  const criterion = wish.criterion ?? DEFAULT_NESTED.criterion
  const isNamed = method !== undefined || requests.length > 0
  if (wish.cocktail === true) {
    const other = wish.recipe === true ? 'recipe' : (namedWish(wish) ?? (wish.search && 'search'))
    if (other !== undefined) throw usageError(`--cocktail says what is tried and how; leave --${other} out`)
    return cocktailPlan(budget, criterion, seed)
  }
  if (wish.recipe === true || !isNamed) {
    const other = otherWish(wish)
    if (other !== undefined) {
      throw usageError(
        isNamed
          ? `--recipe says what is tried; leave --${other} out`
          : `--${other} needs to know what is tuned; name a method, --method l2, or values, --scan l2=1e-6..1e-1:11log`,
      )
    }
    return recipePlan(criterion)
  }
  if (budget === undefined && (search === 'random' || search === 'halton')) {
    throw usageError(`--search ${search} draws candidates without end; say how many with --budget N`)
  }
  if (budget !== undefined && search === 'grid') {
    throw usageError('--search grid tries the whole grid; leave --budget out, or take --search halton')
  }
  const [expansion] = expand([parseTemplate(method ?? 'none')], requests)
  const axes = searchAxes(expansion, gridCount)
  return planTuning(expansion.template, axes, search, budget, criterion, seed)
}

/** What names something to tune. */
function namedWish({ method, requests }: SearchWish): string | undefined {
  if (method !== undefined) return 'method'
  if (requests.length > 0) return requests[0].flag.startsWith('--scan') ? 'scan' : 'list'
  return undefined
}

/** What the recipe leaves no room for. */
const otherWish = (wish: SearchWish): string | undefined =>
  namedWish(wish) ?? (wish.search !== undefined ? 'search' : wish.budget !== undefined ? 'budget' : undefined)
