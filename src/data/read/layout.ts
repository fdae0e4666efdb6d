/** Where a table begins in a file, and what separates its columns: judged by the first lines alone. */
import { shown } from '../cells.ts'

const QUOTE = 0x22
const LF = 0x0a
const CR = 0x0d

/** Lines that are compared where the header alone does not tell what separates columns. */
const COMPARED_LINES = 10

export const DELIMITERS = [',', ';', '\t', '|'] as const

const DELIMITER_NAMES: Record<string, string> = {
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
}

/** A delimiter as notes call it. */
export const delimiterName = (delimiter: string): string => DELIMITER_NAMES[delimiter] ?? shown(delimiter)

/** The parts of `TableOptions` that decide where records are. */
export interface LayoutOptions {
  readonly delimiter?: string | undefined
  /** Lines before the header that are passed over. */
  readonly skipLines?: number | undefined
  /** Lines that begin with this character are passed over. */
  readonly comment?: string | undefined
}

/** Where the first record is, and how to read on from there. */
export interface Start {
  /** Bytes before it. */
  readonly bytes: number
  /** Lines before it. */
  readonly lines: number
  readonly delimiter: string
  /** Whether the delimiter was found rather than given. */
  readonly isFound: boolean
}

/**
 * Where to start reading `head`, the first bytes of a file; undefined while too little of it is there to tell. `ended`: there
 * is no more of it. Where one candidate for the delimiter stands in the header, that line is enough, so that rows of a pipe
 * are read as they come.
 */
export function startOf(head: Buffer, options: LayoutOptions, ended: boolean): Start | undefined {
  const skipped = afterLines(head, options.skipLines ?? 0, ended)
  if (skipped === undefined) return undefined
  const said = delimiterLine(head.subarray(skipped))
  const bytes = skipped + (said?.bytes ?? 0)
  const lines = (options.skipLines ?? 0) + (said === undefined ? 0 : 1)
  const records = firstRecords(head.subarray(bytes), options.comment)
  const first = records.next().value
  if (first === undefined || !(first.isComplete || ended)) return ended ? empty(bytes, lines) : undefined
  const given = options.delimiter ?? said?.delimiter
  if (given !== undefined) {
    return { bytes, lines, delimiter: given, isFound: options.delimiter === undefined }
  }
  const texts = [first.text]
  if (candidatesIn(first.text).length > 1) {
    for (const { text, isComplete } of records) {
      if (isComplete || ended) texts.push(text)
      if (texts.length === COMPARED_LINES) break
    }
    if (texts.length < COMPARED_LINES && !ended) return undefined
  }
  return { bytes, lines, delimiter: findDelimiter(texts), isFound: true }
}

const empty = (bytes: number, lines: number): Start => ({ bytes, lines, delimiter: ',', isFound: false })

/** Whether the bytes hold a record at all: neither blank lines nor comments alone. */
export const hasRecord = (bytes: Buffer, comment?: string): boolean =>
  firstRecords(bytes, comment).next().done !== true

interface FirstRecord {
  readonly text: string
  /** Whether the line end was there. */
  readonly isComplete: boolean
  /** The line it starts on, 0-based. */
  readonly line: number
}

/** The records at the start of a file, blank lines and comments passed over; a line end within quotes ends none. */
export function* firstRecords(bytes: Buffer, comment?: string): Generator<FirstRecord, undefined, void> {
  let begin = 0
  let line = 0
  while (begin < bytes.length) {
    let end = begin
    let quoted = false
    let inner = 0
    for (; end < bytes.length; end++) {
      const byte = bytes[end]
      if (byte === QUOTE) quoted = !quoted
      else if (byte === LF || byte === CR) {
        if (!quoted) break
        if (byte === LF || bytes[end + 1] !== LF) inner++
      }
    }
    const text = bytes.toString('utf8', begin, end)
    const trimmed = text.trim()
    const isRecord = trimmed !== '' && !(comment !== undefined && trimmed.startsWith(comment))
    if (isRecord) yield { text, isComplete: end < bytes.length, line }
    begin = end + (bytes[end] === CR && bytes[end + 1] === LF ? 2 : 1)
    line += 1 + inner
  }
  return undefined
}

/** The number of bytes of the first `count` lines; undefined while their ends are not there. */
function afterLines(bytes: Buffer, count: number, ended: boolean): number | undefined {
  let at = 0
  for (let line = 0; line < count; line++) {
    while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++
    // A CR at the very end may be half of a CRLF.
    const isCut = at >= bytes.length || (bytes[at] === CR && at + 1 === bytes.length)
    if (isCut && !ended) return undefined
    at = Math.min(bytes.length, at + (bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1))
  }
  return at
}

/** Spreadsheet programs may say in a line before the header what separates columns: `sep=;`. */
function delimiterLine(head: Buffer): { delimiter: string; bytes: number } | undefined {
  const match = /^"?sep=([^\r\n"])"?(?:\r\n|\n|\r)/i.exec(head.toString('latin1', 0, 10))
  return match === null ? undefined : { delimiter: match[1]!, bytes: match[0].length }
}

const withoutQuoted = (text: string): string => text.replace(/"[^"]*"/g, '')

const countOf = (text: string, delimiter: string): number => withoutQuoted(text).split(delimiter).length - 1

const candidatesIn = (header: string): string[] =>
  DELIMITERS.filter((delimiter) => countOf(header, delimiter) > 0)

/**
 * The candidate that stands equally often in every line, outside quotes; among several of these, or where there is none, the
 * one that stands most often in the header; a comma when none does.
 */
export function findDelimiter(lines: readonly string[]): string {
  const [header = ''] = lines
  const candidates = candidatesIn(header)
  const regular = candidates.filter((delimiter) => isRegular(lines, delimiter))
  let best = ','
  let most = 0
  for (const candidate of regular.length > 0 ? regular : candidates) {
    const count = countOf(header, candidate)
    if (count > most) [best, most] = [candidate, count]
  }
  return best
}

/** A delimiter at the end of each line but the header is one too many, and no column. */
function isRegular([header = '', ...lines]: readonly string[], delimiter: string): boolean {
  const count = countOf(header, delimiter)
  return lines.every((line) => {
    const own = countOf(line, delimiter)
    return own === count || (own === count + 1 && line.trimEnd().endsWith(delimiter))
  })
}

/** What `describe` proposes for a file whose table does not begin on the first line. */
export interface FoundLayout {
  readonly skipLines?: number
  readonly comment?: string
  readonly delimiter?: string
}

const COMMENTS = ['#', '%', '!'] as const
/** Records that are looked at. */
const LOOKED_AT = 200
/** A table holds as many fields in so many of its lines; the others are for the reader to name. */
const MIN_SHARE = 0.9

/**
 * Where the table begins in the first bytes of a file: behind lines of another shape, and without lines of comments. Empty for
 * a file that needs no option.
 */
export function findLayout(head: Buffer, isWhole: boolean): FoundLayout {
  const records: FirstRecord[] = []
  const said = delimiterLine(head)
  for (const record of firstRecords(head.subarray(said?.bytes ?? 0))) {
    if (record.isComplete || isWhole) records.push(record)
    if (records.length === LOOKED_AT) break
  }
  for (const comment of said === undefined ? COMMENTS : []) {
    const isComment = ({ text }: FirstRecord) => text.trimStart().startsWith(comment)
    const marked = records.filter(isComment)
    const rest = records.filter((record) => !isComment(record))
    const table = marked.length === 0 ? undefined : findTable(rest)
    if (table === undefined) continue
    const last = marked.at(-1)!
    const first = rest[0]!
    // "# a,b,y" right above the first row is the header.
    if (last.line < first.line && fieldsOf(last.text, table.delimiter) === table.fields) {
      return marked.length === 1 ? {} : { skipLines: last.line }
    }
    return { comment, ...beforeTable(rest, table) }
  }
  const table = findTable(records)
  // Whoever writes "sep=;" first writes the table next.
  return table === undefined || said !== undefined ? {} : beforeTable(records, table)
}

interface FoundTable {
  readonly delimiter: string
  readonly fields: number
  /** First record of the table, the header. */
  readonly start: number
}

function beforeTable(records: readonly FirstRecord[], { delimiter, start }: FoundTable): FoundLayout {
  const lines = records.slice(start, start + COMPARED_LINES).map(({ text }) => text)
  return {
    ...(start > 0 && { skipLines: records[start]!.line }),
    ...(findDelimiter(lines) !== delimiter && { delimiter }),
  }
}

const fieldsOf = (text: string, delimiter: string): number =>
  countOf(text.trimEnd().endsWith(delimiter) ? text.trimEnd().slice(0, -delimiter.length) : text, delimiter) +
  1

/** The delimiter that cuts most lines to one number of fields, at least two. */
function findTable(records: readonly FirstRecord[]): FoundTable | undefined {
  let best: (FoundTable & { readonly share: number }) | undefined
  for (const delimiter of DELIMITERS) {
    const counts = records.map(({ text }) => fieldsOf(text, delimiter))
    const fields = mostCommon(counts.filter((n) => n > 1))
    if (fields === undefined) continue
    let same = counts.filter((n) => n === fields).length
    let start = 0
    while (counts[start] !== fields || same < MIN_SHARE * (counts.length - start)) {
      if (counts[start] === fields) same--
      if (++start >= counts.length - 1) break
    }
    if (start >= counts.length - 1) continue
    // A header with a name less than the rows have fields is no text about the table.
    const [first] = records as [FirstRecord]
    if (start === 1 && counts[0] === fields - 1 && counts[0]! > 1 && holdsNames(first, delimiter)) start = 0
    const share = same / counts.length
    if (best === undefined || share > best.share || (share === best.share && fields > best.fields)) {
      best = { delimiter, fields, start, share }
    }
  }
  return best
}

/** Single words, or quoted texts. */
const holdsNames = ({ text }: FirstRecord, delimiter: string): boolean =>
  text.split(delimiter).every((cell) => /^\s*(?:"[^"]*"|[^\s"]+)\s*$/.test(cell))

function mostCommon(counts: readonly number[]): number | undefined {
  const times = new Map<number, number>()
  for (const n of counts) times.set(n, (times.get(n) ?? 0) + 1)
  return [...times].sort((a, b) => b[1] - a[1])[0]?.[0]
}

/** The options as messages name them. */
export function layoutOptions({ skipLines, comment, delimiter }: FoundLayout): string {
  return [
    ...(skipLines === undefined ? [] : [`--skip-lines ${skipLines}`]),
    ...(comment === undefined ? [] : [`--comment "${comment}"`]),
    ...(delimiter === undefined ? [] : [`--delimiter "${delimiter === '\t' ? 'tab' : delimiter}"`]),
  ].join(' ')
}
