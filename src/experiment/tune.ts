/** `regbench tune`: one method's open values, chosen on folds of the data. */

import { compileCore } from '../core/load.ts'
import { randomKey, WordSource } from '../core/random.ts'
import type { Dataset, Split } from '../data/dataset.ts'
import { makeSplits, splitWarnings } from '../data/split.ts'
import { checkMethod, type Method } from '../regularizers/method.ts'
import { fill, type Template, templateText, type Values } from '../regularizers/template.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Criterion, SearchName } from '../settings/methods.ts'
import { architectureOf } from '../training/model.ts'
import { failure, usageError } from '../util/errors.ts'
import { type Axis, drawsFor, gridCandidates, haltonCandidates, sampleCandidates } from './axes.ts'
import type { Experiment } from './config.ts'
import { describeEvaluation, describeSettings } from './describe.ts'
import { failureSentence } from './failed.ts'
import { runTrials } from './runner.ts'
import { awaitSearch, type Round, type RoundResults, searchStages, successiveHalving } from './search.ts'
import { uniform } from './sequence.ts'
import { reserveTrials } from './trial.ts'
import { type Findings, tuningReport } from './tuningReport.ts'

/** What is searched, and how. */
export interface TuningPlan {
  /** The tuned family, as tables call it. */
  readonly method: string
  readonly template: Template
  readonly axes: readonly Axis[]
  /** A later stage keeps the best values of those before it. */
  readonly stages: readonly (readonly Values[])[]
  /** Whether the candidates are a sample of what could be tried, not a grid. */
  readonly sampled: boolean
  /** By thirds, instead of every candidate in full; of a single stage. */
  readonly halving: boolean
  /** In words. */
  readonly search: string
  readonly criterion: Criterion
}

export type TuningExperiment = Omit<Experiment, 'methods' | 'nested'>

export interface TuneOptions {
  readonly jobs: number
  /** Seconds; a trial that takes longer ends the search. */
  readonly trialTimeout?: number
  readonly signal: AbortSignal
  /** `total` counts what is known to be needed: a later round of a search adds to it. */
  onProgress?(done: number, total: number, latest: TrialResult | null): void
}

/** More candidates are a mistake rather than a wish. */
const MOST_CANDIDATES = 10_000

/** All combinations, or `budget` of them by chance or by Halton's sequence. Usage errors for what cannot be searched. */
export async function planTuning(
  template: Template,
  axes: readonly Axis[],
  search: SearchName,
  budget: number | undefined,
  criterion: Criterion,
  seed: number,
): Promise<TuningPlan> {
  const method = templateText(template)
  if (axes.length === 0) {
    throw usageError(`${method} leaves nothing to tune; leave a value out, or name one with --scan or --list`)
  }
  const size = axes.reduce((product, { values }) => product * values.length, 1)
  const whole = budget === undefined
  if (whole && size > MOST_CANDIDATES) {
    throw usageError(`the grid has ${size} candidates; take a sample of it with --budget N`)
  }
  const candidates = whole ? gridCandidates(axes) : await sample(axes, search, budget, seed)
  const drawn = `${candidates.length} candidates${whole ? '' : search === 'random' ? ' at random' : " of Halton's sequence"}`
  return {
    method,
    template,
    axes,
    stages: [candidates],
    sampled: !whole,
    halving: search === 'halving',
    search: search === 'halving' ? `successive halving of ${drawn}` : whole ? `grid of ${drawn}` : drawn,
    criterion,
  }
}

async function sample(
  axes: readonly Axis[],
  search: SearchName,
  budget: number,
  seed: number,
): Promise<Values[]> {
  if (search !== 'random') return haltonCandidates(axes, budget)
  const source = new WordSource(await compileCore('strict'))
  const words = source.words(randomKey(seed, 'search', 0, 0), drawsFor(budget) * axes.length)
  return sampleCandidates(axes, budget, uniform(words, axes.length))
}

/** By stage, every combination with the first values of the other stages: all that can be told before a choice is made. */
export function knownCandidates({ template, stages }: TuningPlan): Method[][] {
  const first = Object.assign({}, ...stages.map(([values]) => values)) as Values
  return stages.map((stage) => stage.map((values) => fill(template, { ...first, ...values })))
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
  return makeSplits(dataset, evaluation, (purpose, repeat, fold, count) =>
    source.words(randomKey(seed, purpose, repeat, fold), count),
  )
}

/** Runs the search on worker threads. The report is the same for any number of them. */
export async function tune(
  dataset: Dataset,
  plan: TuningPlan,
  experiment: TuningExperiment,
  options: TuneOptions,
): Promise<Findings> {
  const { template, stages, criterion } = plan
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
        found.set(keyOf(result.method, result.repeat, result.fold), result)
        done++
        options.onProgress?.(done, total, result)
      },
      options.signal,
    )
    return candidates.map(({ method }) =>
      splits.map(({ repeat, fold }) => found.get(keyOf(method.spec, repeat, fold))!),
    )
  }
  const search = plan.halving
    ? successiveHalving(template, stages[0], training.epochs, criterion)
    : searchStages(template, stages, training.epochs, criterion)
  const outcome = await awaitSearch(search, run)
  return tuningReport(plan, outcome, {
    dataset: dataset.name,
    rows: dataset.rows,
    features: dataset.features.length,
    target: dataset.target,
    task: dataset.task,
    classes: dataset.classes.length,
    evaluation: describeEvaluation(dataset, evaluation),
    settings: describeSettings(whole),
    seed,
    cells: splits.length,
    epochs: training.epochs,
    warnings: splitWarnings(dataset, evaluation, splits),
  })
}
