/** What a file holds once its records are read: columns of numbers and words. */
import { dataError, type Place } from '../../util/errors.ts'
import { parseNumber, shown } from '../cells.ts'
import { CellReader, Column, type Reading } from './column.ts'
import { countedNames, headerNames } from './header.ts'
import type { LayoutOptions } from './layout.ts'
import type { Numerals } from './numerals.ts'
import { type PlainRows, WANTS } from './plain.ts'
import { bitsOf, bitsOfText, mix } from './rowHash.ts'
import { Slabs } from './slabs.ts'

/** What a file held: named columns of equal length. */
export interface Table {
  /** Name of the file in messages. */
  readonly file: string
  readonly rows: number
  /** All columns of the file, in order. */
  readonly names: readonly string[]
  /** By position; undefined where `plan` said 'skip' or 'hash'. */
  readonly columns: readonly (Column | undefined)[]
  /** By row, a hash of its cells in the columns of 'hash'; undefined where there is none of these. */
  readonly unread: Int32Array | undefined
  /** Names that stand more than once in the header. */
  readonly repeatedNames: readonly string[]
  /** Line of the header, 1-based; undefined for a file without one. */
  readonly headerLine: number | undefined
  /** The line on which a row starts, 1-based; a quoted cell may hold line ends, so it cannot be computed. */
  lineOf(row: number): number
  /** How its numbers are written. */
  readonly numerals: Numerals
  readonly notes: readonly string[]
}

export interface TableOptions extends LayoutOptions {
  readonly header: boolean
  /** A name that stands twice in the header: the second column of it is called name_2. */
  readonly rename?: boolean
  /** Cells that mean a missing value, besides the empty one: in every column, and in those that do not keep them. */
  readonly nullCells: readonly string[]
  readonly defaultNulls: readonly string[]
  /** How numbers are written. */
  readonly numerals: Numerals
  /** A single column is not a sign of a wrong delimiter. */
  readonly mayBeOneColumn?: boolean
}

/** How to read a column, or whether only to tell equal cells of it from others ('hash'). `keepNa`: the default ways to write a missing value are values in it. */
export type ColumnPlan = Reading | 'skip' | 'hash' | { readonly reading: Reading; readonly keepNa: true }

/** Says how to read each column once the header is known. `line` is that of the header, for errors. */
export type Plan = (names: readonly string[], line: number | undefined) => readonly ColumnPlan[]

const WANTS_OF = {
  skip: WANTS.nothing,
  numbers: WANTS.numbers,
  text: WANTS.text,
  plain: WANTS.text,
  verbatim: WANTS.text,
  hash: WANTS.toldNumbers,
} as const satisfies Record<Exclude<ColumnPlan, object>, number>

/** Rows whose numbers are collected before the columns take them: of 785 columns, 200 KB, which stay in cache. */
const BLOCK_ROWS = 32

/** Collects records: the first is the header (unless there is none), the rest are rows. */
export class TableBuilder implements PlainRows {
  readonly file: string
  readonly notes: string[] = []
  names: readonly string[] | undefined
  /** Line on which the next record starts. */
  line = 1
  wants: Uint8Array | undefined
  private readonly header: boolean
  private readonly rename: boolean
  private readonly mayBeOneColumn: boolean
  private readonly plan: Plan
  private readonly delimiter: string
  private readonly hint: () => string
  private readonly numerals: Numerals
  private readonly reader: CellReader
  /** For columns in which NA is a value. */
  private readonly keepingReader: CellReader
  private headerLine: number | undefined
  private repeatedNames: readonly string[] = []
  private columns: (Column | undefined)[] = []
  /** [BLOCK_ROWS x columns] numbers of the last rows, where a column has not taken the row yet. */
  cells = new Float64Array(0)
  /** Where the current row starts in `cells`. */
  base = 0
  /** The row that stands first in `cells`. */
  private firstOfBlock = 0
  private readonly slabs = new Slabs()
  private readings: Exclude<ColumnPlan, object>[] = []
  private readers: CellReader[] = []
  private lines = new Int32Array(1024)
  private hashes = new Int32Array(1024)
  private count = 0
  /** Blank lines since the last row of a file with one column: missing values, if another row follows. */
  private blanks: number[] = []
  /** What stands behind the last column in the row being read. */
  private beyond = ''
  /** The header ends in a delimiter, or the first row under one that does not: so may every row. */
  private endsInDelimiter: boolean | undefined

  /** `hint`: what may help where the file is not what a table looks like. */
  constructor(
    file: string,
    options: TableOptions,
    plan: Plan,
    delimiter: string,
    hint: () => string = () => '',
  ) {
    this.hint = hint
    this.file = file
    this.header = options.header
    this.rename = options.rename === true
    this.mayBeOneColumn = options.mayBeOneColumn === true
    this.plan = plan
    this.delimiter = delimiter
    this.numerals = options.numerals
    const { defaultNulls, nullCells } = options
    this.reader = new CellReader([...defaultNulls, ...nullCells], options.numerals)
    this.keepingReader = new CellReader(nullCells, options.numerals)
  }

  /** Between rows of a single column a blank line is a row whose cell is empty; elsewhere it is nothing. */
  blank(): void {
    if (this.names?.length === 1) this.blanks.push(this.line)
  }

  /** Takes one record that starts on `this.line`; the caller moves the line on. */
  add(cells: readonly string[]): void {
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
    if (this.blanks.length > 0) {
      for (const line of this.blanks.splice(0)) {
        this.startRow(line)
        this.cell(0, '')
      }
    }
    this.startRow(this.line)
  }

  private startRow(line: number): void {
    if (this.count === this.lines.length) {
      const longer = new Int32Array(2 * this.count)
      longer.set(this.lines)
      this.lines = longer
      const hashes = new Int32Array(2 * this.count)
      hashes.set(this.hashes)
      this.hashes = hashes
    }
    if (this.count === this.firstOfBlock + BLOCK_ROWS) this.endBlock()
    this.base = (this.count - this.firstOfBlock) * this.columns.length
    this.lines[this.count++] = line
  }

  private endBlock(): void {
    this.columns.forEach((column, index) => {
      if (column !== undefined) this.settle(column, index, this.count)
    })
    this.firstOfBlock = this.count
  }

  /** Gives a column its numbers of the rows before `row` that it has not taken yet. */
  private settle(column: Column, index: number, row: number): void {
    const taken = column.length
    if (taken === row) return
    const width = this.columns.length
    column.pushNumbers(this.cells, (taken - this.firstOfBlock) * width + index, width, row - taken)
  }

  /** A cell of a column that is told its numbers one by one. */
  number(index: number, value: number): void {
    const column = this.columns[index]
    if (column === undefined) this.hash(index, bitsOf(value))
    else this.readers[index]!.readNumber(value, column)
  }

  /** A number just read was written with zeros before it. */
  padded(index: number, text: string): void {
    const column = this.columns[index]
    if (column !== undefined) column.padded ??= text
  }

  private hash(index: number, bits: number): void {
    this.hashes[this.count - 1] = mix(this.hashes[this.count - 1]!, index, bits)
  }

  cell(index: number, text: string): void {
    const column = this.columns[index]
    if (column !== undefined) {
      this.settle(column, index, this.count - 1)
      this.readers[index]!.read(text, column, this.readings[index] as Reading)
    } else if (this.readings[index] === 'hash') {
      const value = parseNumber(text.trim())
      this.hash(index, Number.isFinite(value) ? bitsOf(value) : bitsOfText(text.trim()))
    } else if (index === this.columns.length) this.beyond = text.trim()
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
    const { file, count, lines, names, columns, headerLine, repeatedNames, numerals, notes } = this
    if (names === undefined) throw dataError({ file, line: 1 }, 'the file is empty')
    if (count === 0) throw dataError({ file, line: 1 }, 'the file has a header and no rows')
    this.endBlock()
    for (const column of columns) column?.finish()
    const lineOf = (row: number) => lines[row]!
    const unread = this.readings.includes('hash') ? this.hashes : undefined
    return { file, rows: count, names, columns, unread, repeatedNames, headerLine, lineOf, numerals, notes }
  }

  /** The rows so far as a table; collecting starts anew. */
  take(): Table {
    const table = { ...this.table(), notes: this.notes.splice(0) }
    this.startColumns()
    return table
  }

  private startColumns(): void {
    this.columns = this.names!.map((name, i) => {
      const reading = this.readings[i]
      return reading === 'skip' || reading === 'hash' ? undefined : new Column(name, this.slabs)
    })
    this.lines = new Int32Array(1024)
    this.hashes = new Int32Array(1024)
    this.count = 0
    this.firstOfBlock = 0
    this.cells = new Float64Array(BLOCK_ROWS * this.columns.length)
  }

  private open(cells: readonly string[]): void {
    if (this.header) this.headerLine = this.line
    this.names = this.header ? this.headerNames(cells) : countedNames(cells.length)
    if (this.names.length === 1 && !this.mayBeOneColumn) {
      throw dataError(
        this.here(),
        `there is only one column when split at ${shown(this.delimiter)}${this.hint() || '; name the separator with --delimiter'}`,
      )
    }
    const plans = this.plan(this.names, this.headerLine)
    this.readings = plans.map((plan) => (typeof plan === 'string' ? plan : plan.reading))
    this.readers = plans.map((plan) => (typeof plan === 'string' ? this.reader : this.keepingReader))
    this.wants = Uint8Array.from(this.readings, (reading, i) => {
      const wants = WANTS_OF[reading]
      return wants === WANTS.numbers && !this.readers[i]!.keepsNumbers ? WANTS.toldNumbers : wants
    })
    this.startColumns()
  }

  private headerNames(cells: readonly string[]): readonly string[] {
    const place = { file: this.file, line: this.line }
    const { names, notes, repeated } = headerNames(place, this.withoutLast(cells), this.rename)
    this.notes.push(...notes)
    this.repeatedNames = repeated
    return names
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
    return dataError(this.here(), `expected ${this.columns.length} fields, got ${fields}${this.hint()}`)
  }
}
