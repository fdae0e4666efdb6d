/** What `regbench tune` is to search, and every candidate that is known before the search begins. */
import { compileCore } from '../../core/load.ts'
import { randomKey, WordSource } from '../../core/random.ts'
import type { Method } from '../../regularizers/method.ts'
import { fill, type Template, templateText, type Values } from '../../regularizers/template.ts'
import type { Criterion, SearchName } from '../../settings/methods.ts'
import { usageError } from '../../util/errors.ts'
import { count } from '../../util/format.ts'
import { type Ground, spaceFor } from '../tunable.ts'
import { type Axis, drawsFor, gridCandidates, haltonCandidates, sampleCandidates } from './axes.ts'
import { uniform } from './sequence.ts'

/** What is searched, and how. */
export interface TuningPlan {
  /** The tuned family, as tables call it. */
  readonly method: string
  readonly template: Template
  readonly axes: readonly Axis[]
  /** A later stage keeps the best values of those before it. */
  readonly stages: readonly (readonly Values[])[]
  /** Whether the candidates are a sample of what could be tried, not a grid. */
  readonly sampled: boolean
  /** By thirds, instead of every candidate in full; of a single stage. */
  readonly halving: boolean
  /** In words. */
  readonly search: string
  readonly criterion: Criterion
}

/** More candidates are a mistake rather than a wish. */
const MAX_CANDIDATES = 10_000

/** All combinations, or `budget` of them by chance or by Halton's sequence. Usage errors for what cannot be searched. */
export async function planTuning(
  template: Template,
  axes: readonly Axis[],
  search: SearchName,
  budget: number | undefined,
  criterion: Criterion,
  seed: number,
): Promise<TuningPlan> {
  const method = templateText(template)
  if (axes.length === 0) {
    throw usageError(`${method} leaves nothing to tune; leave a value out, or name one with --scan or --list`)
  }
  const size = axes.reduce((product, { values }) => product * values.length, 1)
  const whole = budget === undefined
  if (whole && size > MAX_CANDIDATES) {
    throw usageError(`the grid has ${size} candidates; take a sample of it with --budget N`)
  }
  const candidates = whole ? gridCandidates(axes) : await sample(axes, search, budget, seed)
  const drawn = `${candidates.length} candidates${whole ? '' : search === 'random' ? ' at random' : " of Halton's sequence"}`
  return {
    method,
    template,
    axes,
    stages: [candidates],
    sampled: !whole,
    halving: search === 'halving',
    search: search === 'halving' ? `successive halving of ${drawn}` : whole ? `grid of ${drawn}` : drawn,
    criterion,
  }
}

async function sample(
  axes: readonly Axis[],
  search: SearchName,
  budget: number,
  seed: number,
): Promise<Values[]> {
  if (search !== 'random') return haltonCandidates(axes, budget)
  const source = new WordSource(await compileCore('strict'))
  const words = source.words(randomKey(seed, 'search', 0, 0), drawsFor(budget) * axes.length)
  return sampleCandidates(axes, budget, uniform(words, axes.length))
}

/** By stage, every combination with the first values of the other stages: all that can be told before a choice is made. */
export function knownCandidates({ template, stages }: TuningPlan): Method[][] {
  const first = Object.assign({}, ...stages.map(([values]) => values)) as Values
  return stages.map((stage) => stage.map((values) => fill(template, { ...first, ...values })))
}

/** What is searched of a cocktail, in words. */
export const cocktailSearch = ({ template, stages }: Pick<TuningPlan, 'template' | 'stages'>): string =>
  `successive halving of ${count(stages[0].length, 'cocktail')} of ${count(template.terms.length, 'ingredient')}`

/** The plan for a dataset, a network and its training: a cocktail goes without what means nothing there. */
export function planFor(plan: TuningPlan, ground: Ground): TuningPlan {
  const space = spaceFor(plan, ground)
  const names: readonly string[] = space.template.terms.map(({ name }) => name)
  return {
    ...space,
    axes: plan.axes.filter(({ name }) => names.includes(name.split('.')[0])),
    ...(space.template.mixed && { search: cocktailSearch(space) }),
  }
}
