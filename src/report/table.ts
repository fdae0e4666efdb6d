import { stripVTControlCharacters } from 'node:util'
import { Chalk, type ChalkInstance } from 'chalk'
import Table from 'cli-table3'
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
import { printable } from './escape.ts'
import type { RenderOptions } from './format.ts'
import { nameTokens, widest, widestToken, wrapName, wrapWords } from './wrap.ts'

const GUTTER = '  '

/** A title and a unit. */
const HEADING_LINES = 2

/** Columns are left out rather than cutting a method's name into pieces shorter than it needs, within these bounds. */
const MIN_NAME_WIDTH = 16
const MAX_NAME_WIDTH = 28

const NO_LINES = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GUTTER,
}

/** The terminal table: heading, a row a method with the best first, legend, finding. Plain text says all that colour says. */
export function renderTable(comparison: Comparison, { color, width }: RenderOptions): string {
  const chalk = new Chalk({ level: color ? 1 : 0 })
  const rows = sortByScore(comparison)
  const names = rows.map((row) => nameTokens(printable(row.method)))
  const { columns, nameWidth } = fit(displayColumns(comparison), rows, names, width)

  const table = new Table({
    chars: NO_LINES,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: ['left', ...columns.map(() => 'right' as const)],
  })
  table.push([
    paint('method', chalk.dim),
    ...columns.map(({ title, unit }) => paint(`${title}\n${unit}`, chalk.dim)),
  ])
  rows.forEach((row, index) => {
    const name = paint(
      wrapName(names[index], nameWidth),
      row.method === comparison.baseline ? chalk.bold : plain,
    )
    const note = noteOf(row)
    table.push([
      note === '' ? name : `${name}\n${chalk.yellow(note)}`,
      ...columns.map((column) => paint(column.text(row), paintOf(column, row, comparison, chalk))),
    ])
  })

  const heading = `${printable(comparison.dataset)}: ${printable(describeData(comparison))}`
  return [
    paint(wrapWords(heading, width), chalk.bold),
    paint(wrapWords(printable(describeRun(comparison)), width), chalk.dim),
    paint(wrapWords(printable(describeStrengths(comparison)), width), chalk.dim),
    '',
    underlineHeading(trimLines(table.toString()), chalk),
    '',
    paint(wrapWords(legend(comparison, columns), width), chalk.dim),
    '',
    ...chosenLines(comparison, width, chalk),
    paint(wrapWords(printable(comparison.finding), width), chalk.bold),
    '',
  ].join('\n')
}

/** What tuning chose, a line for each parameter; nothing where strengths are as written. */
function chosenLines({ tuned }: Comparison, width: number, chalk: ChalkInstance): string[] {
  if (tuned === undefined || tuned.chosen.length === 0) return []
  const trials = Math.max(...tuned.chosen.map((chosen) => chosen.trials))
  const cells = tuned.chosen.map(({ method, parameter, text }, i) => {
    // A method with several parameters is named once.
    const isFirst = tuned.chosen[i - 1]?.method !== method
    return [isFirst ? printable(method) : '', printable(parameter), printable(text)]
  })
  const widths = [0, 1].map((column) => widest(cells.map((row) => row[column])))
  const heading = `chosen, the median and range of ${count(trials, 'training part')}`
  return [
    paint(wrapWords(heading, width), chalk.dim),
    ...cells.map(([method, parameter, text]) =>
      [method.padEnd(widths[0]), parameter.padEnd(widths[1]), text].join(GUTTER),
    ),
    '',
  ]
}

/** A line below the method's name. */
function noteOf(row: MethodSummary): string {
  const note = shortfall(row)
  return note === '' ? '' : `  ${note}`
}

type Paint = (text: string) => string

const plain: Paint = (text) => text

/** Line by line, so that a cell's colour does not run into its neighbours. */
const paint = (text: string, by: Paint): string =>
  text
    .split('\n')
    .map((line) => (line === '' ? line : by(line)))
    .join('\n')

/** Only a significant difference has a colour. */
function paintOf(
  { key }: DisplayColumn,
  row: MethodSummary,
  comparison: Comparison,
  chalk: ChalkInstance,
): Paint {
  if (key !== 'difference' && key !== 'pHolm') return plain
  return [chalk.red, plain, chalk.green][verdict(row, comparison) + 1]
}

/** Leaves out columns, the least important first, until the names have room. */
function fit(
  all: readonly DisplayColumn[],
  rows: readonly MethodSummary[],
  names: readonly (readonly string[])[],
  width: number,
): { columns: DisplayColumn[]; nameWidth: number } {
  const notes = widest(rows.map(noteOf))
  const whole = Math.max(notes, widest(names.map((tokens) => tokens.join(''))))
  const needed = Math.min(MAX_NAME_WIDTH, Math.max(0, ...names.map(widestToken)))
  const enough = Math.min(whole, Math.max(MIN_NAME_WIDTH, notes, needed))
  const columns = [...all]
  const room = (): number =>
    width -
    columns.reduce(
      (sum, { title, unit, text }) => sum + GUTTER.length + widest([title, unit, ...rows.map(text)]),
      0,
    )
  while (columns.length > 1 && room() < enough) {
    const last = columns.reduce((a, b) => (b.rank > a.rank ? b : a))
    columns.splice(columns.indexOf(last), 1)
  }
  return { columns, nameWidth: Math.max(1, Math.min(whole, room())) }
}

/** cli-table3 draws a rule below every row or below none. */
function underlineHeading(table: string, chalk: ChalkInstance): string {
  const lines = table.split('\n')
  const rule = '─'.repeat(widest(lines.map(stripVTControlCharacters)))
  return [...lines.slice(0, HEADING_LINES), chalk.dim(rule), ...lines.slice(HEADING_LINES)].join('\n')
}

const trimLines = (text: string): string => text.replace(/ +$/gm, '')
