import { type CsvError, type Parser, parse } from 'csv-parse'
import { dataError, type Place, RegbenchError } from '../util/errors.ts'
import { parseNumber, shown } from './cells.ts'
import { CellReader, Column, type Reading } from './column.ts'
import { type PlainRows, readPlain, WANTS } from './plain.ts'
import type { Source } from './source.ts'

/** What a file held: named columns of equal length. */
export interface Table {
  /** As messages call it. */
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
  readonly notes: readonly string[]
}

export interface TableOptions {
  /** One character; found from the header line among comma, semicolon, tab and bar when absent. */
  readonly delimiter?: string | undefined
  readonly header: boolean
  /** Cells that mean a missing value, besides the empty one. */
  readonly nullCells: readonly string[]
  /** A single column is no sign of a wrong delimiter. */
  readonly mayBeOneColumn?: boolean
}

/** Says how to read each column once the header is known. `line` is that of the header, for errors. */
export type Plan = (names: readonly string[], line: number | undefined) => (Reading | 'skip')[]

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d
/** A longer first line, or a longer row, is not a CSV row but a file without line ends or an open quote. */
const MAX_ROW_BYTES = 1 << 26

/**
 * Reads a CSV (RFC 4180; any line ends, blank lines skipped, cells trimmed) as a stream, so that only the columns
 * are held in memory. Throws a data error with line and column for a ragged row, an unclosed or stray quote, an
 * empty file, a repeated column name, and whatever `plan` refuses.
 */
export async function readTable(source: Source, options: TableOptions, plan: Plan): Promise<Table> {
  let rows!: Rows
  for await (const read of scan(source, options, plan)) rows = read
  return rows.table()
}

/**
 * The same rows, some at a time as they arrive, so that memory does not grow with the file. Every part is a table of its
 * own: rows count from 0 in it, `lineOf` gives their lines in the file, and the notes come with the first part.
 */
export async function* readTables(
  source: Source,
  options: TableOptions,
  plan: Plan,
): AsyncGenerator<Table, void, void> {
  let rows!: Rows
  let any = false
  for await (const read of scan(source, options, plan)) {
    rows = read
    if (rows.isEmpty) continue
    any = true
    yield rows.take()
  }
  // Throws the sentence for a file without rows.
  if (!any) rows.table()
}

/** Yields the collected rows whenever there may be more of them, and at the end. */
async function* scan(source: Source, options: TableOptions, plan: Plan): AsyncGenerator<Rows, void, void> {
  let head = Buffer.alloc(0)
  let scanner: Scanner | undefined
  const start = () => {
    const delimiter = options.delimiter ?? findDelimiter(firstLine(head))
    const rows = new Rows(source.file, options, plan, delimiter)
    if (options.delimiter === undefined && delimiter !== ',') {
      rows.notes.push(`${source.file}: columns are separated by ${NAMES[delimiter] ?? shown(delimiter)}`)
    }
    return new Scanner(rows, delimiter)
  }
  for await (const chunk of source.bytes) {
    if (scanner !== undefined) {
      await scanner.write(chunk)
      yield scanner.rows
      continue
    }
    head = Buffer.concat([head, chunk])
    if (firstLine(head).complete) {
      scanner = start()
      await scanner.write(head)
      yield scanner.rows
    } else if (head.length > MAX_ROW_BYTES) {
      throw dataError({ file: source.file, line: 1 }, 'the first line is too long for a CSV header')
    }
  }
  if (scanner === undefined) {
    if (firstLine(head).text === '') throw dataError({ file: source.file, line: 1 }, 'the file is empty')
    scanner = start()
    await scanner.write(head)
  }
  await scanner.end()
  yield scanner.rows
}

const NAMES: Record<string, string> = { ';': 'semicolons', '\t': 'tabs', '|': 'vertical bars' }

/** The first line that is not blank, and whether its end has been read. */
function firstLine(bytes: Buffer): { text: string; complete: boolean } {
  let begin = 0
  while (bytes[begin] === LF || bytes[begin] === CR) begin++
  let end = begin
  let quoted = false
  for (; end < bytes.length; end++) {
    const byte = bytes[end]
    if (byte === QUOTE) quoted = !quoted
    else if (!quoted && (byte === LF || byte === CR)) break
  }
  return { text: bytes.toString('utf8', begin, end), complete: end < bytes.length }
}

/** The candidate that occurs most often outside quotes; a comma when none does. */
function findDelimiter(line: { text: string }): string {
  const plain = line.text.replace(/"[^"]*"/g, '')
  let best = ','
  let most = 0
  for (const candidate of [',', ';', '\t', '|']) {
    const count = plain.split(candidate).length - 1
    if (count > most) {
      best = candidate
      most = count
    }
  }
  return best
}

const WANTS_OF = {
  skip: WANTS.nothing,
  numbers: WANTS.numbers,
  text: WANTS.text,
  verbatim: WANTS.text,
} as const satisfies Record<Reading | 'skip', number>

/** Collects records: the first is the header (unless there is none), the rest are rows. */
class Rows implements PlainRows {
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
  private readonly reader: CellReader
  private headerLine: number | undefined
  private columns: (Column | undefined)[] = []
  private readings: (Reading | 'skip')[] = []
  private lines = new Int32Array(1024)
  private count = 0

  constructor(file: string, options: TableOptions, plan: Plan, delimiter: string) {
    this.file = file
    this.header = options.header
    this.mayBeOneColumn = options.mayBeOneColumn === true
    this.plan = plan
    this.delimiter = delimiter
    this.reader = new CellReader(options.nullCells)
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
  }

  endRow(fields: number): void {
    const expected = this.columns.length
    if (fields !== expected) throw dataError(this.here(), `expected ${expected} fields, got ${fields}`)
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
    const { file, count, lines, names, columns, headerLine, notes } = this
    if (names === undefined) throw dataError({ file, line: 1 }, 'the file is empty')
    if (count === 0) throw dataError({ file, line: 1 }, 'the file has a header and no rows')
    for (const column of columns) column?.finish()
    return { file, rows: count, names, columns, headerLine, lineOf: (row) => lines[row]!, notes }
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

  private headerNames(cells: readonly string[]): string[] {
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
}

/** Reads plain records itself and hands everything from the first quote on to csv-parse; counts lines for both. */
class Scanner {
  readonly rows: Rows
  private readonly delimiter: string
  /** The start of a record whose end is not read yet. */
  private carried: Buffer = Buffer.alloc(0)
  private parser: Parser | undefined

  constructor(rows: Rows, delimiter: string) {
    this.rows = rows
    this.delimiter = delimiter
    // readPlain looks for a single byte that cannot be part of a number.
    if (Buffer.byteLength(delimiter) > 1 || /[\d.-]/.test(delimiter)) this.parser = this.startParser()
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.parser === undefined) {
      const data = this.carried.length > 0 ? Buffer.concat([this.carried, bytes]) : bytes
      if (!bytes.includes(QUOTE)) {
        this.carried = data.subarray(readPlain(data, this.delimiter.charCodeAt(0), this.rows))
        return
      }
      this.parser = this.startParser()
      return this.parse(data)
    }
    return this.parse(bytes)
  }

  async end(): Promise<void> {
    const { parser } = this
    if (parser === undefined) {
      // The last line may lack its end.
      const last = Buffer.concat([this.carried, Buffer.from('\n')])
      readPlain(last, this.delimiter.charCodeAt(0), this.rows)
    } else {
      await new Promise<void>((resolve, reject) => {
        parser.once('error', (error) => reject(this.sentence(error)))
        parser.end(resolve)
      })
    }
  }

  private parse(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.parser!.write(bytes, (error) => (error ? reject(this.sentence(error)) : resolve()))
    })
  }

  private startParser(): Parser {
    const { rows } = this
    const parser = parse({
      delimiter: this.delimiter,
      // All three, because auto-detection would take a lone LF inside a CRLF file for text.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
      max_record_size: MAX_ROW_BYTES,
      on_record: (cells: string[]) => {
        rows.add(cells)
        rows.line += 1 + lineEndsIn(cells)
        // Nothing is passed on, so the stream never fills up.
        return null
      },
    })
    // The callbacks of write and end report errors; without a listener they would be thrown as well.
    parser.on('error', () => {})
    return parser.resume()
  }

  private sentence(error: Error): Error {
    if (error instanceof RegbenchError) return error
    const { code, column } = error as CsvError
    switch (code) {
      case 'CSV_QUOTE_NOT_CLOSED':
      case 'CSV_MAX_RECORD_SIZE':
        return dataError(this.rows.here(), 'a quote opened in this row is never closed')
      case 'CSV_INVALID_CLOSING_QUOTE':
        return dataError(
          this.rows.here(Number(column)),
          'a closing quote is followed by more text; a quote inside quotes is written twice ("")',
        )
      case 'INVALID_OPENING_QUOTE':
        return dataError(
          this.rows.here(Number(column)),
          'a quote stands inside an unquoted cell; quote the whole cell and write that quote twice ("")',
        )
      default:
        return error
    }
  }
}

function lineEndsIn(cells: readonly string[]): number {
  let count = 0
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\n|\r/g)!.length
  }
  return count
}
