import { availableParallelism } from 'node:os'
import type { Dataset } from '../data/dataset.ts'
import { checkTask } from '../experiment/rescore.ts'
import { compare as run } from '../experiment/run/compare.ts'
import { DEFAULT_METHODS } from '../regularizers/index.ts'
import { parseMethod } from '../regularizers/method.ts'
import type { Comparison } from '../results/comparison.ts'
import { usageError } from '../util/errors.ts'
import { resolveData } from './load.ts'
import { checkOptions, evaluationOf, fittingOf, OPTIONS, type OptionsOf, scoringOf } from './options.ts'
import { rethrow } from './sentences.ts'

export type CompareOptions = OptionsOf<'compare'>

/** Compares methods on one dataset: what `regbench compare --format json` prints, as data. */
export const compare = (data: string | Dataset, options: CompareOptions = {}): Promise<Comparison> =>
  compareOn(data, options).catch(rethrow)

async function compareOn(data: string | Dataset, options: CompareOptions): Promise<Comparison> {
  checkOptions('compare', options)
  const given = [...(options.methods ?? DEFAULT_METHODS)].map(parseMethod)
  const baseline = options.baseline === undefined ? given[0] : parseMethod(options.baseline)
  if (baseline === undefined) throw usageError('compare: methods is empty; name at least one, such as "none"')
  const methods = given.some(({ spec }) => spec === baseline.spec) ? given : [baseline, ...given]
  const repeated = methods.find((method, i) => methods.findIndex(({ spec }) => spec === method.spec) !== i)
  if (repeated !== undefined) throw usageError(`compare: methods names ${repeated.spec} twice`)
  const { rope, inference, also, onProgress } = options
  // What contradicts itself is refused before anything is read.
  evaluationOf('compare', options, methods, {})
  const dataset = await resolveData(data, options)
  for (const name of also ?? []) checkTask(name, dataset.task, dataset.name)
  const evaluation = evaluationOf('compare', options, methods, dataset)
  return run(
    dataset,
    { methods, evaluation, ...scoringOf(options), ...fittingOf(options) },
    {
      baseline: baseline.spec,
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
