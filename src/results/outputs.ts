/**
 * What a trial predicted for its test rows, beside the truth: the one record that scores by row, inference by rows, exported
 * predictions and pictures of them come from. Plain and cloneable.
 */
import type { Predicted } from '../metrics/predicted.ts'
import { exp } from '../util/elementary.ts'
import { type Columns, columnList, measure, number, type RowOf, text } from './columns.ts'
import type { Table } from './readCsv.ts'
import { type TrialId, trialId } from './trialId.ts'

export interface TrialOutputs {
  /** Classes of the dataset; 0 for a regression. */
  readonly classes: number
  /** [rows] ids of the dataset, 0-based, ascending. */
  readonly rows: Int32Array
  /** [rows] labels (Int32Array), or targets in their own units (Float64Array). */
  readonly truth: Int32Array | Float64Array
  /**
   * [rows x classes] logits of the network, or [rows] its predictions on the standardised target: Float32Array, as the network
   * has them. Of an average over networks, Float64Array: [rows x classes] probabilities, or [rows] predictions.
   */
  readonly values: Float32Array | Float64Array
  /** A prediction in the target's units is mean + deviation * value; 0 and 1 for classes. */
  readonly mean: number
  readonly deviation: number
  /** Label of the class that metrics of one class are about; absent for the mean over the classes. */
  readonly positive?: number
  /** [rows] from --weight, absent where all count the same; and numbers of --group. */
  readonly weights?: Float64Array
  readonly groups?: Int32Array
}

/** A regression whose predictions deviate by less than this share of what the targets do gives one answer. */
export const ONE_ANSWER = 1e-6

/** Different answers for the test rows: predicted classes, or values; predictions that hardly differ are one. */
export function answersOf(outputs: TrialOutputs): number {
  const { classes, truth, values, deviation } = outputs
  if (classes > 0) return new Set(truth.map((_, row) => largest(ofRow(values, row, classes)))).size
  const isOne = deviation * deviationOf(values) < ONE_ANSWER * deviationOf(truth)
  return isOne ? 1 : new Set(values).size
}

function deviationOf(values: ArrayLike<number>): number {
  const all = Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length)
}

/**
 * What metrics are computed of. Probabilities are taken from logits in float64: in f32 those of an overconfident network round
 * to 1 for many rows, and rows that are tied there could not be ranked. Weights that are all equal are none.
 */
export function predictedOf(outputs: TrialOutputs): Predicted {
  const { classes, truth, values, mean, deviation, positive } = outputs
  const weights = outputs.weights?.every((weight) => weight === outputs.weights![0])
    ? undefined
    : outputs.weights
  const weighted = weights === undefined ? {} : { weights }
  if (classes === 0) {
    const predictions = Float64Array.from(values, (value) => mean + deviation * value)
    return { task: 'regression', targets: truth, values: predictions, ...weighted }
  }
  const probabilities = Float64Array.from(values)
  const predicted = new Int32Array(truth.length)
  for (let row = 0; row < truth.length; row++) {
    const own = ofRow(probabilities, row, classes)
    predicted[row] = largest(own)
    if (values instanceof Float32Array) softmax(own)
  }
  return {
    task: 'classification',
    classes,
    labels: truth,
    predicted,
    probabilities,
    ...weighted,
    ...(positive !== undefined && { positive }),
  }
}

const ofRow = <A extends Float32Array | Float64Array>(values: A, row: number, classes: number): A =>
  values.subarray(row * classes, (row + 1) * classes) as A

/** The index of the largest value, the first of equals; -1 where one is NaN, since nothing is the largest then. */
function largest(values: Float32Array | Float64Array): number {
  let best = 0
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) return -1
    if (values[i] > values[best]) best = i
  }
  return best
}

/** In place. */
function softmax(values: Float64Array): void {
  const shift = values.reduce((most, value) => Math.max(most, value), -Infinity)
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    values[i] = exp(values[i] - shift)
    sum += values[i]
  }
  for (let i = 0; i < values.length; i++) values[i] /= sum
}

/** Outputs as a file and a message hold them: arrays are the base64 of their bytes, little-endian. */
const outputs = {
  ...trialId,
  classes: number('classes of the dataset, 0 for a regression', { min: 0 }),
  mean: number('what a prediction of 0 stands for in units of the target'),
  deviation: number('what a prediction of 1 adds to it'),
  positive: measure(
    'label of the class that f1, auc and average-precision are about; empty for the mean over all',
    {
      absent: null,
    },
  ),
  rows: text('numbers of the test rows, 32-bit integers'),
  truth: text('their labels, 32-bit integers, or their targets, 64-bit floats'),
  weights: text('their weights, 64-bit floats; empty without --weight'),
  groups: text('numbers of their groups, 32-bit integers; empty without --group'),
  logits: text('logits, or predictions on the standardised target, 32-bit floats'),
  averages: text('in their place for an average over networks: probabilities or predictions, 64-bit floats'),
} as const satisfies Columns

export type OutputsRow = RowOf<typeof outputs>

export const outputsTable: Table<OutputsRow> = {
  what: 'a file of predicted rows',
  columns: columnList(outputs),
}

/** Where the predicted rows of a trials file stand. */
export const outputsPath = (trials: string): string => `${trials}.rows`

export const packOutputs = (
  { dataset, method, repeat, fold }: TrialId,
  { classes, mean, deviation, positive, rows, truth, values, weights, groups }: TrialOutputs,
): OutputsRow => ({
  dataset,
  method,
  repeat,
  fold,
  classes,
  mean,
  deviation,
  positive: positive ?? null,
  rows: encode(rows),
  truth: encode(truth),
  weights: weights === undefined ? '' : encode(weights),
  groups: groups === undefined ? '' : encode(groups),
  logits: values instanceof Float32Array ? encode(values) : '',
  averages: values instanceof Float32Array ? '' : encode(values),
})

/** Null for what no `packOutputs` has written: lengths that do not agree, or bytes that are not base64. */
export function unpackOutputs(row: OutputsRow): TrialOutputs | null {
  const { classes, mean, deviation, positive } = row
  const rows = decode(Int32Array, row.rows)
  const truth = classes === 0 ? decode(Float64Array, row.truth) : decode(Int32Array, row.truth)
  const values = row.averages === '' ? decode(Float32Array, row.logits) : decode(Float64Array, row.averages)
  const weights = row.weights === '' ? undefined : decode(Float64Array, row.weights)
  const groups = row.groups === '' ? undefined : decode(Int32Array, row.groups)
  if (rows === null || truth === null || values === null || weights === null || groups === null) return null
  const count = rows.length
  const isWhole =
    truth.length === count &&
    values.length === count * Math.max(1, classes) &&
    (weights?.length ?? count) === count &&
    (groups?.length ?? count) === count &&
    (positive === null || (Number.isInteger(positive) && positive >= 0 && positive < classes)) &&
    (classes === 0 || truth.every((label) => label >= 0 && label < classes))
  if (!isWhole) return null
  return {
    classes,
    mean,
    deviation,
    rows,
    truth,
    values,
    ...(positive !== null && { positive }),
    ...(weights && { weights }),
    ...(groups && { groups }),
  }
}

interface MayHaveOutputs extends TrialId {
  readonly outputs?: TrialOutputs
}

/** The row of a trial's outputs; none of a trial that did not end well. */
export const outputsRows = (trial: MayHaveOutputs): OutputsRow[] =>
  trial.outputs === undefined ? [] : [packOutputs(trial, trial.outputs)]

/** The trial with the outputs that were recorded for it; as it is where there are none, or none that can be read. */
export function withOutputs<Trial extends MayHaveOutputs>(trial: Trial, row: OutputsRow | undefined): Trial {
  const outputs = row && unpackOutputs(row)
  return outputs ? { ...trial, outputs } : trial
}

type Numbers = Int32Array | Float32Array | Float64Array

const encode = ({ buffer, byteOffset, byteLength }: Numbers): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

function decode<Array extends Numbers>(
  Type: { new (buffer: ArrayBuffer): Array; BYTES_PER_ELEMENT: number },
  text: string,
): Array | null {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % Type.BYTES_PER_ELEMENT !== 0 || bytes.toString('base64') !== text) return null
  return new Type(new Uint8Array(bytes).buffer)
}
