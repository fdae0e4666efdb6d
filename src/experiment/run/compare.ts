/** The main job: methods x splits of each dataset, run, recorded and condensed. */
import type { Dataset } from '../../data/dataset.ts'
import { choiceRows, withChoice } from '../../results/choice.ts'
import type { Comparison, Study } from '../../results/comparison.ts'
import type { Analysis } from '../../results/identity.ts'
import { outputsRows, withOutputs } from '../../results/outputs.ts'
import type { ChoicesJournal, CurvesJournal, OutputsJournal } from '../../results/sideJournals.ts'
import type { TrialResult } from '../../results/trial.ts'
import { trialKey } from '../../results/trialId.ts'
import type { TrialsJournal } from '../../results/trialsJournal.ts'
import type { Shard } from '../../settings/running.ts'
import { describeTuning } from '../choices.ts'
import { condense, studyOf } from '../condense.ts'
import type { Experiment } from '../config.ts'
import { describeSettings } from '../describe.ts'
import { type Execute, locally } from './execute.ts'
import { keyOf, takeShard } from './grid.ts'
import { type Plan, planExperiment } from './plan.ts'

export interface RunOptions {
  /** Trials at a time. */
  readonly jobs: number
  /** Threads that work on one trial, 1 where absent. Results do not depend on it. */
  readonly threads?: number
  /** Where trials run; on threads of this process where absent. */
  readonly execute?: Execute
  readonly signal: AbortSignal
  /** Seconds after which a trial is given up; absent for no limit. */
  readonly trialTimeout?: number
  /** Where finished trials are recorded, and from where earlier ones are taken. */
  readonly journal?: TrialsJournal
  /** Where the learning curve of each trial is recorded. */
  readonly curves?: CurvesJournal
  /** Where the choices of tuned trials are recorded, and those of earlier trials taken from. */
  readonly choices?: ChoicesJournal
  /** Where what each trial predicted is recorded, and that of earlier trials taken from. */
  readonly outputs?: OutputsJournal
  /** Trials that need not run again, besides those of the journal. */
  readonly earlier?: readonly TrialResult[]
  /** Only this part of the trials. */
  readonly shard?: Shard
  /** Called once before the first trial and after each. */
  onProgress?(done: number, total: number, latest: TrialResult | null): void
}

/** Compares on one dataset: once, or once for each number of training rows where the evaluation names several. */
export async function compare(
  dataset: Dataset,
  experiment: Experiment,
  analysis: Analysis,
  options: RunOptions,
): Promise<Comparison[]> {
  const plan = await planExperiment([dataset], experiment)
  return condensePlan(plan, analysis, await runPlan(plan, options)).comparisons
}

/** Runs what the journal does not hold, dataset by dataset; the results stand in the order of the plan. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<TrialResult[]> {
  const all = plan.parts.flatMap(({ trials }) => trials)
  const wanted = options.shard === undefined ? all : takeShard(all, options.shard)
  const earlier = options.journal?.done.map((trial) =>
    withOutputs(withChoice(trial, options.choices?.rowsOf(trial)[0]), options.outputs?.rowsOf(trial)[0]),
  )
  const finished = new Map(
    [...(options.earlier ?? []), ...(earlier ?? [])].map((result) => [trialKey(result), result]),
  )
  options.onProgress?.(finished.size, wanted.length, null)

  const execute = options.execute ?? locally(options.jobs, options.threads)
  for (const part of plan.parts) {
    const { name } = part.dataset
    const remaining = wanted.filter((trial) => trial.dataset === name && !finished.has(keyOf(trial)))
    if (remaining.length === 0) continue
    const task = {
      part,
      experiment: plan.experiment,
      trials: remaining,
      curves: options.curves !== undefined,
      ...(options.trialTimeout !== undefined && { trialTimeout: options.trialTimeout }),
    }
    await execute(
      task,
      (result, curve) => {
        // A trial that is in the journal is not run again, so what belongs to it has to be safe before.
        options.curves?.append(result, curve)
        options.choices?.append(result, choiceRows(result))
        options.outputs?.append(result, outputsRows(result))
        options.journal?.append(result, [result])
        finished.set(trialKey(result), result)
        options.onProgress?.(finished.size, wanted.length, result)
      },
      options.signal,
    )
  }
  const order = wanted.map(keyOf)
  await options.journal?.finish(order)
  await options.curves?.finish(order)
  await options.choices?.finish(order)
  await options.outputs?.finish(order)
  return order.map((key) => finished.get(key)!)
}

/** The tables of a plan whose trials have all been run. */
export function condensePlan(
  { experiment, parts }: Plan,
  analysis: Analysis,
  trials: readonly TrialResult[],
): Study {
  const methods = experiment.methods.map(({ spec }) => spec)
  const settings = describeSettings(experiment)
  const tuning = describeTuning(experiment)
  const common = {
    settings,
    seed: experiment.seed,
    ...(tuning !== undefined && { tuning }),
  }
  return studyOf(
    parts.map(({ facts }) =>
      condense(
        { ...facts, ...common },
        methods,
        analysis,
        trials.filter(({ dataset }) => dataset === facts.name),
      ),
    ),
  )
}
