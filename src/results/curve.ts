/** The curves CSV: one row a trial and epoch. All but `trainLossNoisy` in prediction mode, with the weights of that moment. */
import { type Columns, columnList, integer, measure, type RowOf } from './columns.ts'
import { trialId } from './trialId.ts'

export const curve = {
  ...trialId,
  epoch: integer('epoch, from 1', { min: 1 }),
  trainLossNoisy: measure('mean data loss of the epoch while training, masks on, weights changing'),
  trainLoss: measure('data loss of the training rows in prediction mode, after the epoch'),
  /** The test rows, which score the run, are never looked at here. */
  validationLoss: measure('the same of the validation rows, which may stop the run'),
  penalty: measure('penalty added to the loss'),
  trainScore: measure('score of the training rows'),
  validationScore: measure('score of the validation rows'),
  weightNorm: measure('Euclidean norm of all weights'),
  weightSparsity: measure('share of weights that are exactly 0'),
} as const satisfies Columns

export type CurvePoint = RowOf<typeof curve>

export const curveColumns = columnList(curve)

export const curveTable = { what: 'a curves file', columns: curveColumns } as const
