/** Which learning rate works where that of a comparison did not: found by running the diverged trials again. */

import type { Dataset } from '../../data/dataset.ts'
import type { TrialResult } from '../../results/trial.ts'
import { trialKey } from '../../results/trialId.ts'
import { log } from '../../util/elementary.ts'
import { count } from '../../util/format.ts'
import type { Experiment } from '../config.ts'
import { locally } from './execute.ts'
import { keyOf, type Trial } from './grid.ts'
import type { DatasetPlan, Plan } from './plan.ts'

/** The rate is divided by these in turn. */
const DIVISORS = [3, 10, 30, 100]

/** Diverged trials of a method that are run again at each rate. */
const MAX_TRIALS = 3

interface Options {
  readonly jobs: number
  readonly signal: AbortSignal
  readonly trialTimeout?: number
}

/** A sentence for each method with diverged trials; trains again, so it takes the time of a few trials at most. */
export async function workingRates(
  { experiment, parts }: Plan,
  results: readonly TrialResult[],
  options: Options,
): Promise<string[]> {
  const diverged = new Set(results.filter(({ status }) => status === 'diverged').map(trialKey))
  const notes: string[] = []
  for (const part of parts) {
    for (const method of experiment.methods) {
      const trials = part.trials.filter((trial) => trial.method === method && diverged.has(keyOf(trial)))
      if (trials.length === 0) continue
      notes.push(await noteOf(method.spec, trials.slice(0, MAX_TRIALS), part, experiment, options))
    }
  }
  return notes
}

async function noteOf(
  method: string,
  trials: readonly Trial[],
  part: DatasetPlan,
  experiment: Experiment,
  options: Options,
): Promise<string> {
  const { learningRate } = experiment.training
  const rates = DIVISORS.map((divisor) => Number((learningRate / divisor).toPrecision(2)))
  for (const rate of rates) {
    const slower = { ...experiment, training: { ...experiment.training, learningRate: rate } }
    if (!(await endWell(trials, part, slower, options))) continue
    const where = trials.length === 1 ? 'the trial' : `${trials.length} of the trials`
    return `${method}: --learning-rate ${rate} ends well in ${where} that diverged at ${learningRate}`
  }
  const tried = `${count(rates.length, 'rate')} down to ${rates[rates.length - 1]}`
  return `${method}: ${tried} diverge as well where ${learningRate} did; lower the strength, or look at the data with regbench describe`
}

async function endWell(
  trials: readonly Trial[],
  part: DatasetPlan,
  experiment: Experiment,
  { jobs, signal, trialTimeout }: Options,
): Promise<boolean> {
  const task = {
    part,
    experiment,
    trials,
    curves: false,
    ...(trialTimeout !== undefined && { trialTimeout }),
  }
  const worst = worstLoss(part.dataset)
  let allWell = true
  await locally(jobs)(
    task,
    ({ trainLoss }) => {
      if (trainLoss === null || trainLoss >= worst) allWell = false
    },
    signal,
  )
  return allWell
}

/**
 * A rate works where the training rows are fitted better than by one answer to all: the same probability for every class,
 * or the mean, whose squared error / 2 is half of the standardised target's variance. A run may end with finite weights and all of its units dead.
 */
const worstLoss = ({ task, classes }: Dataset): number =>
  task === 'classification' ? log(classes.length) : 0.5
