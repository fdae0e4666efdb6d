/** What a fit on all rows leaves to tell: the columns of a trial, but for those of splits and of rows held out to score it. */
import type { Column } from './columns.ts'
import { type TrialResult, trialColumns } from './trial.ts'

const OF_SPLITS = ['repeat', 'fold', 'status', 'kind', 'gap', 'predictSeconds'] as const

/** `trainScore` is that of rows the model has learnt from. */
export type FitFigures = Omit<
  TrialResult,
  (typeof OF_SPLITS)[number] | `test${Capitalize<string>}` | 'choice' | 'failure' | 'outputs'
>

export const fitColumns = trialColumns.filter(
  ({ key }) => !/^test[A-Z]/.test(key) && !OF_SPLITS.some((other) => other === key),
) as readonly Column<TrialResult>[] as readonly Column<FitFigures>[]
