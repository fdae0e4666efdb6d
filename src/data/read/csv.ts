import { type CsvError, type Parser, parse } from 'csv-parse'
import { dataError, RegbenchError } from '../../util/errors.ts'
import { shown } from '../cells.ts'
import { readPlain } from './plain.ts'
import type { Source } from './source.ts'
import { type Plan, type Table, TableBuilder, type TableOptions } from './table.ts'

export type { Plan, Table, TableOptions } from './table.ts'

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
  let rows!: TableBuilder
  for await (const read of scan(source, options, plan)) rows = read
  return rows.table()
}

/**
 * Reads rows some at a time as they arrive, so that memory does not grow with the file. Every part is a table of its
 * own: rows count from 0 in it, `lineOf` gives their lines in the file, and the notes come with the first part.
 */
export async function* readTables(
  source: Source,
  options: TableOptions,
  plan: Plan,
): AsyncGenerator<Table, void, void> {
  let rows!: TableBuilder
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
async function* scan(
  source: Source,
  options: TableOptions,
  plan: Plan,
): AsyncGenerator<TableBuilder, void, void> {
  let head = Buffer.alloc(0)
  let more: Buffer[] = []
  let moreBytes = 0
  const collect = () => {
    head = Buffer.concat([head, ...more])
    more = []
    moreBytes = 0
  }
  let scanner: Scanner | undefined
  const start = () => {
    const said = delimiterLine(head)
    const delimiter = options.delimiter ?? said?.delimiter ?? findDelimiter(firstLine(head))
    const rows = new TableBuilder(source.file, options, plan, delimiter)
    rows.notes.push(...(source.notes ?? []))
    if (options.delimiter === undefined && delimiter !== ',') {
      rows.notes.push(`${source.file}: columns are separated by ${NAMES[delimiter] ?? shown(delimiter)}`)
    }
    if (said !== undefined) {
      head = head.subarray(said.bytes)
      rows.line++
    }
    return new Scanner(rows, delimiter, options.numerals.decimal)
  }
  for await (const chunk of source.bytes) {
    if (scanner !== undefined) {
      await scanner.write(chunk)
      yield scanner.rows
      continue
    }
    more.push(chunk)
    moreBytes += chunk.length
    // Looked at whenever it has doubled: at every chunk, a first line without end would take its length squared.
    if (moreBytes < head.length) continue
    collect()
    if (firstLine(head).complete) {
      scanner = start()
      await scanner.write(head)
      yield scanner.rows
    } else if (head.length > MAX_ROW_BYTES) {
      throw dataError({ file: source.file, line: 1 }, 'the first line is too long for a CSV header')
    }
  }
  if (scanner === undefined) {
    collect()
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

/** Spreadsheet programs may say in a line before the header what separates columns: `sep=;`. */
function delimiterLine(head: Buffer): { delimiter: string; bytes: number } | undefined {
  const match = /^"?sep=([^\r\n"])"?(?:\r\n|\n|\r)/i.exec(head.toString('latin1', 0, 10))
  return match === null ? undefined : { delimiter: match[1]!, bytes: match[0].length }
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

/** Reads plain records itself and hands everything from the first quote on to csv-parse; counts lines for both. */
class Scanner {
  readonly rows: TableBuilder
  private readonly delimiter: string
  private readonly decimal: string
  /** The start of a record whose end is not read yet. */
  private carried: Buffer[] = []
  private carriedBytes = 0
  private parser: Parser | undefined

  constructor(rows: TableBuilder, delimiter: string, decimal: string) {
    this.rows = rows
    this.delimiter = delimiter
    this.decimal = decimal
    // readPlain looks for a single byte that cannot be part of a number.
    const isPartOfNumbers = /[\d.-]/.test(delimiter) || delimiter === decimal
    if (Buffer.byteLength(delimiter) > 1 || isPartOfNumbers) this.parser = this.startParser()
  }

  async write(bytes: Buffer): Promise<void> {
    if (this.parser === undefined) {
      if (!bytes.includes(QUOTE)) {
        // Without a line end nothing can be read yet: looked at again and again, a long row would take its length squared.
        if (!bytes.includes(LF) && !bytes.includes(CR)) return this.carry(bytes)
        const data = this.takeCarried(bytes)
        return this.carry(data.subarray(this.plain(data)))
      }
      const data = this.takeCarried(bytes)
      this.parser = this.startParser()
      return this.parse(data)
    }
    return this.parse(bytes)
  }

  async end(): Promise<void> {
    const { parser } = this
    if (parser === undefined) {
      // The last line may lack its end.
      this.plain(this.takeCarried(Buffer.from('\n')))
    } else {
      await new Promise<void>((resolve, reject) => {
        parser.once('error', (error) => reject(this.sentence(error)))
        parser.end(resolve)
      })
    }
  }

  private carry(bytes: Buffer): void {
    if (bytes.length === 0) return
    this.carried.push(bytes)
    this.carriedBytes += bytes.length
    if (this.carriedBytes > MAX_ROW_BYTES) {
      throw dataError(this.rows.here(), `this row is longer than ${MAX_ROW_BYTES} bytes`)
    }
  }

  private takeCarried(bytes: Buffer): Buffer {
    if (this.carried.length === 0) return bytes
    const data = Buffer.concat([...this.carried, bytes])
    this.carried = []
    this.carriedBytes = 0
    return data
  }

  private plain(bytes: Buffer): number {
    return readPlain(bytes, this.delimiter.charCodeAt(0), this.decimal.charCodeAt(0), this.rows)
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
      case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
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
