/** `--dry-run`: everything is read and checked as for the run itself, which is then described in place of being done. */

import type { Dataset, Split } from '../data/dataset.ts'
import type { Experiment } from '../experiment/config.ts'
import { describeEvaluation, describeSettings } from '../experiment/describe.ts'
import {
  type Cost,
  measureCosts,
  measureLinear,
  stepsOf,
  stepsOfYardstick,
  trialSeconds,
} from '../experiment/run/estimate.ts'
import { keyOf, type Trial, takeShard } from '../experiment/run/grid.ts'
import { groundOf } from '../experiment/run/ground.ts'
import { pilotOf } from '../experiment/run/pilot.ts'
import type { Plan } from '../experiment/run/plan.ts'
import { savedExperiment } from '../experiment/run/saved.ts'
import { type TuningExperiment, tuningSplits } from '../experiment/run/tune.ts'
import { knownCandidates, planFor, type TuningPlan } from '../experiment/tuning/plan.ts'
import { halvingRounds } from '../experiment/tuning/search.ts'
import { chainOf } from '../nn/chain.ts'
import { type DryRunReport, dryRunDocument, type PlannedDataset, type PlannedWork } from '../report/dryRun.ts'
import type { FormatName } from '../report/index.ts'
import { checkAppendable, readText } from '../results/appendFile.ts'
import { type Analysis, checkIdentity } from '../results/identity.ts'
import { readCsv } from '../results/readCsv.ts'
import { trialTable } from '../results/trial.ts'
import { trialKey } from '../results/trialId.ts'
import type { DataSettings } from '../settings/data.ts'
import type { RunningSettings } from '../settings/running.ts'
import { commonEpochs } from '../settings/training.ts'
import { architectureOf } from '../training/model.ts'
import { RegbenchError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { printReport } from './printReport.ts'
import { jobsOf, type RunSettings } from './running.ts'

interface Shown {
  readonly data: Pick<DataSettings, 'missing'>
  readonly output: { readonly format: FormatName; readonly color: boolean }
}

type DryRun = RunSettings & Shown

export async function dryRunOf(plan: Plan, analysis: Analysis, given: DryRun): Promise<void> {
  const { experiment } = plan
  const { shard, threads, queue } = given.running
  const { done, notes } = earlierTrials(plan, analysis, given)
  const all = plan.parts.flatMap(({ trials }) => trials)
  const wanted = (shard === undefined ? all : takeShard(all, shard)).filter(
    (trial) => !done.has(keyOf(trial)),
  )
  const datasets: PlannedDataset[] = []
  for (const { dataset, facts, trials } of plan.parts) {
    const costs = await measureCosts(dataset, experiment, trials[0].split)
    const mine = wanted.filter((trial) => trial.dataset === dataset.name)
    const work = experiment.methods.map(({ spec }) =>
      workOf(
        spec,
        mine.filter(({ method }) => method.spec === spec),
        costs.get(spec)!,
        experiment,
      ),
    )
    if (experiment.yardsticks !== undefined)
      work.push(...(await yardstickWork(dataset, experiment, trials, mine)))
    const splits = trials.map(({ split }) => split)
    const pilot = await pilotOf(
      { dataset, resampling: facts.resampling, trials },
      experiment,
      analysis,
      costs,
    )
    datasets.push({ ...planned(dataset, experiment, splits, costs, work), ...(pilot && { forecast: pilot }) })
  }
  const { seed } = experiment
  await show(given, {
    datasets,
    settings: settingsOf(experiment, given),
    jobs: jobsOf(given.running),
    trials: wanted.map(({ dataset, method: { spec }, split: { repeat, fold } }) => {
      return { dataset, method: spec, repeat, fold, seed }
    }),
    notes: [
      ...notes,
      ...(threads > 1
        ? ['the estimate is for one thread a trial; --threads makes trials of wide networks shorter']
        : []),
      ...(queue === undefined ? [] : ['with --queue the workers that listen decide how many run at a time']),
    ],
  })
}

/** A search decides on the way what it tries: what a first round or stage leaves open is counted, not listed. */
export async function dryTuning(
  dataset: Dataset,
  wanted: TuningPlan,
  experiment: TuningExperiment,
  given: Shown & { readonly running: Pick<RunningSettings, 'jobs'> },
): Promise<void> {
  const plan = planFor(wanted, groundOf(dataset, experiment))
  const { stages } = plan
  const jobs = jobsOf({ ...given.running, threads: 1 })
  const splits = await tuningSplits(dataset, plan, experiment)
  const candidates = knownCandidates(plan)
  const whole: Experiment = { ...experiment, methods: candidates.flat() }
  const costs = await measureCosts(dataset, whole, splits[0])
  const epochs = commonEpochs(experiment.training, splits)
  const rounds = plan.halving
    ? halvingRounds(stages[0].length, epochs)
    : stages.map(({ length }) => ({ candidates: length, epochs }))
  const work = rounds.map((round, i): PlannedWork => {
    const method = candidates[plan.halving ? 0 : i][0]
    const shortened = { ...whole, training: { ...whole.training, epochs: round.epochs } }
    const trials = splits.flatMap((split) =>
      Array.from({ length: round.candidates }, (): Trial => ({ dataset: dataset.name, method, split })),
    )
    const stage =
      rounds.length === 1 ? '' : `, ${plan.halving ? count(round.epochs, 'epoch') : `stage ${i + 1}`}`
    return { ...workOf(method.spec, trials, costs.get(method.spec)!, shortened), method: plan.method + stage }
  })
  const listed = splits.flatMap(({ repeat, fold }) =>
    candidates[0].map(({ spec }) => {
      return { dataset: dataset.name, method: spec, repeat, fold, seed: experiment.seed }
    }),
  )
  const later = work.slice(1).reduce((sum, { trials }) => sum + trials, 0)
  await show(given, {
    datasets: [planned(dataset, whole, splits, costs, work)],
    settings: settingsOf(whole, { ...given, running: { threads: 1, jobs } }),
    jobs,
    trials: listed,
    notes: [
      `the search: ${plan.search}`,
      ...(later === 0
        ? []
        : [
            `up to ${later} of the trials depend on what those before them choose; --format csv lists the first ${listed.length}`,
          ]),
    ],
  })
}

async function yardstickWork(
  dataset: Dataset,
  experiment: Experiment,
  [{ split }]: readonly Trial[],
  wanted: readonly Trial[],
): Promise<PlannedWork[]> {
  const { stepSeconds, rowSeconds } = await measureLinear(dataset, experiment, split)
  return (experiment.yardsticks ?? []).map((method) => {
    const trials = wanted.filter(({ yardstick }) => yardstick === method)
    const steps = trials.map((trial) => stepsOfYardstick(method, trial.split))
    const rows = trials.reduce((sum, trial) => sum + trial.split.train.length + trial.split.test.length, 0)
    const seconds = steps.reduce((sum, count) => sum + count * stepSeconds, 0) + rows * rowSeconds
    return { method, trials: trials.length, steps: Math.max(0, ...steps), stepSeconds, seconds }
  })
}

function workOf(method: string, trials: readonly Trial[], cost: Cost, experiment: Experiment): PlannedWork {
  return {
    method,
    trials: trials.length,
    steps: Math.max(0, ...trials.map(({ split }) => stepsOf(split, experiment.training))),
    stepSeconds: cost.stepSeconds,
    seconds: trials.reduce(
      (sum, { method, split }) => sum + trialSeconds(method, cost, split, experiment),
      0,
    ),
  }
}

function planned(
  dataset: Dataset,
  experiment: Experiment,
  splits: readonly Split[],
  costs: ReadonlyMap<string, Cost>,
  work: readonly PlannedWork[],
): PlannedDataset {
  const { name, rows, features, target, task, classes } = dataset
  return {
    name,
    data: { rows, features: features.length, target, task, classes: classes.length },
    evaluation: describeEvaluation(dataset, experiment.evaluation),
    trainRows: Math.max(...splits.map(({ train }) => train.length)),
    testRows: Math.max(...splits.map(({ test }) => test.length)),
    parameters: Math.max(...[...costs.values()].map(({ parameters }) => parameters)),
    chain: chainOf(architectureOf(experiment.network, dataset, features.length)),
    work,
  }
}

const settingsOf = (
  experiment: Experiment,
  {
    data,
    running,
  }: { readonly data: DryRun['data']; readonly running: Pick<RunningSettings, 'jobs' | 'threads'> },
): string =>
  [
    describeSettings(experiment),
    `scale ${experiment.scale}`,
    `missing ${data.missing}`,
    `seed ${experiment.seed}`,
    `${experiment.build} build`,
    count(jobsOf(running), 'job'),
  ].join('; ')

/** Trials that a file of an earlier run holds, read without touching it; none that failed, for they would run again. */
function earlierTrials(plan: Plan, analysis: Analysis, { output, running }: RunSettings) {
  const nothing = { done: new Set<string>(), notes: [] as string[] }
  const { exportTrials: path, curves } = output
  const { shard, resume, force } = running
  // Whether the files are such that rows can be appended; that they exist is told, not refused.
  const exists = [path, curves].map((file) => file !== undefined && checkAppendable(file, 'resume'))
  if (path === undefined || !exists[0]) return nothing
  if (force) return { ...nothing, notes: [`${path} exists, and --force would start it anew`] }
  const found = (): Set<string> => {
    checkIdentity(path, savedExperiment(plan, analysis, shard).identity)
    const { rows: trials } = readCsv(trialTable, readText(path), path)
    return new Set(trials.filter(({ status }) => status !== 'failed').map(trialKey))
  }
  if (resume) {
    const done = found()
    return { done, notes: [`${path} has ${count(done.size, 'trial')} already, which --resume would keep`] }
  }
  return { ...nothing, notes: [`${path} exists, so the run would be refused: ${wayOut(found)}`] }
}

function wayOut(found: () => ReadonlySet<string>): string {
  try {
    return `--resume would keep the ${count(found().size, 'trial')} in it, --force starts it anew`
  } catch (error) {
    if (error instanceof RegbenchError)
      return 'it cannot be resumed with these options; --force starts it anew'
    throw error
  }
}

async function show({ output }: Pick<Shown, 'output'>, report: DryRunReport): Promise<void> {
  await printReport(dryRunDocument(report), output)
}
