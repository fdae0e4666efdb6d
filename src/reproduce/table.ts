/** What a run leaves behind, as conditions read it: rows of numbers, each named by a method or whatever stands first. */
import { type Column, measure, text } from '../results/columns.ts'
import { type CsvTable, tableCsv } from '../results/csv.ts'
import { csvNames, readCsv } from '../results/readCsv.ts'

export interface ResultRow {
  /** What names it: a specification, most often. */
  readonly method: string
  readonly [column: string]: string | number | null
}

export interface ResultTable {
  /** The dataset that the rows are about; null where there is one alone. */
  readonly dataset: string | null
  readonly columns: readonly Column<ResultRow>[]
  readonly rows: readonly ResultRow[]
}

/** What tells the rows of `regbench dropout` apart, whose file holds several tables: `averages mc 20`, `cost 128-64 360`. */
const LABELS = ['table', 'kind', 'site', 'networks', 'epoch', 'hidden', 'batch']

const labelOf = (row: Readonly<Record<string, string>>, keys: readonly string[]): string =>
  keys
    .map((key) => row[key] ?? '')
    .filter((cell) => cell !== '')
    .join(' ')

const NUMBER = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/

/** The tables of a CSV file: one a dataset where its rows name several. Cells that are no numbers stay texts. */
export function readTables(csv: string, file: string): ResultTable[] {
  const names = csvNames(csv, file)
  const columns = names.map((name): Column<Record<string, string>> => ({ ...text(name), key: name, name }))
  const { rows } = readCsv({ what: 'a table of results', columns }, csv, file)
  const keys = names.includes('method') ? ['method'] : names.includes('table') ? LABELS : [names[0]]
  const numbers: Column<ResultRow>[] = names
    .filter((name) => name !== 'method')
    .map((name) => ({ ...measure(name), key: name, name }))
  const cells = rows.map((row): ResultRow => {
    const entries = names.map((name): [string, string | number | null] => {
      const cell = row[name]
      return [name, cell === '' ? null : NUMBER.test(cell) ? Number(cell) : cell]
    })
    return { ...Object.fromEntries(entries), method: labelOf(row, keys) }
  })
  if (!names.includes('dataset')) return [{ dataset: null, columns: numbers, rows: cells }]
  const datasets = [...new Set(cells.map(({ dataset }) => String(dataset)))]
  return datasets.map((dataset) => ({
    dataset,
    columns: numbers,
    rows: cells.filter((row) => row.dataset === dataset),
  }))
}

/** Rows as the CSV that `readTables` reads, columns in the order of the first row. */
export const writeTable = (rows: readonly ResultRow[]): string => {
  const columns = Object.keys(rows[0])
  const table: CsvTable = { columns, rows: rows.map((row) => columns.map((name) => row[name])) }
  return tableCsv(table)
}
