/** What a file holds once its records are read: columns of numbers and words. */
import { dataError, type Place } from '../../util/errors.ts'
import { parseNumber, shown } from '../cells.ts'
import { CellReader, Column, type Reading } from './column.ts'
import type { Numerals } from './numerals.ts'
import { type PlainRows, WANTS } from './plain.ts'

/** What a file held: named columns of equal length. */
export interface Table {
  /** Name of the file in messages. */
  readonly file: string
  readonly rows: number
  /** All columns of the file, in order. */
  readonly names: readonly string[]
  /** By position; undefined where `plan` said 'skip'. */
  readonly columns: readonly (Column | undefined)[]
  /** Line of the header, 1-based; undefined for a file without one. */
  readonly headerLine: number | undefined
  /** The line on which a row starts, 1-based; a quoted cell may hold line ends, so it cannot be computed. */
  lineOf(row: number): number
  /** How its numbers are written. */
  readonly numerals: Numerals
  readonly notes: readonly string[]
}

export interface TableOptions {
  /** One character; found from the header line among comma, semicolon, tab and bar when absent. */
  readonly delimiter?: string | undefined
  readonly header: boolean
  /** Cells that mean a missing value, besides the empty one. */
  readonly nullCells: readonly string[]
  /** How numbers are written. */
  readonly numerals: Numerals
  /** A single column is not a sign of a wrong delimiter. */
  readonly mayBeOneColumn?: boolean
}

/** Says how to read each column once the header is known. `line` is that of the header, for errors. */
export type Plan = (names: readonly string[], line: number | undefined) => (Reading | 'skip')[]

const WANTS_OF = {
  skip: WANTS.nothing,
  numbers: WANTS.numbers,
  text: WANTS.text,
  plain: WANTS.text,
  verbatim: WANTS.text,
} as const satisfies Record<Reading | 'skip', number>

/** Collects records: the first is the header (unless there is none), the rest are rows. */
export class TableBuilder implements PlainRows {
  readonly file: string
  readonly notes: string[] = []
  names: string[] | undefined
  /** Line on which the next record starts. */
  line = 1
  wants: Uint8Array | undefined
  private readonly header: boolean
  private readonly mayBeOneColumn: boolean
  private readonly plan: Plan
  private readonly delimiter: string
  private readonly numerals: Numerals
  private readonly reader: CellReader
  private headerLine: number | undefined
  private columns: (Column | undefined)[] = []
  private readings: (Reading | 'skip')[] = []
  private lines = new Int32Array(1024)
  private count = 0
  /** What stands behind the last column in the row being read. */
  private beyond = ''
  /** The header ends in a delimiter, or the first row under one that does not: so may every row. */
  private endsInDelimiter: boolean | undefined

  constructor(file: string, options: TableOptions, plan: Plan, delimiter: string) {
    this.file = file
    this.header = options.header
    this.mayBeOneColumn = options.mayBeOneColumn === true
    this.plan = plan
    this.delimiter = delimiter
    this.numerals = options.numerals
    this.reader = new CellReader(options.nullCells, options.numerals)
  }

  /** Takes one record that starts on `this.line`; the caller moves the line on. */
  add(cells: readonly string[]): void {
    if (cells.length === 1 && cells[0] === '') return
    if (this.names === undefined) {
      this.open(cells)
      if (this.header) return
    }
    this.beginRow()
    cells.forEach((cell, i) => {
      this.cell(i, cell)
    })
    this.endRow(cells.length)
  }

  beginRow(): void {
    if (this.count === this.lines.length) {
      const longer = new Int32Array(2 * this.count)
      longer.set(this.lines)
      this.lines = longer
    }
    this.lines[this.count++] = this.line
  }

  /** A cell of a column that wants numbers. */
  number(index: number, value: number): void {
    this.reader.readNumber(value, this.columns[index]!)
  }

  cell(index: number, text: string): void {
    const column = this.columns[index]
    if (column !== undefined) this.reader.read(text, column, this.readings[index] as Reading)
    else if (index === this.columns.length) this.beyond = text.trim()
  }

  endRow(fields: number): void {
    const expected = this.columns.length
    if (fields === expected) {
      this.endsInDelimiter ??= false
      return
    }
    if (fields !== expected + 1 || this.endsInDelimiter === false) throw this.ragged(fields)
    if (this.beyond !== '') {
      if (this.endsInDelimiter === undefined) throw this.ragged(fields)
      throw dataError(
        this.here(),
        `the last column has no name, and holds ${shown(this.beyond)}; name it in the header`,
      )
    }
    if (this.endsInDelimiter === undefined) this.noteDelimiter()
  }

  get isEmpty(): boolean {
    return this.count === 0
  }

  here(columnIndex?: number): Place {
    const place = { file: this.file, line: this.line }
    const column = columnIndex === undefined ? undefined : this.names?.[columnIndex]
    return column === undefined ? place : { ...place, column }
  }

  table(): Table {
    const { file, count, lines, names, columns, headerLine, numerals, notes } = this
    if (names === undefined) throw dataError({ file, line: 1 }, 'the file is empty')
    if (count === 0) throw dataError({ file, line: 1 }, 'the file has a header and no rows')
    for (const column of columns) column?.finish()
    const lineOf = (row: number) => lines[row]!
    return { file, rows: count, names, columns, headerLine, lineOf, numerals, notes }
  }

  /** The rows so far as a table; collecting starts anew. */
  take(): Table {
    const table = { ...this.table(), notes: this.notes.splice(0) }
    this.startColumns()
    return table
  }

  private startColumns(): void {
    this.columns = this.names!.map((name, i) => (this.readings[i] === 'skip' ? undefined : new Column(name)))
    this.lines = new Int32Array(1024)
    this.count = 0
  }

  private open(cells: readonly string[]): void {
    if (this.header) this.headerLine = this.line
    this.names = this.header ? this.headerNames(cells) : cells.map((_, i) => `column${i + 1}`)
    if (this.names.length === 1 && !this.mayBeOneColumn) {
      throw dataError(
        this.here(),
        `there is only one column when split at ${shown(this.delimiter)}; name the separator with --delimiter`,
      )
    }
    this.readings = this.plan(this.names, this.headerLine)
    this.wants = Uint8Array.from(this.readings, (reading) => WANTS_OF[reading])
    this.startColumns()
  }

  private headerNames(all: readonly string[]): string[] {
    const cells = this.withoutLast(all)
    if (cells.every((cell) => Number.isFinite(parseNumber(cell.trim())))) {
      this.notes.push(`${this.file}: the header holds only numbers; use --no-header if it is a row of data`)
    }
    const seen = new Map<string, number>()
    return cells.map((cell, i) => {
      const name = cell.trim() || `column${i + 1}`
      if (cell.trim() === '')
        this.notes.push(`${this.file}: column ${i + 1} has no name and is called "${name}"`)
      const before = seen.get(name)
      if (before !== undefined) {
        throw dataError(
          { file: this.file, line: this.line, column: name },
          `the name is used twice, for columns ${before + 1} and ${i + 1}; column names must differ`,
        )
      }
      seen.set(name, i)
      return name
    })
  }

  /** A header that ends in a delimiter names no column behind it. */
  private withoutLast(cells: readonly string[]): readonly string[] {
    if (cells.length < 3 || cells.at(-1)!.trim() !== '') return cells
    this.noteDelimiter()
    return cells.slice(0, -1)
  }

  private noteDelimiter(): void {
    this.endsInDelimiter = true
    this.notes.push(`${this.file}: lines end in a delimiter; the empty column behind it is left out`)
  }

  private ragged(fields: number): Error {
    return dataError(this.here(), `expected ${this.columns.length} fields, got ${fields}`)
  }
}
