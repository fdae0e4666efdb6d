/** The main job: methods x splits, run, recorded and condensed. */
import { compileCore } from '../core/load.ts'
import { randomKey, WordSource } from '../core/random.ts'
import type { Dataset, Split } from '../data/dataset.ts'
import { makeSplits, splitWarnings } from '../data/split.ts'
import { checkMethod } from '../regularizers/method.ts'
import { finding } from '../statistics/finding.ts'
import { summarize } from '../statistics/summarize.ts'
import { comparisonWarnings } from '../statistics/warnings.ts'
import { architectureOf } from '../training/model.ts'
import type { Experiment } from './config.ts'
import { describeEvaluation, describeSettings } from './describe.ts'
import { keyOf, trialGrid, trialKey } from './grid.ts'
import type { Journal } from './journal.ts'
import type { Comparison, TrialResult } from './result.ts'
import { runTrials } from './runner.ts'
import { createWorkspace } from './workspace.ts'

export interface CompareOptions {
  /** Worker threads. */
  readonly jobs: number
  readonly signal: AbortSignal
  /** Where finished trials are recorded, and from where earlier ones are taken. */
  readonly journal?: Journal
  /** Called once before the first trial and after each. */
  onProgress?(done: number, total: number, latest: TrialResult | null): void
}

/** The splits of an experiment: they depend on the data, the evaluation and the seed alone. */
export async function experimentSplits(dataset: Dataset, experiment: Experiment): Promise<Split[]> {
  const source = new WordSource(await compileCore('strict'))
  return makeSplits(dataset, experiment.evaluation, (purpose, repeat, fold, count) =>
    source.words(randomKey(experiment.seed, purpose, repeat, fold), count),
  )
}

export async function compare(
  dataset: Dataset,
  experiment: Experiment,
  options: CompareOptions,
): Promise<Comparison> {
  const architecture = architectureOf(experiment.network, dataset, dataset.features.length)
  for (const method of experiment.methods) checkMethod(method, architecture)
  const splits = await experimentSplits(dataset, experiment)
  const grid = trialGrid(experiment.methods, splits)
  const finished = new Map(options.journal?.done.map((result) => [trialKey(result), result]))
  const remaining = grid.filter((trial) => !finished.has(keyOf(trial)))
  options.onProgress?.(finished.size, grid.length, null)

  if (remaining.length > 0) {
    const workspace = await createWorkspace(dataset, experiment, Math.min(options.jobs, remaining.length))
    const record = (result: TrialResult) => {
      options.journal?.append(result)
      finished.set(trialKey(result), result)
      options.onProgress?.(finished.size, grid.length, result)
    }
    await runTrials(workspace, experiment, remaining, record, options.signal)
  }
  await options.journal?.finish(grid.map(keyOf))
  const results = grid.map((trial) => finished.get(keyOf(trial))!)
  return condense(dataset, experiment, results)
}

function condense(dataset: Dataset, experiment: Experiment, trials: TrialResult[]): Comparison {
  const { evaluation, baseline } = experiment
  const resampling =
    dataset.trainableRows < dataset.rows
      ? 'fixed-test'
      : evaluation.testFraction === undefined
        ? 'folds'
        : 'holdout'
  const specs = experiment.methods.map((method) => method.spec)
  const methods = summarize(trials, { methods: specs, baseline, resampling })
  const metric = dataset.task === 'classification' ? 'accuracy' : 'rmse'
  return {
    dataset: dataset.name,
    rows: dataset.rows,
    features: dataset.features.length,
    target: dataset.target,
    task: dataset.task,
    classes: dataset.classes.length,
    metric,
    baseline,
    evaluation: describeEvaluation(dataset, evaluation),
    settings: describeSettings(experiment),
    seed: experiment.seed,
    methods,
    trials,
    finding: finding(methods, baseline, metric),
    warnings: [...splitWarnings(dataset, evaluation), ...comparisonWarnings(methods, trials, { resampling })],
  }
}
