/** Experiments small enough to run in a test. */

import type { Dataset, Split } from '../../src/data/dataset.ts'
import { defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import { makeSplits } from '../../src/data/split.ts'
import type { Experiment } from '../../src/experiment/config.ts'
import type { Trial } from '../../src/experiment/run/grid.ts'
import { reserveTrials, TrialRunner } from '../../src/experiment/run/trial.ts'
import { parseMethod } from '../../src/regularizers/method.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import type { Setup } from '../../src/selftest/rig.ts'
import { DEFAULT_NETWORK } from '../../src/settings/network.ts'
import { DEFAULT_TRAINING } from '../../src/settings/training.ts'

export const iris: Dataset = await loadDataset('iris', defaultDataOptions)

export function experimentOf(specs: readonly string[], changes: Partial<Experiment> = {}): Experiment {
  const methods = specs.map(parseMethod)
  return {
    methods,
    network: { ...DEFAULT_NETWORK, hidden: [12, 8] },
    training: { ...DEFAULT_TRAINING, epochs: 6 },
    evaluation: { folds: 3, repeats: 2, validationFraction: 0 },
    scale: 'standard',
    seed: 0,
    build: 'strict',
    ...changes,
  }
}

/** The experiment of a model: what a trial needs besides its rows. */
export const experimentFor = (specs: readonly string[], { network, training, seed }: Setup): Experiment =>
  experimentOf(specs, { network, training, seed })

/** Splits of iris by an order that depends on nothing but the repeat and fold. */
export const irisSplits = (experiment: Experiment): Split[] =>
  makeSplits(iris, experiment.evaluation, (_, repeat, fold, count) =>
    Uint32Array.from({ length: count }, (_, i) => Math.imul(i + 7 * repeat + 31 * fold + 1, 2654435761)),
  )

export const trialsOf = (dataset: Dataset, experiment: Experiment, splits: readonly Split[]): Trial[] =>
  splits.flatMap((split) => experiment.methods.map((method) => ({ dataset: dataset.name, method, split })))

/** Runs the trials in this thread. */
export async function runHere(
  dataset: Dataset,
  experiment: Experiment,
  trials: readonly Trial[],
): Promise<TrialResult[]> {
  const workspace = await reserveTrials(dataset, experiment, 1)
  const runner = new TrialRunner(workspace, experiment, 0)
  return trials.map((trial) => runner.run(trial))
}

/** A result without its wall times: all that two runs must agree on. */
export function timeless(result: TrialResult): Omit<TrialResult, 'trainSeconds' | 'predictSeconds'> {
  const { trainSeconds, predictSeconds, ...rest } = result
  return rest
}
