/** The row of a trial that has no result. */
import { blankRow } from '../../results/columns.ts'
import { type TrialResult, trial } from '../../results/trial.ts'
import type { Experiment } from '../config.ts'
import { metricOf } from '../config.ts'
import type { Trial } from './grid.ts'

/**
 * Status `failed`: nothing was learnt about the method, unlike from a trial that diverged. The split's numbers stand as they
 * are, every figure of the network is empty or 0, and `trainSeconds` is how long it lived.
 */
export const failedTrial = (
  { dataset, method, split, yardstick }: Trial,
  task: 'classification' | 'regression',
  experiment: Pick<Experiment, 'seed' | 'metric'>,
  seconds: number,
  failure: string,
): TrialResult => ({
  ...blankRow(trial),
  dataset,
  method: method.spec,
  repeat: split.repeat,
  fold: split.fold,
  seed: experiment.seed,
  status: 'failed',
  trainRows: split.train.length,
  validationRows: split.validation.length,
  testRows: split.test.length,
  ...(yardstick !== undefined && { kind: 'yardstick' as const }),
  metric: metricOf(experiment, task),
  trainSeconds: seconds,
  failure,
})

/** What to tell of it, beside its row. */
export const failureSentence = ({ dataset, method, repeat, fold, failure }: TrialResult): string =>
  `${dataset} ${method} repeat ${repeat} fold ${fold} failed: ${failure}`
