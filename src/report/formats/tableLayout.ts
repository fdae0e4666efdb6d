/** A table in the columns of a terminal. */
import { stripVTControlCharacters } from 'node:util'
import type { ChalkInstance } from 'chalk'
import Table from 'cli-table3'
import type { Cell, Table as TableBlock, TableColumn } from '../document.ts'
import { printable } from '../escape.ts'
import { nameTokens, widest, widestToken, wrapName, wrapWords } from '../wrap.ts'
import { type Paint, paintLines, plain, type Screen } from './paint.ts'

const GUTTER = '  '

/** Columns are left out rather than cutting a method's name into pieces shorter than it needs, within these bounds. */
const MIN_NAME_WIDTH = 16
const MAX_NAME_WIDTH = 28

/** In less room words are not broken: a column of single words would be longer than it is wide. */
const MIN_WORDS_WIDTH = 21

export interface LaidTable {
  /** Without the last line's end. */
  readonly text: string
  readonly shown: readonly TableColumn[]
}

export function layTable(block: TableBlock, { chalk, width }: Pick<Screen, 'chalk' | 'width'>): LaidTable {
  const { columns, rows, nameWidth } = fit(block, width)
  const table = new Table({
    chars: { ...NO_LINES, middle: GUTTER },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
  })
  const hasHeading = columns.some(({ title }) => title !== '')
  if (hasHeading) table.push(columns.map((column) => paintLines(headingOf(column, block), chalk.dim)))
  const room = width - widthBefore(columns, rows, columns.length - 1)
  for (const row of rows) {
    table.push(
      row.map((cell, i) => {
        const text = printable(cell.text)
        const { wrap } = columns[i]
        const broken =
          wrap === 'name'
            ? wrapName(nameTokens(text), nameWidth)
            : wrap === 'words' && room >= MIN_WORDS_WIDTH
              ? wrapWords(text, room)
              : text
        const painted = paintLines(broken, paintOf(cell, chalk))
        return cell.note === undefined ? painted : `${painted}\n${chalk.yellow(noteOf(cell))}`
      }),
    )
  }
  const text = table.toString().replace(/ +$/gm, '')
  const lines = [
    ...(block.caption === undefined ? [] : [paintLines(wrapWords(block.caption, width), chalk.dim)]),
    block.ruled ? underlineHeading(text, chalk) : text,
  ]
  return { text: lines.join('\n'), shown: columns }
}

/** A ruled heading has two lines, so that its rule stands below the second. */
const headingOf = ({ title, unit = '' }: TableColumn, { ruled }: TableBlock): string =>
  ruled ? `${title}\n${unit}` : title

function paintOf({ tone, strong }: Cell, chalk: ChalkInstance): Paint {
  if (tone === 'better') return chalk.green
  if (tone === 'worse') return chalk.red
  if (tone === 'faint') return chalk.dim
  return tone === 'key' || strong ? chalk.bold : plain
}

const noteOf = ({ note }: Cell): string => (note === undefined ? '' : `  ${note}`)

const cellWidth = (cell: Cell): number => widest([...printable(cell.text).split('\n'), noteOf(cell)])

const columnWidth = ({ title, unit = '' }: TableColumn, cells: readonly Cell[]): number =>
  Math.max(widest([...title.split('\n'), unit]), ...cells.map(cellWidth))

/** Columns that those before the given one take, gutters included. */
const widthBefore = (
  columns: readonly TableColumn[],
  rows: readonly (readonly Cell[])[],
  index: number,
): number =>
  columns.slice(0, index).reduce((sum, column, i) => {
    const cells = rows.map((row) => row[i])
    return sum + columnWidth(column, cells) + GUTTER.length
  }, 0)

interface Fitted {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly Cell[])[]
  /** What is left for the first column. */
  readonly nameWidth: number
}

/** Leaves out columns, the least important first, until the first one has room; then takes what cells have in place of their text. */
function fit({ columns: all, rows }: TableBlock, width: number): Fitted {
  const first = rows.map((row) => row[0])
  const whole = columnWidth(all[0], first)
  const enough = all[0].wrap === 'name' ? enoughFor(first, whole) : whole
  const last = all.length - 1
  const widths = all.map((column, i) => {
    const own = columnWidth(
      column,
      rows.map((row) => row[i]),
    )
    // Words give way.
    return i === last && column.wrap === 'words' ? Math.min(MIN_WORDS_WIDTH, own) : own
  })
  const kept = all.map((_, i) => i)
  const room = (): number => width - kept.slice(1).reduce((sum, i) => sum + GUTTER.length + widths[i], 0)
  while (room() < enough) {
    const ranked = kept.filter((i) => all[i].rank !== undefined)
    if (ranked.length === 0) break
    const easiest = ranked.reduce((a, b) => (all[b].rank! > all[a].rank! ? b : a))
    kept.splice(kept.indexOf(easiest), 1)
  }
  const isTight = room() < enough
  return {
    columns: kept.map((i) => all[i]),
    rows: rows.map((row) =>
      kept.map((i) => (isTight && row[i].short !== undefined ? { ...row[i], text: row[i].short } : row[i])),
    ),
    nameWidth: Math.max(1, Math.min(whole, room())),
  }
}

function enoughFor(names: readonly Cell[], whole: number): number {
  const needed = Math.max(0, ...names.map(({ text }) => widestToken(nameTokens(printable(text)))))
  const notes = widest(names.map(noteOf))
  return Math.min(whole, Math.max(MIN_NAME_WIDTH, notes, Math.min(MAX_NAME_WIDTH, needed)))
}

/** Titles and units; cli-table3 draws a rule below every row or below none. */
function underlineHeading(text: string, chalk: ChalkInstance): string {
  const lines = text.split('\n')
  const rule = '─'.repeat(widest(lines.map(stripVTControlCharacters)))
  return [...lines.slice(0, 2), chalk.dim(rule), ...lines.slice(2)].join('\n')
}

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
}
