/** Short lists, such as what is bundled: one table. */
import type { CsvTable } from '../results/csv.ts'
import type { ReportDocument, Table, TableColumn } from './document.ts'

export interface Listing {
  /** CSV and JSON name of each column, and its heading elsewhere; there it may have two lines. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Columns that stand to the right though their cells are texts; numbers always do. */
  readonly right?: readonly string[]
}

export const listingDocument = (listing: Listing): ReportDocument => ({
  sections: [[listingTable(listing)]],
  data: { csv: () => listingCsv(listing), json: () => ({ value: listingObjects(listing) }) },
})

export const listingTable = ({ columns, rows, right = [] }: Listing): Table => ({
  kind: 'table',
  columns: columns.map((title, i): TableColumn => {
    const isRight =
      right.includes(title) || (rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
    return {
      title,
      ...(isRight && { right: true }),
      ...(i === columns.length - 1 && i > 0 && { wrap: 'words' }),
    }
  }),
  rows: rows.map((row) => row.map((cell, i) => ({ text: `${cell}`, ...(i === 0 && { tone: 'key' }) }))),
})

export const listingCsv = ({ columns, rows }: Listing): CsvTable => ({ columns, rows })

export const listingObjects = ({ columns, rows }: Listing): Record<string, string | number>[] =>
  rows.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]])))
