/**
 * Records without a single quote, which is what nearly all large files consist of: split at the delimiter, most
 * cells read from bytes to number without a string between. csv-parse takes 10 s for a file of 127 MB, this 1 s;
 * it reads everything from the first quote on, and test/data/read/csv.test.ts holds the two to the same answers.
 */
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09
const MINUS = 0x2d
const ZERO = 0x30

/** Up to 15 digits and these powers are exact doubles, so one division rounds as Number() would. */
const POWERS = Float64Array.from({ length: 16 }, (_, k) => Number(`1e${k}`))

/** How a column wants its cells: numbers put into `cells`, or told one by one. */
export const WANTS = { nothing: 0, numbers: 1, text: 2, toldNumbers: 3 } as const

/** Takes the records; `line` is where the current one starts. */
export interface PlainRows {
  line: number
  /** By column; undefined until the header is read. */
  readonly wants: Uint8Array | undefined
  /** A line without anything on it. */
  blank(): void
  /** A whole record, the header among them. */
  add(cells: readonly string[]): void
  beginRow(): void
  /** Where the numbers of the row that has begun belong, column by column: from `base` on. */
  readonly cells: Float64Array
  readonly base: number
  number(index: number, value: number): void
  /** The number that was just read stands in the file with zeros before it. */
  padded(index: number, text: string): void
  cell(index: number, text: string): void
  endRow(fields: number): void
}

/**
 * Reads all records of `bytes` whose line end is there, and returns how many bytes that was. `delimiter` and
 * `decimal`, the mark before decimals, are two different bytes; `comment` is the one that begins lines to pass over, or -1.
 */
export function readPlain(
  bytes: Buffer,
  delimiter: number,
  decimal: number,
  comment: number,
  rows: PlainRows,
): number {
  // A CR at the very end may be half of a CRLF: left for the next call.
  const limit = Math.max(bytes.lastIndexOf(LF), bytes.subarray(0, -1).lastIndexOf(CR)) + 1
  let at = 0
  while (at < limit) {
    const start = at
    let byte = bytes[at]!
    while ((byte === SPACE || byte === TAB) && byte !== delimiter) byte = bytes[++at]!
    if (byte === LF || byte === CR) {
      rows.blank()
    } else if (byte === comment) {
      while (bytes[at] !== LF && bytes[at] !== CR) at++
    } else {
      const { wants } = rows
      at =
        wants === undefined
          ? addRecord(bytes, start, delimiter, rows)
          : readRecord(bytes, start, delimiter, decimal, rows, wants)
    }
    at += bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1
    rows.line++
  }
  return at
}

function addRecord(bytes: Buffer, start: number, delimiter: number, rows: PlainRows): number {
  let end = start
  while (bytes[end] !== LF && bytes[end] !== CR) end++
  rows.add(bytes.toString('utf8', start, end).split(String.fromCharCode(delimiter)))
  return end
}

/** Returns the position of the record's line end. */
function readRecord(
  bytes: Buffer,
  start: number,
  delimiter: number,
  decimal: number,
  rows: PlainRows,
  wants: Uint8Array,
): number {
  rows.beginRow()
  const { cells, base } = rows
  let at = start
  for (let field = 0; ; field++) {
    // One digit, as most cells of images and indicators are.
    const only = bytes[at]! - ZERO
    if (only >= 0 && only <= 9 && bytes[at + 1] === delimiter && wants[field] === WANTS.numbers) {
      cells[base + field] = only
      at += 2
      continue
    }
    const begin = at
    const negative = bytes[at] === MINUS
    if (negative) at++
    const first = at
    let mantissa = 0
    let digits = 0
    let decimals = -1
    let byte = bytes[at]!
    for (;;) {
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9) {
        mantissa = mantissa * 10 + digit
        digits++
        if (decimals >= 0) decimals++
      } else if (byte === decimal && decimals < 0) {
        decimals = 0
      } else {
        break
      }
      byte = bytes[++at]!
    }
    const ended = byte === delimiter || byte === LF || byte === CR
    const want = wants[field]!
    if (ended && digits > 0 && digits <= 15 && (want & 1) === 1) {
      const size = decimals > 0 ? mantissa / POWERS[decimals]! : mantissa
      const value = negative ? 0 - size : size
      if (want === WANTS.numbers) cells[base + field] = value
      else rows.number(field, value)
      if (digits > 1 && decimals < 0 && bytes[first] === ZERO) {
        rows.padded(field, bytes.toString('latin1', begin, at))
      }
    } else {
      while (byte !== delimiter && byte !== LF && byte !== CR) byte = bytes[++at]!
      if (want !== WANTS.nothing) rows.cell(field, bytes.toString('utf8', begin, at))
    }
    if (byte !== delimiter) {
      rows.endRow(field + 1)
      return at
    }
    at++
  }
}
