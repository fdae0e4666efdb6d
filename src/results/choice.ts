/** FILE.chosen.csv beside the trials file: one row a tuned trial, with what tuning inside its training part chose. */
import { CRITERIA } from '../settings/methods.ts'
import { type Columns, columnList, integer, number, oneOf, type RowOf, specification } from './columns.ts'
import { type TrialId, trialId } from './trialId.ts'

const choice = {
  chosen: specification('specification of the candidate that was trained and scored'),
  candidates: integer('candidates tried'),
  innerFolds: integer('folds of the training part that judged each'),
  criterion: oneOf(CRITERIA, 'what the choice went by: loss or score'),
  lossMean: number('mean data loss of the chosen one on the inner held-out rows: optimistic'),
  scoreMean: number('mean score of the chosen one there: optimistic'),
  epochsSpent: integer('epochs of training that the search took'),
} as const satisfies Columns

/** Part of a trial's result. */
export type Choice = RowOf<typeof choice>

const choiceRow = {
  ...trialId,
  method: specification('what was tuned'),
  ...choice,
} as const satisfies Columns

export type ChoiceRow = RowOf<typeof choiceRow>

/** Without those that name the trial, for a choice that stands in it. */
export const chosenColumns = columnList(choice)

export const choiceColumns = columnList(choiceRow)

export const choiceTable = { what: 'a file of choices', columns: choiceColumns } as const

export const choicesPath = (trialsPath: string): string => `${trialsPath}.chosen.csv`

/** The row of a trial, if anything was chosen for it. */
export function choiceRows({ dataset, method, repeat, fold, choice }: Chosen): ChoiceRow[] {
  return choice === undefined ? [] : [{ dataset, method, repeat, fold, ...choice }]
}

type Chosen = TrialId & { readonly choice?: Choice }

export function withChoice<Trial extends Chosen>(trial: Trial, row: ChoiceRow | undefined): Trial {
  if (row === undefined) return trial
  const { dataset: _, method: __, repeat: ___, fold: ____, ...choice } = row
  return { ...trial, choice }
}
