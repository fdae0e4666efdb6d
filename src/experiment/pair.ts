/** Two saved runs of the same splits, method by method. */

import { type Analysis, changesBetween, differingKeys } from '../results/identity.ts'
import type { PairedReport } from '../results/paired.ts'
import { ofMethods } from '../results/yardsticks.ts'
import { pairMethods, unpairable } from '../statistics/paired.ts'
import { comparisonWarnings } from '../statistics/warnings.ts'
import { dataError } from '../util/errors.ts'
import type { JoinedRun } from './join.ts'

export interface NamedRun {
  readonly path: string
  readonly run: JoinedRun
}

/** The only settings that must be the same: they decide which rows a trial was tested on. */
const ROWS = ['data', 'evaluation', 'seed']

/** Throws data errors for runs whose trials are not pairs. */
export function pairRuns(old: NamedRun, fresh: NamedRun, analysis: Omit<Analysis, 'baseline'>): PairedReport {
  const refuse = (sentence: string): Error =>
    dataError({ file: fresh.path }, `cannot be paired with ${old.path}: ${sentence}`)
  const [before, after] = [old.run.experiment?.identity, fresh.run.experiment?.identity]
  const known = before !== undefined && after !== undefined
  if (known) {
    const differing = differingKeys(before, after).filter((key) => ROWS.includes(key))
    if (differing.length > 0) throw refuse(`different ${differing.join(', ')}`)
  }
  const [oldTrials, newTrials] = [old, fresh].map(({ run }) => ofMethods(run.trials))
  const reason = unpairable(oldTrials, newTrials)
  if (reason !== null) throw refuse(reason)

  const methods = old.run.settings.flatMap(({ name, resampling }) => {
    const [before, after] = [oldTrials, newTrials].map((trials) =>
      trials.filter(({ dataset }) => dataset === name),
    )
    return pairMethods(before, after, { ...analysis, resampling })
  })
  return {
    old: old.path,
    new: fresh.path,
    changes: known ? changesBetween(before, after) : [],
    confidence: analysis.confidence,
    methods,
    warnings: old.run.settings.flatMap(({ name, resampling }) =>
      comparisonWarnings(
        [],
        oldTrials.filter(({ dataset }) => dataset === name),
        { resampling },
      ),
    ),
  }
}
