import type { Dataset } from '../data/dataset.ts'
import { parseList, parseScan } from '../experiment/axes.ts'
import { planSearch } from '../experiment/planSearch.ts'
import { knownCandidates, tune as run } from '../experiment/tune.ts'
import type { Findings } from '../experiment/tuningReport.ts'
import type { Criterion } from '../results/choice.ts'
import type { TrialResult } from '../results/trial.ts'
import type { SearchName } from '../results/tuning.ts'
import { resolveData, type TestSettings } from './load.ts'
import {
  checkOptions,
  type DataSettings,
  DEFAULTS,
  evaluationOf,
  type FittingSettings,
  fittingOf,
  type SplitSettings,
} from './options.ts'

export interface TuneOptions
  extends DataSettings,
    Pick<TestSettings, 'foldColumn'>,
    Omit<FittingSettings, 'average'>,
    SplitSettings {
  /** What to tune; values it writes out are held. Absent, with no `scan` or `list`: the recipe of the CS231n notes. */
  readonly method?: string
  /** Ranges of values, such as `l2=1e-6..1e-1:11log`. */
  readonly scan?: readonly string[]
  /** Values, such as `keep=0.5,0.65,0.8,1`. */
  readonly list?: readonly string[]
  /** `grid`, or with a budget `halton`, when absent. */
  readonly search?: SearchName
  /** Candidates to try instead of the whole grid. */
  readonly budget?: number
  /** What held-out rows choose by: their mean `loss`, when absent, or `score`. */
  readonly by?: Criterion
  /** Worker threads; the cores when absent. */
  readonly jobs?: number
  /** Aborting rejects the promise with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called before the first trial and after each. A later round of a search may raise `total`. */
  onProgress?(done: number, total: number, latest: TrialResult | null): void
}

/** Every candidate with its errors, and the choices: `best`, and `oneSe`, the most regularized within one standard error. */
export type TuneResult = Findings

/**
 * Chooses strengths on folds of one dataset (5 folds, 1 repeat when absent): what `regbench tune --format json` prints, as data. The rows that choose
 * cannot tell what the choice is worth: `compare` on other rows can.
 */
export async function tune(data: string | Dataset, options: TuneOptions = {}): Promise<TuneResult> {
  checkOptions('tune', options)
  const { method, search, budget, by, onProgress } = options
  const fitting = fittingOf(options)
  const plan = await planSearch({
    method,
    requests: [...(options.scan ?? []).map(parseScan), ...(options.list ?? []).map(parseList)],
    search,
    budget,
    criterion: by,
    seed: fitting.seed,
  })
  const evaluation = evaluationOf(options, { folds: 5, repeats: 1 }, [knownCandidates(plan)[0][0]])
  const dataset = await resolveData(data, options)
  return run(
    dataset,
    plan,
    { evaluation, ...fitting },
    {
      jobs: options.jobs ?? DEFAULTS.jobs,
      signal: options.signal ?? new AbortController().signal,
      ...(onProgress && { onProgress }),
    },
  )
}
