/** `regbench tune`: one method's open values, chosen on folds of the data. */

import { compileCore } from '../../core/load.ts'
import { randomKey, WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import { farRowNotes } from '../../data/farRows.ts'
import { makeSplits, splitWarnings } from '../../data/split.ts'
import { checkMethod } from '../../regularizers/method.ts'
import type { TrialResult } from '../../results/trial.ts'
import { commonEpochs } from '../../settings/training.ts'
import { architectureOf } from '../../training/model.ts'
import { failure } from '../../util/errors.ts'
import { type Experiment, metricOf } from '../config.ts'
import { describeEvaluation, describeSettings } from '../describe.ts'
import { knownCandidates, planFor, type TuningPlan } from '../tuning/plan.ts'
import { awaitSearch, halvingRounds, type Round, type RoundResults, searchOf } from '../tuning/search.ts'
import { type Findings, tuningReport } from '../tuning/tuningReport.ts'
import { failureSentence } from './failed.ts'
import { groundOf } from './ground.ts'
import { atSize } from './plan.ts'
import { runTrials } from './runner.ts'
import { reserveTrials, scoringOf } from './trial.ts'

export type TuningExperiment = Omit<Experiment, 'methods' | 'nested'>

export interface TuneOptions {
  readonly jobs: number
  /** Seconds; a trial that takes longer ends the search. */
  readonly trialTimeout?: number
  readonly signal: AbortSignal
  /** `total` counts what is known to be needed: a later round of a search adds to it. */
  onProgress?(done: number, total: number, latest: TrialResult | null): void
}

/** The folds that judge. Throws usage errors for candidates and evaluations that do not fit the dataset. */
export async function tuningSplits(
  dataset: Dataset,
  plan: TuningPlan,
  { network, evaluation, seed }: TuningExperiment,
): Promise<Split[]> {
  const architecture = architectureOf(network, dataset, dataset.features.length)
  for (const method of knownCandidates(plan).flat()) checkMethod(method, architecture)
  const source = new WordSource(await compileCore('strict'))
  const splits = makeSplits(dataset, evaluation, (purpose, repeat, fold, count) =>
    source.words(randomKey(seed, purpose, repeat, fold), count),
  )
  const [rows] = evaluation.trainRows ?? []
  return rows === undefined ? splits : atSize(dataset, splits, rows, { evaluation, seed }, source)
}

/** Runs the search on worker threads. The report is the same for any number of them. */
export async function tune(
  dataset: Dataset,
  wanted: TuningPlan,
  experiment: TuningExperiment,
  options: TuneOptions,
): Promise<Findings> {
  const plan = planFor(wanted, groundOf(dataset, experiment))
  scoringOf(experiment, dataset)
  const { evaluation, seed, training } = experiment
  const known = knownCandidates(plan).flat()
  const splits = await tuningSplits(dataset, plan, experiment)
  const whole = { ...experiment, methods: known }
  const workspace = await reserveTrials(dataset, whole, Math.min(options.jobs, known.length * splits.length))

  let done = 0
  let total = known.length * splits.length
  options.onProgress?.(done, total, null)
  const run = async ({ candidates, epochs }: Round): Promise<RoundResults> => {
    const trials = splits.flatMap((split) =>
      candidates.map(({ method }) => ({ dataset: dataset.name, method, split, epochs })),
    )
    total = Math.max(total, done + trials.length)
    const found = new Map<string, TrialResult>()
    const keyOf = (method: string, repeat: number, fold: number) => `${repeat}/${fold}/${method}`
    await runTrials(
      {
        workspace,
        experiment: whole,
        trials,
        curves: false,
        ...(options.trialTimeout !== undefined && { trialTimeout: options.trialTimeout }),
      },
      (result) => {
        // Nothing was learnt about the candidate, so there is no choice to make.
        if (result.status === 'failed') throw failure(failureSentence(result))
        // Scores judge; what was predicted row by row would only fill memory.
        const { outputs: _, ...judged } = result
        found.set(keyOf(result.method, result.repeat, result.fold), judged)
        done++
        options.onProgress?.(done, total, result)
      },
      options.signal,
    )
    return candidates.map(({ method }) =>
      splits.map(({ repeat, fold }) => found.get(keyOf(method.spec, repeat, fold))!),
    )
  }
  const epochs = commonEpochs(training, splits)
  const rounds = plan.halving ? halvingRounds(plan.stages[0].length, epochs) : undefined
  const search = searchOf(plan, rounds, epochs, plan.criterion)
  const outcome = await awaitSearch(search, run)
  return tuningReport(plan, outcome, {
    dataset: dataset.name,
    ...(evaluation.trainRows && { trainRows: evaluation.trainRows[0] }),
    rows: dataset.rows,
    features: dataset.features.length,
    target: dataset.target,
    task: dataset.task,
    metric: metricOf(experiment, dataset.task),
    classes: dataset.classes.length,
    evaluation: describeEvaluation(dataset, evaluation),
    settings: describeSettings(whole),
    seed,
    ...((dataset.folds ?? dataset.times) !== undefined && { sameFolds: true as const }),
    cells: splits.length,
    epochs,
    warnings: [
      ...splitWarnings(dataset, evaluation, splits),
      ...farRowNotes(dataset, splits, experiment.network),
    ],
  })
}
