/** From an experiment to its trials: pure, and in an order that does not depend on how they are scheduled. */
import type { Split } from '../data/dataset.ts'
import type { Method } from '../regularizers/method.ts'

export interface Trial {
  readonly method: Method
  readonly split: Split
}

/** All methods of a (repeat, fold) stand together, so an interrupted run holds complete comparisons. */
export const trialGrid = (methods: readonly Method[], splits: readonly Split[]): Trial[] =>
  splits.flatMap((split) => methods.map((method) => ({ method, split })))

/** Names a trial within its experiment. */
export const trialKey = (trial: { method: string; repeat: number; fold: number }): string =>
  JSON.stringify([trial.repeat, trial.fold, trial.method])

export const keyOf = ({ method, split }: Trial): string =>
  trialKey({ method: method.spec, repeat: split.repeat, fold: split.fold })
