import type { Dataset } from '../data/dataset.ts'
import { compare as run } from '../experiment/compare.ts'
import { DEFAULT_METHODS, parseMethod } from '../regularizers/method.ts'
import type { Comparison } from '../results/comparison.ts'
import type { TrialResult } from '../results/trial.ts'
import { usageError } from '../util/errors.ts'
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

export interface CompareOptions extends DataSettings, TestSettings, FittingSettings, SplitSettings {
  /** Method specifications; those of `regbench compare` when absent. */
  readonly methods?: readonly string[]
  /** The method others are compared with; the first when absent. */
  readonly baseline?: string
  /** Of every interval. */
  readonly confidence?: number
  /** Differences up to this count as none, in units of the score. */
  readonly rope?: number
  /** Worker threads; the cores when absent. */
  readonly jobs?: number
  /** Aborting rejects the promise with the signal's reason. */
  readonly signal?: AbortSignal
  /** Called before the first trial and after each. */
  onProgress?(done: number, total: number, latest: TrialResult | null): void
}

/** Compares methods on one dataset: what `regbench compare --format json` prints, as data. */
export async function compare(data: string | Dataset, options: CompareOptions = {}): Promise<Comparison> {
  checkOptions('compare', options)
  const given = [...(options.methods ?? DEFAULT_METHODS)].map(parseMethod)
  const baseline = options.baseline === undefined ? given[0] : parseMethod(options.baseline)
  if (baseline === undefined) throw usageError('compare: methods is empty; name at least one, such as "none"')
  const methods = given.some(({ spec }) => spec === baseline.spec) ? given : [baseline, ...given]
  const repeated = methods.find((method, i) => methods.findIndex(({ spec }) => spec === method.spec) !== i)
  if (repeated !== undefined) throw usageError(`compare: methods names ${repeated.spec} twice`)
  const { rope, onProgress } = options
  const evaluation = evaluationOf(options, DEFAULTS, methods)
  const dataset = await resolveData(data, options)
  return run(
    dataset,
    { methods, evaluation, ...fittingOf(options) },
    {
      baseline: baseline.spec,
      confidence: options.confidence ?? DEFAULTS.confidence,
      ...(rope !== undefined && { rope }),
    },
    {
      jobs: options.jobs ?? DEFAULTS.jobs,
      signal: options.signal ?? new AbortController().signal,
      ...(onProgress && { onProgress }),
    },
  )
}
