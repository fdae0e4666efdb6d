/** Reads FILE.experiment.json, which may have been written by hand or by another version. */

import { presentSpec } from '../regularizers/family.ts'
import { dataError } from '../util/errors.ts'
import {
  checkJson,
  list,
  number,
  object,
  oneOf,
  optional,
  pair,
  record,
  type Shape,
  text,
  whole,
} from '../util/shape.ts'
import { RESAMPLINGS, type SavedExperiment } from './identity.ts'
import { METRICS } from './trialId.ts'
import { yardstickNames } from './yardsticks.ts'

const count = whole({ min: 0 })

/** What a report reads. */
const experiment: Shape<SavedExperiment> = object({
  identity: record,
  shard: optional(object({ index: count, count })),
  report: object({
    methods: list(text),
    yardsticks: optional(list(oneOf(yardstickNames))),
    datasets: list(
      object({
        name: text,
        rows: count,
        features: count,
        target: text,
        task: oneOf(['classification', 'regression']),
        classes: count,
        classNames: optional(list(text)),
        evaluation: text,
        resampling: oneOf(RESAMPLINGS),
        splits: list(pair(count)),
        readBy: optional(list(text)),
        trainRows: optional(object({ of: text, rows: count })),
        trainedTestRows: optional(count),
        warnings: list(text),
        freshNorm: optional(number()),
        ingredients: optional(list(text)),
      }),
    ),
    settings: text,
    tuning: optional(text),
    seed: count,
    analysis: object({
      baseline: text,
      confidence: number({ above: 0, below: 1 }),
      rope: optional(number({ min: 0 })),
      also: optional(list(oneOf(METRICS))),
    }),
  }),
})

const REMEDY = 'without the file the report is made from the trials alone'

/** Throws a data error that says where the text is not what `savedExperiment` makes. */
export function parseSaved(json: string, file: string): SavedExperiment {
  const saved = checkJson(experiment, json, (path, clause) => {
    if (clause === 'is not JSON') return dataError({ file }, `this ${clause}; ${REMEDY}`)
    return dataError(
      { file },
      `this does not describe an experiment of this version: ${path || 'it'} ${clause}; ${REMEDY}`,
    )
  })
  const { methods, datasets, analysis } = saved.report
  if (!methods.includes(analysis.baseline) || datasets.length === 0) {
    throw dataError({ file }, `there is no baseline or no dataset in it; ${REMEDY}`)
  }
  return {
    ...saved,
    report: {
      ...saved.report,
      methods: methods.map(presentSpec),
      analysis: { ...analysis, baseline: presentSpec(analysis.baseline) },
    },
  }
}
