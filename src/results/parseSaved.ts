/** Reads FILE.experiment.json, which may have been written by hand or by another version. */
import { presentSpec } from '../regularizers/family.ts'
import { dataError } from '../util/errors.ts'
import { isRecord } from '../util/json.ts'
import { RESAMPLINGS, type SavedExperiment } from './identity.ts'

/** A test of a value, a list of such, or an object by its keys; a key that ends in "?" may be absent. */
type Shape = ((value: unknown) => boolean) | readonly [Shape] | { readonly [key: string]: Shape }

const isText = (value: unknown): boolean => typeof value === 'string'
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0
const isOneOf =
  (...choices: readonly string[]) =>
  (value: unknown): boolean =>
    choices.includes(value as string)

/** What a report reads. */
const SHAPE: Shape = {
  identity: isRecord,
  'shard?': { index: isCount, count: isCount },
  report: {
    methods: [isText],
    datasets: [
      {
        name: isText,
        rows: isCount,
        features: isCount,
        target: isText,
        task: isOneOf('classification', 'regression'),
        classes: isCount,
        evaluation: isText,
        resampling: isOneOf(...RESAMPLINGS),
        splits: [(split: unknown) => Array.isArray(split) && split.length === 2 && split.every(isCount)],
        warnings: [isText],
      },
    ],
    settings: isText,
    'tuning?': isText,
    seed: isCount,
    analysis: {
      baseline: isText,
      confidence: (value: unknown) => typeof value === 'number' && value > 0 && value < 1,
      'rope?': (value: unknown) => typeof value === 'number' && value >= 0,
    },
  },
}

const REMEDY = 'without the file the report is made from the trials alone'

/** Throws a data error that says where the text is not what `savedExperiment` makes. */
export function parseSaved(text: string, file: string): SavedExperiment {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw dataError({ file }, `this is not JSON; ${REMEDY}`)
  }
  const wrong = misfit(value, SHAPE, '')
  if (wrong !== null) {
    const where = wrong === '' ? '' : ` (see ${wrong})`
    throw dataError({ file }, `this does not describe an experiment of this version${where}; ${REMEDY}`)
  }
  const experiment = value as SavedExperiment
  const { methods, datasets, analysis } = experiment.report
  if (!methods.includes(analysis.baseline) || datasets.length === 0) {
    throw dataError({ file }, `there is no baseline or no dataset in it; ${REMEDY}`)
  }
  const { report } = experiment
  return {
    ...experiment,
    report: {
      ...report,
      methods: methods.map(presentSpec),
      analysis: { ...analysis, baseline: presentSpec(analysis.baseline) },
    },
  }
}

/** The path of the first value that does not fit; null if all do. */
function misfit(value: unknown, shape: Shape, path: string): string | null {
  if (typeof shape === 'function') return shape(value) ? null : path
  if (isList(shape)) {
    if (!Array.isArray(value)) return path
    return first(value.map((entry, i) => () => misfit(entry, shape[0], `${path}[${i}]`)))
  }
  if (!isRecord(value)) return path
  return first(
    Object.entries(shape).map(([name, inner]) => () => {
      const key = name.replace(/\?$/, '')
      const at = path === '' ? key : `${path}.${key}`
      if (!Object.hasOwn(value as object, key)) return key === name ? at : null
      return misfit((value as Record<string, unknown>)[key], inner, at)
    }),
  )
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape)

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const found = check()
    if (found !== null) return found
  }
  return null
}
