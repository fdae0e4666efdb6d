import { isHigherBetter, metric as metricEntry } from '../metrics/index.ts'
import type { Resampling } from '../results/identity.ts'
import type { MethodSummary } from '../results/summary.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Metric } from '../results/trialId.ts'
import type { YardstickName } from '../results/yardsticks.ts'
import type { Inference } from '../settings/analysis.ts'
import { differenceOf, tied } from '../util/ties.ts'
import { correlatedPosterior, ropeProbabilities } from './bayesian.ts'
import type { RowsFinding } from './byRows.ts'
import { correctedTTest } from './correctedTTest.ts'
import { holm } from './holm.ts'
import { meanInterval } from './interval.ts'
import { mean, sum } from './moments.ts'
import { type PairsByRows, pairsByRows } from './pairsByRows.ts'

export interface SummarizeOptions {
  /** Rows of the summary, in their order. */
  readonly methods: readonly string[]
  readonly baseline: string
  /** Rows that are described and not tested; none where absent. */
  readonly yardsticks?: readonly YardstickName[]
  readonly resampling: Resampling
  /** Half-width of the region of practical equivalence, in units of the score. Default: `defaultRope`. */
  readonly rope?: number
  /** Level of every interval. Default 0.95. */
  readonly confidence?: number
  /** Overrides test rows / training rows as counted from the trials. */
  readonly testTrainRatio?: number
  /** Default rows; where rows cannot tell, the splits do, and the summary says which. */
  readonly inference?: Inference
}

export interface Summary {
  readonly methods: MethodSummary[]
  readonly yardsticks: MethodSummary[]
  /** What rows told of the methods; null where they were not asked. */
  readonly rows: PairsByRows | null
}

/** Trials that share their test rows: a method's score there is one of a pair, its seeds are averaged. */
type Cells = Map<string, TrialResult[]>

/**
 * Condenses the trials of one dataset to a row a method: means, intervals, and paired comparisons with the baseline.
 *
 * - A pair is a (repeat, fold) in which both methods ended `ok`; a method's means are over all its own `ok` trials.
 * - Several seeds within a (repeat, fold), and the repeats of given folds, share their test rows, so they are averaged before
 *   anything is tested. With a fixed test file the seeds are what is sampled, and each is a pair of its own.
 * - Differences are positive when the method is better than the baseline, whatever the metric.
 * - Below two pairs there is no interval and no test: null. Nor is there one where a trial of either did not end well.
 */
export function summarize(trials: readonly TrialResult[], options: SummarizeOptions): Summary {
  const { methods, baseline, yardsticks = [], resampling, confidence = 0.95, inference = 'rows' } = options
  const metric: Metric = trials[0]?.metric ?? 'accuracy'
  const ratio = resampling === 'fixed-test' ? 0 : (options.testTrainRatio ?? testTrainRatio(trials))
  const cells = new Map(
    [...methods, ...yardsticks].map((method) => [method, cellsOf(method, trials, resampling)]),
  )
  const reference = cells.get(baseline) ?? new Map()
  const rope = options.rope ?? defaultRope(metric, mean([...scores(reference).values()]))

  const rowOf = (method: string): MethodSummary => {
    const own = cells.get(method)!
    const row = describe(
      method,
      [...own.values()].flat(),
      [...scores(own).values()],
      metric,
      ratio,
      confidence,
    )
    return method === baseline ? row : { ...row, ...compare(own, reference, metric, ratio, confidence, rope) }
  }
  const rows = methods.map(rowOf)
  const baselineRow = rows.find(({ method }) => method === baseline)
  withoutVerdicts(rows, baselineRow)
  // Training parts that grow are not exchangeable: the corrected t-test is derived for none such, and only rows can tell.
  if (resampling === 'time') for (const row of rows) Object.assign(row, NOTHING_INFERRED)
  const compared = rows.filter((row) => row.difference !== null && isJudged(row, baselineRow))
  const found =
    inference === 'resampled'
      ? null
      : pairsByRows(
          compared.map(({ method }) => ({
            method,
            own: trialsOf(trials, method),
            reference: trialsOf(trials, baseline),
          })),
          { resampling, confidence, rope },
        )
  adjust(compared, found)
  return {
    methods: rows,
    yardsticks: yardsticks.map((name) => ({ ...rowOf(name), ...NOTHING_INFERRED, kind: 'yardstick' })),
    rows: found,
  }
}

export const trialsOf = (trials: readonly TrialResult[], method: string): TrialResult[] =>
  trials.filter((trial) => trial.method === method)

/** What a table of differences has in common, against a baseline or between two runs. */
type Tested = Pick<
  MethodSummary,
  | 'method'
  | 'difference'
  | 'differenceLow'
  | 'differenceHigh'
  | 'pValue'
  | 'pHolm'
  | 'pBetter'
  | 'pEquivalent'
  | 'pWorse'
  | 'inference'
>

/**
 * Adjusts rows of a table for each other, with what rows told of them where they did. Where both inferences meet in one
 * table, each has its share of the level, and Bonferroni takes Holm's place: the two are not steps of one procedure.
 */
export function adjust(rows: readonly Tested[], found: PairsByRows | null): void {
  const byRows = new Map(found?.byRows?.findings.map((finding) => [finding.method, finding]))
  const resampled = rows.filter(({ method }) => !byRows.has(method))
  for (const row of resampled) row.inference = 'resampled'
  const tested = resampled.filter(({ pValue }) => pValue !== null)
  const pValues = tested.map(({ pValue }) => pValue!)
  const adjusted =
    byRows.size === 0
      ? holm(pValues)
      : pValues.map((p) => Math.min(1, p * (found!.byRows!.family + tested.length)))
  tested.forEach((row, index) => {
    row.pHolm = adjusted[index]
  })
  for (const row of rows) {
    const finding = byRows.get(row.method)
    if (finding !== undefined) Object.assign(row, { ...columnsOf(finding), inference: 'rows' })
  }
}

const isWhole = ({ ok, trials }: MethodSummary): boolean => ok === trials

const isJudged = (row: MethodSummary, baseline: MethodSummary | undefined): boolean =>
  isWhole(row) && (baseline === undefined || isWhole(baseline))

/**
 * A method that diverged or failed on some splits is not judged by the others, which may be the easy ones: the difference
 * over common pairs stands, and nothing is inferred from it. Neither is anything where that is so of the baseline.
 */
function withoutVerdicts(rows: readonly MethodSummary[], baseline: MethodSummary | undefined): void {
  for (const row of rows) {
    if (!isJudged(row, baseline)) Object.assign(row, NOTHING_INFERRED)
  }
}

const NOTHING_INFERRED = {
  differenceLow: null,
  differenceHigh: null,
  pValue: null,
  pBetter: null,
  pEquivalent: null,
  pWorse: null,
} as const

const columnsOf = ({ difference, low, high, pValue, adjusted, probabilities }: RowsFinding) => ({
  difference,
  differenceLow: low,
  differenceHigh: high,
  pValue,
  pHolm: adjusted,
  pBetter: probabilities?.pBetter ?? null,
  pEquivalent: probabilities?.pEquivalent ?? null,
  pWorse: probabilities?.pWorse ?? null,
})

/** 0.01 of what lies between bounds, as Benavoli et al. (2017) of accuracy; else 1 % of the baseline's mean, as of rmse in the target's unit. */
export const defaultRope = (metric: Metric, baselineScore: number): number =>
  metricEntry(metric).range.every(Number.isFinite) ? 0.01 : 0.01 * Math.abs(baselineScore)

/** Test rows / rows not tested on. Validation rows count as training rows: they belong to the part that chose the weights. */
export function testTrainRatio(trials: readonly TrialResult[]): number {
  const test = sum(trials.map((trial) => trial.testRows))
  const train = sum(trials.map((trial) => trial.trainRows + trial.validationRows))
  return train > 0 ? test / train : 0
}

/** Equal for trials that are one of a pair together. */
export function cellKey({ repeat, fold, seed }: TrialResult, resampling: Resampling): string {
  if (resampling === 'given-folds' || resampling === 'time') return `${fold}`
  return resampling === 'fixed-test' ? `${repeat}/${fold}/${seed}` : `${repeat}/${fold}`
}

function cellsOf(method: string, trials: readonly TrialResult[], resampling: Resampling): Cells {
  const cells: Cells = new Map()
  for (const trial of trials) {
    if (trial.method !== method) continue
    const key = cellKey(trial, resampling)
    const cell = cells.get(key)
    if (cell === undefined) cells.set(key, [trial])
    else cell.push(trial)
  }
  return cells
}

/** Test score of each cell whose trials are all `ok`, averaged over its seeds. */
function scores(cells: Cells): Map<string, number> {
  const result = new Map<string, number>()
  for (const [key, cell] of cells) {
    if (cell.every((trial) => trial.status === 'ok' && trial.testScore !== null)) {
      result.set(key, mean(cell.map((trial) => trial.testScore!)))
    }
  }
  return result
}

function describe(
  method: string,
  trials: readonly TrialResult[],
  testScores: readonly number[],
  metric: Metric,
  ratio: number,
  confidence: number,
): MethodSummary {
  const ok = trials.filter((trial) => trial.status === 'ok')
  const average = (key: keyof TrialResult): number | null => meanOrNull(ok.map((trial) => trial[key]))
  const score = testScores.length === 0 ? null : meanInterval(testScores, ratio, confidence)
  // A diverged trial stops early, so its seconds say little; they serve where there are no others.
  const timed = ok.length > 0 ? ok : trials
  return {
    method,
    trials: trials.length,
    ok: ok.length,
    metric,
    testScoreMean: score?.mean ?? null,
    testScoreSd: score?.sd ?? null,
    testScoreLow: score?.low ?? null,
    testScoreHigh: score?.high ?? null,
    trainScoreMean: average('trainScore'),
    gapMean: average('gap'),
    testLossMean: average('testLoss'),
    difference: null,
    differenceLow: null,
    differenceHigh: null,
    pValue: null,
    pHolm: null,
    pBetter: null,
    pEquivalent: null,
    pWorse: null,
    kind: 'method',
    inference: '',
    weightNormMean: average('weightNorm'),
    weightSparsityMean: average('weightSparsity'),
    maxUnitNormMean: average('maxUnitNorm'),
    trainSecondsMean: meanOrNull(timed.map((trial) => trial.trainSeconds)) ?? 0,
    predictSecondsMean: meanOrNull(timed.map((trial) => trial.predictSeconds)) ?? 0,
    tuningEpochsMean: tuningEpochs(trials),
  }
}

/** Where every candidate diverged nobody counted; null where that is so of all trials. */
function tuningEpochs(trials: readonly TrialResult[]): number | null {
  const spent = meanOrNull(trials.map(({ choice }) => choice?.epochsSpent))
  return spent ?? (trials.some(({ status }) => status === 'ok') ? 0 : null)
}

function meanOrNull(values: readonly unknown[]): number | null {
  const numbers = values.filter((value) => typeof value === 'number')
  return numbers.length === 0 ? null : mean(numbers)
}

type Compared = Pick<
  MethodSummary,
  'difference' | 'differenceLow' | 'differenceHigh' | 'pValue' | 'pBetter' | 'pEquivalent' | 'pWorse'
>

function compare(
  own: Cells,
  reference: Cells,
  metric: Metric,
  ratio: number,
  confidence: number,
  rope: number,
): Compared {
  const ownScores = scores(own)
  const referenceScores = scores(reference)
  const pairs = [...ownScores.keys()].filter((key) => referenceScores.has(key))
  const sign = isHigherBetter(metric) ? 1 : -1
  // A tie is no difference, and never a minus zero.
  const differences = pairs.map(
    (key) => sign * differenceOf(ownScores.get(key)!, referenceScores.get(key)!) + 0,
  )

  const test = correctedTTest(differences, ratio, confidence)
  const compared: Compared = {
    difference:
      pairs.length === 0
        ? null
        : tied(meanOf(ownScores, pairs), meanOf(referenceScores, pairs))
          ? 0
          : test.mean,
    differenceLow: test.low,
    differenceHigh: test.high,
    pValue: test.pValue,
    pBetter: null,
    pEquivalent: null,
    pWorse: null,
  }
  const posterior = correlatedPosterior(differences, ratio)
  if (pairs.length >= 2 && posterior.scale2 > 0) return { ...compared, ...ropeProbabilities(posterior, rope) }
  // No variance says nothing about other rows, unless it is known why: the runs are the same runs.
  if (pairs.length >= 2 && pairs.every((key) => identical(own.get(key)!, reference.get(key)!))) {
    return { ...compared, differenceLow: 0, differenceHigh: 0, pBetter: 0, pEquivalent: 1, pWorse: 0 }
  }
  return compared
}

const meanOf = (scores: ReadonlyMap<string, number>, keys: readonly string[]): number =>
  mean(keys.map((key) => scores.get(key)!))

/** Bit-identical final weights, seed by seed. */
const identical = (own: readonly TrialResult[], reference: readonly TrialResult[]): boolean =>
  own.every((trial) =>
    reference.some(({ seed, fingerprint }) => seed === trial.seed && fingerprint === trial.fingerprint),
  )
