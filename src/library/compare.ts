import type { Dataset } from '../data/dataset.ts'
import { compare as run } from '../experiment/compare.ts'
import { DEFAULT_VALIDATION_FRACTION } from '../experiment/config.ts'
import type { Comparison, TrialResult } from '../experiment/result.ts'
import { DEFAULT_METHODS, needsValidation, parseMethod } from '../regularizers/method.ts'
import { usageError } from '../util/errors.ts'
import { resolveData, type TestSettings } from './load.ts'
import { checkOptions, type DataSettings, DEFAULTS, type FittingSettings, fittingOf } from './options.ts'

export interface CompareOptions extends DataSettings, TestSettings, FittingSettings {
  /** Method specifications; those of `regbench compare` when absent. */
  readonly methods?: readonly string[]
  /** The method others are compared with; the first when absent. */
  readonly baseline?: string
  readonly folds?: number
  readonly repeats?: number
  /** Hold out this share of the rows in each repeat, in place of folds. */
  readonly testFraction?: number
  /** Share of the training rows set aside for early stopping. */
  readonly validationFraction?: number
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
  const { folds = DEFAULTS.folds, repeats = DEFAULTS.repeats, testFraction, rope, onProgress } = options
  const needed = methods.some(needsValidation) ? DEFAULT_VALIDATION_FRACTION : 0
  const evaluation = {
    folds,
    repeats,
    validationFraction: options.validationFraction ?? needed,
    ...(testFraction !== undefined && { testFraction }),
  }
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
