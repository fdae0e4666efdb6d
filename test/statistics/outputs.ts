import type { TrialOutputs } from '../../src/results/outputs.ts'
import type { TrialResult } from '../../src/results/trial.ts'
import { trial } from './trials.ts'

/** What a classifier of two classes said of rows whose true class is 1: right where `right` is 1. */
export const answered = (
  rows: readonly number[],
  right: readonly number[],
  groups?: readonly number[],
): TrialOutputs => ({
  classes: 2,
  rows: Int32Array.from(rows),
  truth: new Int32Array(rows.length).fill(1),
  values: Float32Array.from(right.flatMap((isRight) => (isRight === 1 ? [0, 2] : [2, 0]))),
  mean: 0,
  deviation: 1,
  ...(groups && { groups: Int32Array.from(groups) }),
})

/** Trials of one repeat of folds of equal size over consecutive rows. @param right [rows] 1 where the method is right. */
export const answeredFolds = (
  method: string,
  right: readonly number[],
  folds: number,
  fields: Partial<TrialResult> = {},
  groups?: readonly number[],
): TrialResult[] =>
  Array.from({ length: folds }, (_, fold) => {
    const size = right.length / folds
    const rows = Array.from({ length: size }, (__, i) => fold * size + i)
    const own = rows.map((row) => right[row])
    return trial({
      method,
      fold,
      testRows: size,
      testScore: own.reduce((sum, value) => sum + value, 0) / size,
      outputs: answered(rows, own, groups && rows.map((row) => groups[row])),
      fingerprint: `${method}/${fold}/${fields.repeat ?? 0}`,
      ...fields,
    })
  })

/** 60 rows of which every third is wrong, and the same with some rows changed. */
export const RIGHT = Array.from({ length: 60 }, (_, row) => (row % 3 === 2 ? 0 : 1))
export const changed = (rows: readonly number[]): number[] =>
  RIGHT.map((right, row) => (rows.includes(row) ? 1 - right : right))
