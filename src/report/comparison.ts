/** One dataset's comparison: the table of its methods, best first, and what was found. */
import type { Comparison } from '../results/comparison.ts'
import type { MethodSummary } from '../results/summary.ts'
import { count } from '../util/format.ts'
import {
  type DisplayColumn,
  describeData,
  describeRun,
  describeStrengths,
  displayColumns,
  legend,
  shortfall,
  sortByScore,
  verdict,
} from './display.ts'
import type { Block, Cell, Table, TableColumn } from './document.ts'
import { comparisonFinding } from './findings/comparison.ts'
import { planningLines } from './findings/planning.ts'
import { scanPlots } from './scanPlots.ts'

export function comparisonBlocks(comparison: Comparison): Block[] {
  const { dataset } = comparison
  const finding = comparisonFinding(comparison)
  return [
    {
      kind: 'heading',
      level: 1,
      name: dataset,
      text: describeData(comparison),
      lines: [describeRun(comparison), describeStrengths(comparison)],
    },
    summaryTable(comparison),
    // On a page it is read before the rest; on a terminal what stands last is seen first.
    { kind: 'paragraph', role: 'finding', text: finding, on: 'page' },
    ...chosenTables(comparison),
    { kind: 'paragraph', role: 'finding', text: finding, on: 'screen' },
    ...planningBlocks(comparison),
    ...scanPlots(comparison),
  ]
}

/** Small print: what more rows or repeats would do. */
function planningBlocks(comparison: Comparison): Block[] {
  const lines = planningLines(comparison)
  return lines.length === 0 ? [] : [{ kind: 'paragraph', role: 'fine', text: lines.join('; ') }]
}

function summaryTable(comparison: Comparison): Table {
  const display = displayColumns(comparison)
  const columns = display.map(({ title, unit, rank }): TableColumn => ({ title, unit, rank, right: true }))
  return {
    kind: 'table',
    ruled: true,
    columns: [{ title: 'method', unit: '', wrap: 'name' }, ...columns],
    rows: [
      ...sortByScore(comparison).map((row) => [
        nameCell(row, comparison),
        ...display.map((column) => figureCell(column, row, comparison)),
      ]),
      ...(comparison.yardsticks ?? []).map((row) => yardstickCells(row, display)),
    ],
    legend: (shown) =>
      legend(
        comparison,
        display.filter((_, i) => shown.includes(columns[i])),
      ),
  }
}

function nameCell(row: MethodSummary, { baseline }: Comparison): Cell {
  const note = shortfall(row)
  return {
    text: row.method,
    code: true,
    ...(row.method === baseline && { tone: 'key' }),
    ...(note !== '' && { note }),
  }
}

/** Nothing that could be typed as a method, and nothing that is established. */
function yardstickCells(row: MethodSummary, display: readonly DisplayColumn[]): Cell[] {
  const note = shortfall(row)
  return [
    { text: row.method, tone: 'faint', ...(note !== '' && { note }) },
    ...display.map(({ text }): Cell => ({ text: text(row), tone: 'faint' })),
  ]
}

/** Only what is established has a colour. */
function figureCell({ key, text }: DisplayColumn, row: MethodSummary, comparison: Comparison): Cell {
  const sign = key === 'difference' || key === 'pHolm' ? verdict(row, comparison) : 0
  return {
    text: text(row),
    ...(sign !== 0 && { tone: sign > 0 ? 'better' : 'worse' }),
    ...(sign !== 0 && key === 'difference' && { strong: true }),
  }
}

/** What tuning chose, a row for each parameter; nothing where strengths are as written. */
function chosenTables({ tuned }: Comparison): Table[] {
  if (tuned === undefined || tuned.chosen.length === 0) return []
  const trials = Math.max(...tuned.chosen.map((chosen) => chosen.of))
  return [
    {
      kind: 'table',
      on: 'page',
      ruled: true,
      columns: [
        { title: 'method' },
        { title: 'parameter' },
        { title: 'chosen: median (range)' },
        { title: 'training parts', right: true },
      ],
      rows: tuned.chosen.map((chosen) => [
        { text: chosen.method, code: true },
        { text: chosen.parameter, code: true },
        { text: chosen.text },
        { text: `${chosen.of}` },
      ]),
    },
    {
      kind: 'table',
      on: 'screen',
      caption: `chosen, the median and range of ${count(trials, 'training part')}`,
      columns: [{ title: '' }, { title: '' }, { title: '' }],
      rows: tuned.chosen.map(({ method, parameter, text }, i) => [
        // A method with several parameters is named once.
        { text: tuned.chosen[i - 1]?.method === method ? '' : method },
        { text: parameter },
        { text },
      ]),
    },
  ]
}
