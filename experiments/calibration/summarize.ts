/**
 * From what the simulations predicted to summary.csv: how often each inference covers what it aims at, finds what is not
 * there, and finds what is.
 *
 *     node --import tsx experiments/calibration/summarize.ts RAW [cell ...] > experiments/calibration/summary.csv
 */
import { join } from 'node:path'
import type { MetricName } from '../../src/metrics/index.ts'
import type { Predicted } from '../../src/metrics/predicted.ts'
import { type ByRowsOptions, estimateByRows, inferByRows } from '../../src/statistics/byRows.ts'
import { correctedTTest } from '../../src/statistics/correctedTTest.ts'
import { tQuantile } from '../../src/statistics/distributions.ts'
import { holm } from '../../src/statistics/holm.ts'
import { isBoundedByRow, rowValues } from '../../src/statistics/influence/index.ts'
import { layOutRows, rowParts, type ScoredCell, varianceOfParts } from '../../src/statistics/rowParts.ts'
import { type Cell, cells, METRICS, nameOf, taskOf } from './cells.ts'
import { Figures } from './figures.ts'
import { recordsOf, type SimulationRecord } from './record.ts'

/** Adjusting for many methods draws numbers for a tenth of a second: so many simulations of a cell are enough for 5 %. */
const FAMILIES = 300

const [raw, ...names] = process.argv.slice(2)
if (raw === undefined) throw new Error('usage: summarize.ts RAW [cell ...]')

console.log(Figures.header)
for (const cell of cells) {
  if (names.length > 0 && !names.includes(nameOf(cell))) continue
  const metrics: readonly MetricName[] = [
    ...METRICS[taskOf(cell.kind)],
    ...(taskOf(cell.kind) === 'classification' ? (['auc'] as const) : []),
  ]
  metrics.forEach((metric, m) => {
    for (const line of judge(cell, metric, m)) console.log(line)
  })
}

/** The comparisons of a cell: pairs of methods, and the place of their true difference among the truths. */
function comparisonsOf(cell: Cell) {
  const copies = cell.methods.map(({ copy }, i) => ({ copy, i })).filter(({ copy }) => copy > 0)
  if (cell.kind === 'noise') {
    const pairs = cell.methods.slice(1).map((_, i) => [i + 1, 0] as const)
    return [{ name: 'methods on noise', isNull: true, pairs, truth: () => -1 }]
  }
  return [
    {
      name: 'copies',
      isNull: true,
      pairs: copies.map(({ i }) => [i, 0] as const),
      truth: (p: number) => (p === 0 ? 0 : -1),
    },
    { name: 'none - dropout', isNull: false, pairs: [cell.measured[1]], truth: () => 1 },
    { name: 'l2 - none', isNull: false, pairs: [cell.measured[2]], truth: () => 2 },
  ]
}

function judge(cell: Cell, metric: MetricName, m: number): string[] {
  // Accuracy alone is right half the time on noise, whatever is predicted; other scores punish what is sure.
  if (cell.kind === 'noise' && metric === 'log-loss') return []
  const comparisons = comparisonsOf(cell)
  const figures = comparisons.map(({ isNull }) => new Figures(isNull))
  let simulation = 0
  for (const record of recordsOf(join(raw, `${nameOf(cell)}.bin`), cell)) {
    const scored = cell.methods.map((_, method) => scoredCells(cell, record, method, metric))
    if (scored.some((own) => own === null)) continue
    comparisons.forEach(({ pairs, truth }, c) => {
      const truths = pairs.map((_, p) => {
        const at = 4 * truth(p) + 2 * m
        // Every classifier of coin flips is right half the time.
        if (cell.kind === 'noise' && metric === 'accuracy') return [0, 0] as const
        return truth(p) < 0 || metric === 'auc' ? null : ([record.truths[at], record.truths[at + 1]] as const)
      })
      const isFamily = pairs.length > 1 && m === 0 && simulation < FAMILIES
      figures[c].add(
        estimates(
          cell,
          metric,
          pairs.map(([a, b]) => [scored[a]!, scored[b]!] as const),
          isFamily,
          simulation,
        ),
        truths,
      )
    })
    simulation++
  }
  return comparisons.flatMap(({ name }, c) => figures[c].lines([cell.kind, cell.rows, metric, name]))
}

/** [repeats x folds] what each fold's rows say of a method's score; null where a fold lacks a class. */
function scoredCells(
  cell: Cell,
  record: SimulationRecord,
  method: number,
  metric: MetricName,
): ScoredCell[] | null {
  const result: ScoredCell[] = []
  for (let repeat = 0; repeat < cell.repeats; repeat++) {
    const own = record.folds.subarray(repeat * cell.rows, (repeat + 1) * cell.rows)
    const from = (method * cell.repeats + repeat) * cell.rows
    for (let fold = 0; fold < cell.folds; fold++) {
      const rows = Int32Array.from(record.answers.keys()).filter((row) => own[row] === fold)
      const values = rowValues(metric, recordOf(cell, record, rows, from))!
      const score = values.reduce((sum, value) => sum + value, 0) / values.length
      if (!Number.isFinite(score)) return null
      result.push({ repeat, fold, score, rows, values })
    }
  }
  return result
}

function recordOf(
  cell: Cell,
  { answers, outputs }: SimulationRecord,
  rows: Int32Array,
  from: number,
): Predicted {
  const truth = Array.from(rows, (row) => answers[row])
  const values = Array.from(rows, (row) => outputs[from + row])
  if (taskOf(cell.kind) === 'regression') return { task: 'regression', targets: truth, values }
  return {
    task: 'classification',
    classes: 2,
    labels: truth,
    predicted: values.map((p1) => (p1 > 0.5 ? 1 : 0)),
    probabilities: values.flatMap((p1) => [1 - p1, p1]),
  }
}

/** One pair by one inference. Differences are method - baseline, as the metric counts. */
export interface Estimate {
  readonly difference: number
  readonly centre: number
  readonly standardError: number
  readonly quantile: number
  /** sd(h) / sqrt(n): what effects are measured in. */
  readonly unit: number
  /** For several methods at once; null where they were not adjusted. */
  readonly adjusted: number | null
}

export type Estimates = Readonly<Record<string, readonly Estimate[]>>

function estimates(
  cell: Cell,
  metric: MetricName,
  pairs: readonly (readonly [readonly ScoredCell[], readonly ScoredCell[]])[],
  isFamily: boolean,
  simulation: number,
): Estimates {
  const options: ByRowsOptions = {
    higherIsBetter: true,
    isBounded: isBoundedByRow(metric),
    confidence: 0.95,
    rope: 0.01,
    key: [simulation, cell.rows],
  }
  const named = pairs.map(([cells, baseline], i) => ({ method: `${i}`, cells, baseline, isIdentical: false }))
  const alone = estimateByRows(named, options).estimates
  const together = isFamily ? inferByRows(named, options).findings : null
  const n = cell.rows
  const J = cell.folds * cell.repeats
  const layout = layOutRows(pairs[0][1])
  const plain = pairs.map(([a, b]) => Math.sqrt(varianceOfParts(rowParts(layout, a, b, 'all')).variance))
  const within = pairs.map(([a, b]) =>
    Math.sqrt((varianceOfParts(rowParts(layout, a, b, 'fold')).variance * (n - 1)) / (n - cell.folds)),
  )
  const tests = pairs.map(([a, b]) =>
    correctedTTest(
      a.map(({ score }, c) => score - b[c].score),
      1 / (cell.folds - 1),
      0.95,
    ),
  )
  const adjusted = isFamily ? holm(tests.map(({ pValue }) => pValue ?? 1)) : null
  const common = (i: number) => ({
    difference: alone[i].difference,
    centre: alone[i].difference,
    unit: plain[i],
    adjusted: null,
  })
  return {
    rows: alone.map((one, i) => ({
      ...common(i),
      centre: one.centre,
      standardError: one.standardError ?? 0,
      quantile: one.standardError === null ? 0 : tQuantile(0.975, one.df),
      adjusted: together === null ? null : (together[i].adjusted ?? 1),
    })),
    'all pairs': plain.map((standardError, i) => ({
      ...common(i),
      standardError,
      quantile: tQuantile(0.975, n - 1),
    })),
    'within folds': within.map((standardError, i) => ({
      ...common(i),
      standardError,
      quantile: tQuantile(0.975, n - cell.folds),
    })),
    resampled: tests.map(({ standardError }, i) => ({
      ...common(i),
      standardError: standardError ?? 0,
      quantile: tQuantile(0.975, J - 1),
      adjusted: adjusted?.[i] ?? null,
    })),
  }
}
