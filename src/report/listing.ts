/** Short lists of plain text, such as what is bundled: the formats of `--format` for anything that is no comparison. */
import { Chalk } from 'chalk'
import Table from 'cli-table3'
import { csvCell } from '../results/csv.ts'
import { markdownText, printable } from './escape.ts'
import type { RenderOptions } from './format.ts'
import type { FormatName } from './index.ts'
import { wrapWords } from './wrap.ts'

export interface Listing {
  /** CSV and JSON name of each column, and its heading elsewhere. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Columns that stand to the right though their cells are texts; numbers always do. */
  readonly right?: readonly string[]
}

/** The whole text, last line end included. */
export function renderListing(listing: Listing, format: FormatName, options: RenderOptions): string {
  return renderers[format](listing, options)
}

const renderers: Record<FormatName, (listing: Listing, options: RenderOptions) => string> = {
  table({ columns, rows, right = [] }, { color, width }) {
    const chalk = new Chalk({ level: color ? 1 : 0 })
    const widths = columns.map((name, i) =>
      Math.max(name.length, ...rows.map((row) => printable(`${row[i]}`).length)),
    )
    const last = columns.length - 1
    const room = width - widths.slice(0, last).reduce((sum, w) => sum + w + 2, 0)
    const numeric = columns.map(
      (name, i) => right.includes(name) || rows.every((row) => typeof row[i] === 'number'),
    )
    const table = new Table({
      chars: Object.fromEntries(CHARS.map((name) => [name, name === 'middle' ? '  ' : ''])),
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    })
    table.push(columns.map((name) => chalk.dim(name)))
    for (const row of rows) {
      table.push(
        row.map((cell, i) => {
          const text = printable(`${cell}`)
          return i === last && room > 20 ? wrapWords(text, room) : i === 0 ? chalk.bold(text) : text
        }),
      )
    }
    return `${table.toString().replace(/ +$/gm, '')}\n`
  },

  csv: ({ columns, rows }) => [columns, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join(''),

  json({ columns, rows }) {
    const objects = rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
    return `${JSON.stringify(objects, null, 2)}\n`
  },

  markdown({ columns, rows, right = [] }) {
    const line = (cells: readonly (string | number)[]) =>
      `| ${cells.map((cell) => markdownText(`${cell}`)).join(' | ')} |\n`
    return [
      line(columns),
      `|${columns.map((name) => (right.includes(name) ? '---:|' : '---|')).join('')}\n`,
      ...rows.map(line),
    ].join('')
  },
}

const CHARS = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
  'left',
  'left-mid',
  'mid',
  'mid-mid',
  'right',
  'right-mid',
  'middle',
]
