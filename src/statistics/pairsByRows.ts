/** From trials to the inference by rows: what each trial predicted for its test rows, scored row by row. */
import { isHigherBetter } from '../metrics/index.ts'
import { meanOver } from '../metrics/predicted.ts'
import type { Resampling } from '../results/identity.ts'
import { predictedOf, type TrialOutputs } from '../results/outputs.ts'
import type { TrialResult } from '../results/trial.ts'
import type { NoRows } from '../results/warning.ts'
import { type ByRows, inferByRows } from './byRows.ts'
import { hasInfluence, isBoundedByRow, rowValues } from './influence/index.ts'
import type { ScoredCell } from './rowParts.ts'

/** A method's trials and those of what it is compared with. */
export interface TrialPair {
  readonly method: string
  readonly own: readonly TrialResult[]
  readonly reference: readonly TrialResult[]
}

export interface PairOptions {
  readonly resampling: Resampling
  readonly confidence: number
  readonly rope: number
}

/** What rows tell of each pair, or why they tell nothing. */
export interface PairsByRows {
  readonly byRows: ByRows | null
  readonly refused: ReadonlyMap<string, NoRows>
}

/** A score computed from the rows agrees with the printed one to this share of it: the printed rmse is an f32 sum. */
const AGREES = 1e-5

/** Infers by rows for all pairs that allow it; all of them are tested on the same splits. */
export function pairsByRows(
  pairs: readonly TrialPair[],
  { resampling, confidence, rope }: PairOptions,
): PairsByRows {
  const scored = new Map<TrialResult, ScoredCell | null>()
  const cellsOf = (trials: readonly TrialResult[]): readonly ScoredCell[] | null => {
    const cells = [...trials].sort(inOrder).map((trial) => {
      if (!scored.has(trial)) scored.set(trial, scoreRows(trial))
      return scored.get(trial)!
    })
    return cells.every((cell) => cell !== null) ? cells : null
  }
  const refused = new Map<string, NoRows>()
  const rows = pairs.flatMap(({ method, own, reference }) => {
    const reason = refusal(own, reference, resampling)
    const [cells, baseline] = reason === null ? [cellsOf(own), cellsOf(reference)] : [null, null]
    if (cells === null || baseline === null) {
      refused.set(method, reason ?? 'record')
      return []
    }
    return [{ method, cells, baseline, isIdentical: identical(own, reference) }]
  })
  if (rows.length === 0) return { byRows: null, refused }
  const [{ metric, seed }] = pairs[0].reference
  const tested = pairs.flatMap(({ reference }) => reference)
  const weights = byRow(tested, ({ weights }) => weights, Float64Array)
  const groups =
    resampling === 'time' ? blocks(tested) : byRow(tested, (outputs) => outputs.groups, Int32Array)
  const byRows = inferByRows(rows, {
    higherIsBetter: isHigherBetter(metric),
    isBounded: isBoundedByRow(metric),
    confidence,
    rope,
    others: refused.size,
    key: [seed >>> 0, (Math.floor(seed / 2 ** 32) ^ DRAWS) >>> 0],
    ...(weights && { weights }),
    ...(groups && { groups }),
  })
  return { byRows, refused }
}

/** Tells the draws of the adjustment from whatever else is keyed by the seed. */
const DRAWS = 0x6d617854

const inOrder = (a: TrialResult, b: TrialResult): number =>
  a.repeat - b.repeat || a.fold - b.fold || a.seed - b.seed

const keyOf = ({ repeat, fold, seed }: TrialResult): string => `${repeat}/${fold}/${seed}`

function refusal(
  own: readonly TrialResult[],
  reference: readonly TrialResult[],
  resampling: Resampling,
): NoRows | null {
  if (resampling === 'holdout') return 'holdout'
  const all = [...own, ...reference]
  if (all.some(({ metric }) => !hasInfluence(metric))) return 'metric'
  if (all.length === 0 || all.some(({ status, testScore }) => status !== 'ok' || testScore === null))
    return 'trials'
  if (all.some(({ outputs }) => outputs === undefined)) return 'record'
  const keys = new Set(reference.map(keyOf))
  if (own.length !== reference.length || !own.every((trial) => keys.has(keyOf(trial)))) return 'trials'
  return isEven(reference) ? null : 'trials'
}

/** Whether every row is tested equally often: with a fold missing, the rows that are left speak for the others. */
function isEven(trials: readonly TrialResult[]): boolean {
  const times = new Map<number, number>()
  for (const { outputs } of trials) {
    for (const row of outputs!.rows) times.set(row, (times.get(row) ?? 0) + 1)
  }
  return new Set(times.values()).size === 1
}

/** Null where the rows do not give the printed score. */
function scoreRows({ metric, testScore, repeat, fold, outputs }: TrialResult): ScoredCell | null {
  const record = predictedOf(outputs!)
  const values = rowValues(metric, record)
  const score = values === null ? null : meanOver(record, (row) => values[row])
  if (
    values === null ||
    score === null ||
    !(Math.abs(score - testScore!) <= AGREES * (Math.abs(testScore!) + AGREES))
  ) {
    return null
  }
  return { repeat, fold, score: testScore!, rows: outputs!.rows, values }
}

/** Bit-identical final weights, trial by trial. */
function identical(own: readonly TrialResult[], reference: readonly TrialResult[]): boolean {
  const marks = new Map(reference.map((trial) => [keyOf(trial), trial.fingerprint]))
  return own.every((trial) => marks.get(keyOf(trial)) === trial.fingerprint)
}

/** What the outputs say of each row of the dataset; undefined where they say nothing. */
function byRow<Values extends Float64Array | Int32Array>(
  trials: readonly TrialResult[],
  of: (outputs: TrialOutputs) => Values | undefined,
  Type: { new (length: number): Values },
): Values | undefined {
  if (trials.every(({ outputs }) => outputs === undefined || of(outputs) === undefined)) return undefined
  const result = new Type(rowsOf(trials))
  for (const { outputs } of trials) {
    const values = outputs && of(outputs)
    values?.forEach((value, i) => {
      result[outputs!.rows[i]] = value
    })
  }
  return result
}

/** Rows that follow each other in time depend on each other; blocks, being long, hardly do. */
function blocks(trials: readonly TrialResult[]): Int32Array {
  const result = new Int32Array(rowsOf(trials))
  for (const { outputs, fold } of trials) for (const row of outputs?.rows ?? []) result[row] = fold
  return result
}

const rowsOf = (trials: readonly TrialResult[]): number =>
  trials.reduce((most, { outputs }) => Math.max(most, 1 + (outputs?.rows.at(-1) ?? -1)), 0)
