import { type CsvError, type Parser, parse } from 'csv-parse'
import { dataError, RegbenchError } from '../../util/errors.ts'
import { shown } from '../cells.ts'
import { delimiterName, findLayout, hasRecord, layoutOptions, type Start, startOf } from './layout.ts'
import { readPlain } from './plain.ts'
import type { Source } from './source.ts'
import { type Plan, type Table, TableBuilder, type TableOptions } from './table.ts'

export type { ColumnPlan, Plan, Table, TableOptions } from './table.ts'

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
    const start = startOf(head, options, false)
    if (start !== undefined) {
      scanner = startScanner(source, options, plan, start, head)
      await scanner.write(head.subarray(start.bytes))
      yield scanner.rows
    } else if (head.length > MAX_ROW_BYTES) {
      throw dataError({ file: source.file, line: 1 }, 'the first line is too long for a CSV header')
    }
  }
  if (scanner === undefined) {
    collect()
    const start = startOf(head, options, true)!
    const rest = head.subarray(start.bytes)
    if (!hasRecord(rest, options.comment)) throw nothingIn(source.file, head, options)
    scanner = startScanner(source, options, plan, start, head)
    await scanner.write(rest)
  }
  await scanner.end()
  yield scanner.rows
}

function nothingIn(file: string, head: Buffer, { skipLines, comment }: TableOptions): Error {
  const isEmpty = !hasRecord(head)
  const said = comment === undefined ? `--skip-lines ${skipLines}` : `--comment ${shown(comment)}`
  return dataError({ file, line: 1 }, isEmpty ? 'the file is empty' : `${said} leaves nothing of the file`)
}

/** Where the first lines are of another shape than the others, which options pass over them. */
function layoutHint(head: Buffer, { skipLines, comment }: TableOptions): string {
  const found = (skipLines ?? 0) > 0 || comment !== undefined ? '' : layoutOptions(findLayout(head, false))
  return found === '' ? '' : `; the table seems to begin further down: ${found}`
}

/** `head`: the first bytes of the file, `start` says where in them the first record is. */
function startScanner(
  source: Source,
  options: TableOptions,
  plan: Plan,
  { delimiter, isFound, lines }: Start,
  head: Buffer,
): Scanner {
  const rows = new TableBuilder(source.file, options, plan, delimiter, () => layoutHint(head, options))
  rows.line += lines
  rows.notes.push(...(source.notes ?? []))
  if (isFound && delimiter !== ',') {
    rows.notes.push(`${source.file}: columns are separated by ${delimiterName(delimiter)}`)
  }
  return new Scanner(rows, delimiter, options)
}

/** Reads plain records itself and hands everything from the first quote on to csv-parse; counts lines for both. */
class Scanner {
  readonly rows: TableBuilder
  private readonly delimiter: string
  private readonly decimal: string
  private readonly comment: string | undefined
  /** The start of a record whose end is not read yet. */
  private carried: Buffer[] = []
  private carriedBytes = 0
  private parser: Parser | undefined

  constructor(rows: TableBuilder, delimiter: string, { numerals: { decimal }, comment }: TableOptions) {
    this.rows = rows
    this.delimiter = delimiter
    this.decimal = decimal
    this.comment = comment
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
    const comment = this.comment?.charCodeAt(0) ?? -1
    return readPlain(bytes, this.delimiter.charCodeAt(0), this.decimal.charCodeAt(0), comment, this.rows)
  }

  private parse(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.parser!.write(bytes, (error) => (error ? reject(this.sentence(error)) : resolve()))
    })
  }

  private startParser(): Parser {
    const { rows } = this
    // Lines that were passed over, so far.
    let blank = 0
    let comments = 0
    const parser = parse({
      delimiter: this.delimiter,
      // All three, because auto-detection would take a lone LF inside a CRLF file for text.
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      trim: true,
      max_record_size: MAX_ROW_BYTES,
      skip_empty_lines: true,
      ...(this.comment !== undefined && { comment: this.comment, comment_no_infix: true }),
      on_record: (cells: string[], { empty_lines, comment_lines }) => {
        rows.line += comment_lines - comments
        for (; blank < empty_lines; blank++) {
          rows.blank()
          rows.line++
        }
        comments = comment_lines
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
