/** What a worker sends back of one trial. */
import { chosenColumns } from '../../results/choice.ts'
import { curveColumns } from '../../results/curve.ts'
import {
  type OutputsRow,
  outputsTable,
  packOutputs,
  type TrialOutputs,
  unpackOutputs,
} from '../../results/outputs.ts'
import { rowShape } from '../../results/rowShape.ts'
import { trialColumns } from '../../results/trial.ts'
import { type Metric, type TrialId, trialKey } from '../../results/trialId.ts'
import { failure } from '../../util/errors.ts'
import { check, checkJson, list, object, optional, record, text } from '../../util/shape.ts'
import { keyOf, rowKindOf, type Trial } from '../run/grid.ts'
import type { Outcome } from '../run/setup.ts'
import { refused } from './refused.ts'

const MAX_POINTS = 10_000_000

const reportShape = object({
  result: record,
  curve: list(rowShape(curveColumns), MAX_POINTS),
  outputs: optional(rowShape(outputsTable.columns)),
})
const trialShape = rowShape(trialColumns)
/** What stands beside the columns. */
const extraShape = object({ choice: optional(rowShape(chosenColumns)), failure: optional(text) })

export function encodeReport({ result: { outputs, ...result }, curve }: Outcome): string {
  return JSON.stringify({ result, curve, ...(outputs && { outputs: packOutputs(result, outputs) }) })
}

/** Throws a failure for what is not a result of this trial. */
export function decodeReport(json: string, trial: Trial, metric: Metric): Outcome {
  const { result: found, curve, outputs } = checkJson(reportShape, json, refused('report'))
  const refuse = refused('report.result')
  const result = { ...check(trialShape, found, refuse), ...check(extraShape, found, refuse) }
  const isOf = (row: TrialId): boolean => trialKey(row) === keyOf(trial)
  if (!isOf(result) || result.metric !== metric || result.kind !== rowKindOf(trial))
    throw failure('report is of another trial')
  if (!curve.every(isOf)) throw failure('report has a curve of another trial')
  return { result: { ...result, ...(outputs && readOutputs(outputs, trial.split.test)) }, curve }
}

/** What was predicted for exactly the rows that the trial tests. */
function readOutputs(row: OutputsRow, rows: Int32Array): { outputs: TrialOutputs } {
  const outputs = unpackOutputs(row)
  const isOfRows = outputs?.rows.length === rows.length && outputs.rows.every((id, i) => id === rows[i])
  if (!isOfRows) throw failure('report has predictions of other rows')
  return { outputs: outputs! }
}
