/**
 * From what the simulations predicted to summary.csv: how often each inference covers what it aims at, finds what is not
 * there, and finds what is.
 *
 *     node --import tsx experiments/calibration/summarize.ts RAW [data-rows ...] > experiments/calibration/summary.csv
 */
import { join } from 'node:path'
import type { MetricName } from '../../src/metrics/index.ts'
import type { Predicted } from '../../src/metrics/predicted.ts'
import { isBoundedByRow, rowValues } from '../../src/statistics/influence/index.ts'
import type { ScoredCell } from '../../src/statistics/rowParts.ts'
import { groupBy } from '../../src/util/groupBy.ts'
import { type Cell, cells, METRICS, nameOf, taskOf } from './cells.ts'
import { adjustedOf, type Estimates, estimatesOf, type Pair } from './estimates.ts'
import { EFFECTS, Figures, type Truth } from './figures.ts'
import { Planting, planted, plantingKey } from './planted.ts'
import { recordsOf, type SimulationRecord } from './record.ts'

const [raw, ...names] = process.argv.slice(2)
if (raw === undefined) throw new Error('usage: summarize.ts RAW [data-rows ...]')

/** Simulations of a cell in which effects are planted, and that tell of other scores than the main one: rows take time. */
const secondaryOf = (rows: number): number => (rows >= 2000 ? 50 : 200)

console.log(Figures.header)
const groups = groupBy(cells, ({ kind, rows }) => `${kind}-${rows}`)
for (const [name, parts] of groups) {
  if (names.length > 0 && !names.includes(name)) continue
  const task = taskOf(parts[0].kind)
  const metrics: readonly MetricName[] = [
    ...METRICS[task],
    ...(task === 'classification' ? (['auc'] as const) : []),
  ]
  metrics.forEach((metric, m) => {
    for (const line of judge(parts, metric, m)) console.log(line)
  })
}

interface Comparison {
  readonly name: string
  readonly isNull: boolean
  /** Indices of methods. Pairs of one list stand in one table. */
  readonly tables: readonly (readonly (readonly [method: number, baseline: number])[])[]
  /** Place of a pair's true difference among those measured; below 0 where it was not. */
  truth(pair: number): number
}

function comparisonsOf({ kind, copies, methods }: Cell): Comparison[] {
  if (kind === 'noise') {
    const pairs = methods.slice(1).map((_, i) => [i + 1, 0] as const)
    return [{ name: 'methods on noise', isNull: true, tables: [pairs], truth: () => -1 }]
  }
  const pairs = Array.from({ length: copies }, (_, i) => [i + 1, 0] as const)
  const first = (pair: number): number => (pair === 0 ? 0 : -1)
  return [
    { name: 'copies', isNull: true, tables: [pairs], truth: first },
    { name: 'one copy', isNull: true, tables: pairs.map((pair) => [pair]), truth: first },
    { name: 'none - dropout', isNull: false, tables: [[[copies + 1, 0]]], truth: () => 1 },
    { name: 'l2 - none', isNull: false, tables: [[[copies + 2, copies + 1]]], truth: () => 2 },
  ]
}

function judge(parts: readonly Cell[], metric: MetricName, m: number): string[] {
  const { kind, rows } = parts[0]
  // Accuracy alone is right half the time on noise, whatever is predicted; other scores punish what is sure.
  if (kind === 'noise' && metric === 'log-loss') return []
  const isBounded = isBoundedByRow(metric)
  const judged = comparisonsOf(parts[0]).map(({ name, isNull }) => ({
    name,
    figures: new Figures(isNull),
    planting: new Planting(rows),
  }))
  eachSimulation(
    parts,
    metric,
    m === 0 ? Infinity : secondaryOf(rows),
    (cell, record, scored, simulation) => {
      comparisonsOf(cell).forEach(({ tables, truth }, c) => {
        const { figures, planting, name } = judged[c]
        const pairsOf = tables.map((table) => table.map(([a, b]): Pair => [scored[a], scored[b]]))
        const pairs = pairsOf.flat()
        const truths = pairs.map((_, p): Truth => {
          const at = 4 * truth(p) + 2 * m
          // Every classifier of coin flips is right half the time.
          if (kind === 'noise' && metric === 'accuracy') return [0, 0]
          const isMeasured = truth(p) >= 0 && metric !== 'auc' && cell.measured.length > 0
          return isMeasured ? [record.truths[at], record.truths[at + 1]] : null
        })
        const estimates = joined(pairsOf.map((own) => estimatesOf(cell, isBounded, own)))
        // A family is a table of all copies, by its main score; tables of few copies tell of their pairs alone.
        const isFamily = m === 0 && tables[0].length > 3 && name !== 'one copy'
        figures.add(estimates, truths, isFamily ? adjustedOf(estimates, pairs, isBounded) : null)
        if (metric === 'accuracy' && simulation < secondaryOf(rows) && name !== 'one copy') {
          for (const pair of pairs) planting.see(pair)
        }
      })
    },
  )
  if (metric === 'accuracy') plant(parts, judged)
  return judged.flatMap(({ name, figures }) => figures.lines([kind, rows, metric, name]))
}

/** A second pass over the first simulations, in which methods are made better by the effects. */
function plant(parts: readonly Cell[], judged: readonly { figures: Figures; planting: Planting }[]): void {
  const limit = secondaryOf(parts[0].rows)
  eachSimulation(parts, 'accuracy', limit, (cell, _, scored, simulation) => {
    comparisonsOf(cell).forEach(({ tables }, c) => {
      for (const effect of EFFECTS) {
        const probability = judged[c].planting.probabilityOf(effect)
        if (probability === null) continue
        const estimates = tables.map((table, t) =>
          estimatesOf(
            cell,
            true,
            table.map(([a, b], p) =>
              planted([scored[a], scored[b]], probability, plantingKey(cell.first + simulation, 100 * t + p)),
            ),
          ),
        )
        judged[c].figures.addPlanted(effect, joined(estimates))
      }
    })
  })
}

function eachSimulation(
  parts: readonly Cell[],
  metric: MetricName,
  limit: number,
  see: (
    cell: Cell,
    record: SimulationRecord,
    scored: readonly (readonly ScoredCell[])[],
    simulation: number,
  ) => void,
): void {
  let simulation = 0
  for (const cell of parts) {
    for (const record of recordsOf(join(raw, `${nameOf(cell)}.bin`), cell)) {
      if (simulation >= limit) return
      const folds = foldsOf(cell, record)
      const scored = cell.methods.flatMap((_, method) => {
        const own = scoredCells(cell, record, folds, method, metric)
        return own === null ? [] : [own]
      })
      if (scored.length < cell.methods.length) continue
      see(cell, record, scored, simulation++)
    }
  }
}

/** Estimates of several tables, one after another. */
function joined(tables: readonly Estimates[]): Estimates {
  return Object.fromEntries(
    Object.keys(tables[0]).map((inference) => [inference, tables.flatMap((own) => own[inference])]),
  )
}

/** [repeats x folds] the rows that each fold tests. */
function foldsOf({ repeats, rows, folds }: Cell, record: SimulationRecord): Int32Array[] {
  return Array.from({ length: repeats * folds }, (_, i) => {
    const own = record.folds.subarray(Math.floor(i / folds) * rows, (Math.floor(i / folds) + 1) * rows)
    return Int32Array.from(own.keys()).filter((row) => own[row] === i % folds)
  })
}

/** [repeats x folds] what each fold's rows say of a method's score; null where a fold lacks a class. */
function scoredCells(
  cell: Cell,
  record: SimulationRecord,
  folds: readonly Int32Array[],
  method: number,
  metric: MetricName,
): ScoredCell[] | null {
  const result: ScoredCell[] = []
  for (const [i, rows] of folds.entries()) {
    const repeat = Math.floor(i / cell.folds)
    const from = (method * cell.repeats + repeat) * cell.rows
    const values = rowValues(metric, recordOf(cell, record, rows, from))!
    const score = values.reduce((sum, value) => sum + value, 0) / values.length
    if (!Number.isFinite(score)) return null
    result.push({ repeat, fold: i % cell.folds, score, rows, values })
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
