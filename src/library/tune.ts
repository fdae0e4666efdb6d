import { availableParallelism } from 'node:os'
import type { Dataset } from '../data/dataset.ts'
import { tune as run } from '../experiment/run/tune.ts'
import { parseList, parseScan } from '../experiment/tuning/axes.ts'
import { knownCandidates } from '../experiment/tuning/plan.ts'
import { planSearch } from '../experiment/tuning/planSearch.ts'
import type { Findings } from '../experiment/tuning/tuningReport.ts'
import { resolveData } from './load.ts'
import { checkOptions, evaluationOf, fittingOf, type OptionsOf, scoringOf } from './options.ts'
import { rethrow } from './sentences.ts'

export type TuneOptions = OptionsOf<'tune'>

/** Every candidate with its errors, and the choices: `best`, and `oneSe`, the most regularized within one standard error. */
export type TuneResult = Findings

/**
 * Chooses strengths on folds of one dataset (5 folds, 1 repeat when absent): what `regbench tune --format json` prints, as data. The rows that choose
 * cannot tell what the choice is worth: `compare` on other rows can.
 */
export const tune = (data: string | Dataset, options: TuneOptions = {}): Promise<TuneResult> =>
  tuneOn(data, options).catch(rethrow)

async function tuneOn(data: string | Dataset, options: TuneOptions): Promise<TuneResult> {
  checkOptions('tune', options)
  const { method, cocktail, search, budget, by, onProgress } = options
  const plan = await planSearch({
    method,
    requests: [...(options.scan ?? []).map(parseScan), ...(options.list ?? []).map(parseList)],
    cocktail,
    search,
    budget,
    criterion: by,
    seed: fittingOf(options, []).seed,
  })
  const [[first]] = knownCandidates(plan)
  // What contradicts itself is refused before anything is read.
  evaluationOf('tune', options, [first], {})
  const dataset = await resolveData(data, options)
  const evaluation = evaluationOf('tune', options, [first], dataset)
  return run(
    dataset,
    plan,
    { evaluation, ...scoringOf(options), ...fittingOf(options, [first]) },
    {
      jobs: options.jobs ?? availableParallelism(),
      signal: options.signal ?? new AbortController().signal,
      ...(onProgress && { onProgress }),
    },
  )
}
