/** Saved trials put together again: the files of one experiment, checked against what it should hold. */

import { metric as metricEntry } from '../metrics/index.ts'
import { conflicts, type SavedExperiment, type SavedReport } from '../results/identity.ts'
import { isSameResult, type TrialResult } from '../results/trial.ts'
import { trialKey } from '../results/trialId.ts'
import { ofMethods } from '../results/yardsticks.ts'
import { dataError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import type { Setting } from './condense.ts'

/** A trials file that was read, and what FILE.experiment.json says of it. */
export interface SavedRun {
  readonly path: string
  readonly trials: readonly TrialResult[]
  readonly experiment: SavedExperiment | null
}

export interface JoinedRun {
  readonly trials: readonly TrialResult[]
  /** The experiment without its shard; null where no file describes it. */
  readonly experiment: SavedExperiment | null
  /** Specifications in the order of the rows. */
  readonly methods: readonly string[]
  /** One a dataset, in order. */
  readonly settings: readonly Setting[]
  /** Trials that should be there and are not; empty where nobody knows. */
  readonly missing: readonly string[]
}

/** Joins files of one experiment. Throws data errors for a mixture of experiments and for a trial with two results. */
export function joinRuns(runs: readonly SavedRun[]): JoinedRun {
  const experiment = commonExperiment(runs)
  const byKey = uniqueTrials(runs)
  if (experiment === null) {
    const trials = [...byKey.values()].map(({ trial }) => trial)
    if (trials.length === 0) throw dataError({ file: runs[0].path }, 'there are no trials in it')
    checkOneExperiment(runs, trials)
    const methods = [...new Set(ofMethods(trials).map(({ method }) => method))]
    return { trials, experiment, methods, settings: settingsOf(trials), missing: [] }
  }
  const { report } = experiment
  const expected = expectedTrials(report)
  for (const [key, { trial, path }] of byKey) {
    if (!expected.has(key)) {
      throw dataError(
        { file: path },
        `${nameOf(trial)} is not a trial of the experiment that ${path}.experiment.json describes`,
      )
    }
  }
  return {
    trials: [...expected.keys()].flatMap((key) => byKey.get(key)?.trial ?? []),
    experiment,
    methods: report.methods,
    settings: report.datasets.map((facts) => ({
      ...facts,
      settings: report.settings,
      seed: report.seed,
      ...(report.tuning !== undefined && { tuning: report.tuning }),
    })),
    missing: [...expected].filter(([key]) => !byKey.has(key)).map(([, name]) => name),
  }
}

/** What the files have in common, their shards set aside; null unless every file has one. Those that have must agree. */
function commonExperiment(runs: readonly SavedRun[]): SavedExperiment | null {
  const described = runs.flatMap(({ path, experiment }) =>
    experiment === null ? [] : [{ path, experiment }],
  )
  if (described.length === 0) return null
  const [first, ...others] = described
  for (const { path, experiment } of others) {
    const { shard: _, ...identity } = experiment.identity
    const { shard: __, ...firstIdentity } = first.experiment.identity
    const differing = conflicts(firstIdentity, identity)
    if (differing.length > 0) {
      throw dataError(
        { file: path },
        `belongs to another experiment than ${first.path}: different ${differing.join(', ')}; --paired compares two runs`,
      )
    }
    const splits = ({ report }: SavedExperiment) =>
      JSON.stringify(report.datasets.map((facts) => facts.splits))
    if (splits(experiment) !== splits(first.experiment)) {
      throw dataError(
        { file: path },
        `has other splits than ${first.path}; run both with as many folds and repeats, --resume adds what is missing`,
      )
    }
  }
  if (described.length < runs.length) return null
  const { shard: _, ...identity } = first.experiment.identity
  const reports = described.map(({ experiment }) => experiment.report)
  const tuning = [...new Set(reports.flatMap((report) => report.tuning ?? []))]
  const methods = [...new Set(reports.flatMap((report) => report.methods))]
  const yardsticks = new Set(reports.flatMap((report) => report.yardsticks ?? []))
  return {
    identity: reports.length > 1 && identity.methods !== undefined ? { ...identity, methods } : identity,
    report: {
      ...first.experiment.report,
      methods,
      ...(yardsticks.size > 0 && { yardsticks: [...yardsticks] }),
      ...(tuning.length > 0 && { tuning: tuning.join('; ') }),
    },
  }
}

/** By key. The same trial may be in two files, as long as it had the same result. */
function uniqueTrials(runs: readonly SavedRun[]) {
  const byKey = new Map<string, { trial: TrialResult; path: string }>()
  for (const { path, trials } of runs) {
    for (const trial of trials) {
      const key = trialKey(trial)
      const earlier = byKey.get(key)
      if (earlier === undefined) byKey.set(key, { trial, path })
      else if (!isSameResult(earlier.trial, trial)) {
        throw dataError({ file: path }, `${nameOf(trial)} has another result than in ${earlier.path}`)
      }
    }
  }
  return byKey
}

/** Without their settings, files are taken for one experiment only if nothing in the rows speaks against it. */
function checkOneExperiment(runs: readonly SavedRun[], trials: readonly TrialResult[]): void {
  const [{ seed }] = trials
  for (const { path, trials: own } of runs) {
    const other = own.find((trial) => trial.seed !== seed)
    if (other !== undefined) {
      throw dataError(
        { file: path },
        `has trials of seed ${other.seed} beside others of seed ${seed}: their folds are not the same rows; report each seed alone`,
      )
    }
    const odd = own.find(
      (trial) => trial.metric !== trials.find(({ dataset }) => dataset === trial.dataset)!.metric,
    )
    if (odd !== undefined) throw dataError({ file: path }, `scores ${odd.dataset} by accuracy and by rmse`)
  }
}

/** Name of every trial by its key, in the order of the trials file. */
function expectedTrials({ datasets, methods, yardsticks = [] }: SavedReport): Map<string, string> {
  return new Map(
    datasets.flatMap(({ name, splits }) =>
      splits.flatMap(([repeat, fold]) =>
        [...methods, ...yardsticks].map((method) => {
          const trial = { dataset: name, method, repeat, fold }
          return [trialKey(trial), nameOf(trial)] as const
        }),
      ),
    ),
  )
}

export const nameOf = ({
  dataset,
  method,
  repeat,
  fold,
}: Pick<TrialResult, 'dataset' | 'method' | 'repeat' | 'fold'>) =>
  `${dataset} ${method} repeat ${repeat} fold ${fold}`

/** What the trials alone tell about each dataset. */
function settingsOf(trials: readonly TrialResult[]): Setting[] {
  const names = [...new Set(trials.map(({ dataset }) => dataset))]
  return names.map((name) => {
    const own = trials.filter(({ dataset }) => dataset === name)
    const [{ trainRows, validationRows, testRows, metric, seed }] = own
    const folds = new Set(own.map(({ fold }) => fold)).size
    const repeats = new Set(own.map(({ repeat }) => repeat)).size
    return {
      name,
      rows: trainRows + validationRows + testRows,
      features: null,
      target: null,
      task: metricEntry(metric).task,
      classes: metricEntry(metric).task === 'classification' ? null : 0,
      evaluation: `${count(folds, folds === 1 ? 'split' : 'fold')} x ${count(repeats, 'repeat')}`,
      // A single split may be a hold-out or a test file; the correction for a hold-out errs on the careful side.
      resampling: folds > 1 ? 'folds' : 'holdout',
      warnings: [],
      settings: '',
      seed,
    }
  })
}
