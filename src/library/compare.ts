import { availableParallelism } from 'node:os'
import type { Dataset } from '../data/dataset.ts'
import { yardsticksOf } from '../experiment/config.ts'
import { checkTask } from '../experiment/rescore.ts'
import { compare as run } from '../experiment/run/compare.ts'
import { chooseMethods } from '../experiment/tuning/methodChoice.ts'
import type { Comparison } from '../results/comparison.ts'
import type { LearningCurve } from '../results/learningCurve.ts'
import { methods as methodSettings, tuning } from '../settings/methods.ts'
import { withDefaults } from '../settings/read.ts'
import { pick } from '../settings/setting.ts'
import { usageError } from '../util/errors.ts'
import { resolveData } from './load.ts'
import { checkOptions, evaluationOf, fittingOf, OPTIONS, type OptionsOf, scoringOf } from './options.ts'
import { rethrow } from './sentences.ts'

export type CompareOptions = OptionsOf<'compare'>
export type LearningCurveOptions = Omit<CompareOptions, 'trainRows'> & {
  /** Numbers of training rows, each at least 2. */
  readonly trainRows: readonly number[]
}

/** Compares methods on one dataset: what `regbench compare --format json` prints, as data. */
export const compare = (data: string | Dataset, options: CompareOptions = {}): Promise<Comparison> =>
  compareOn('compare', data, options)
    .then(([comparison]) => comparison)
    .catch(rethrow)

/** The same comparison at several numbers of training rows, on the same test rows: what `--train-rows` prints, as data. */
export const learningCurve = (
  data: string | Dataset,
  options: LearningCurveOptions,
): Promise<LearningCurve> =>
  compareOn('learningCurve', data, options)
    .then((comparisons) => ({
      dataset: comparisons[0].trainRows!.of,
      sizes: comparisons
        .map((comparison) => ({ rows: comparison.trainRows!.rows, comparison }))
        .sort((a, b) => a.rows - b.rows),
    }))
    .catch(rethrow)

async function compareOn(
  of: 'compare' | 'learningCurve',
  data: string | Dataset,
  options: CompareOptions | LearningCurveOptions,
): Promise<Comparison[]> {
  checkOptions(of, options)
  if (options.methods?.length === 0) {
    throw usageError(`${of}: methods is empty; name at least one, such as "none"`)
  }
  const { methods, baseline, nested } = await chooseMethods(
    withDefaults(pick(methodSettings, 'methods', 'baseline', 'scan', 'list').settings, options),
    withDefaults(tuning.settings, options),
    fittingOf(options, []).seed,
  )
  const { rope, inference, also, onProgress } = options
  // What contradicts itself is refused before anything is read.
  evaluationOf('compare', options, methods, {})
  const dataset = await resolveData(data, options)
  for (const name of also ?? []) checkTask(name, dataset.task, dataset.name)
  const evaluation = evaluationOf('compare', options, methods, dataset)
  return run(
    dataset,
    {
      methods,
      ...yardsticksOf(options.yardstick ?? OPTIONS.compare.yardstick.default),
      evaluation,
      ...scoringOf(options),
      ...fittingOf(options, methods),
      ...(nested && { nested }),
    },
    {
      baseline,
      confidence: options.confidence ?? OPTIONS.compare.confidence.default,
      ...(inference !== undefined && { inference }),
      ...(rope !== undefined && { rope }),
      ...(also !== undefined && { also }),
    },
    {
      jobs: options.jobs ?? availableParallelism(),
      signal: options.signal ?? new AbortController().signal,
      ...(onProgress && { onProgress }),
    },
  )
}
