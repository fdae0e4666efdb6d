import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { dataError, RegbenchError } from '../util/errors.ts'

const READ_BYTES = 1 << 18

/** A file, or standard input for '-', as messages call it and as a stream of UTF-8 bytes. */
export interface Source {
  readonly file: string
  readonly bytes: AsyncIterable<Buffer>
}

const MISSING = 'there is no such file'

/**
 * Opens a path or '-'. Gzip is recognised by its first bytes, whatever the name; a UTF-8 byte order mark is removed.
 * While it is read, an unreadable path, a broken gzip stream and bytes that are not UTF-8 end in a data error;
 * `missing` is the sentence for a path where nothing is.
 */
export function openSource(path: string, stdin: Readable = process.stdin, missing = MISSING): Source {
  const file = path === '-' ? 'standard input' : path
  const raw = path === '-' ? stdin : createReadStream(path, { highWaterMark: READ_BYTES })
  return { file, bytes: withSentences(file, checkedUtf8(file, unzipped(raw)), missing) }
}

async function* unzipped(raw: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = raw[Symbol.asyncIterator]()
  try {
    let first = Buffer.alloc(0)
    let next = await chunks.next()
    while (!next.done && first.length < 2) {
      first = Buffer.concat([first, next.value])
      next = await chunks.next()
    }
    const all = async function* () {
      if (first.length > 0) yield first
      for (; !next.done; next = await chunks.next()) yield next.value
    }
    if (first[0] !== 0x1f || first[1] !== 0x8b) {
      yield* all()
      return
    }
    const gunzip = createGunzip({ chunkSize: READ_BYTES })
    // An error of either side reaches the loop that reads gunzip, so the callback has nothing to do.
    pipeline(Readable.from(all()), gunzip, () => {})
    yield* gunzip
  } finally {
    // Whoever stops early, at an error in line 3 of an endless pipe, closes the file or the pipe.
    await chunks.return?.()
  }
}

async function* checkedUtf8(file: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let line = 1
  let start = true
  let carried: Buffer = Buffer.alloc(0)
  for await (const chunk of bytes) {
    let data = carried.length > 0 ? Buffer.concat([carried, chunk]) : chunk
    if (start) {
      refuseOtherFormats(file, data)
      if (data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) data = data.subarray(3)
      start = false
    }
    const whole = isAscii(data) ? data.length : wholeCharacters(data)
    carried = data.subarray(whole)
    data = data.subarray(0, whole)
    if (!isUtf8(data)) throw notUtf8(file, line + lineEnds(data.subarray(0, validPrefix(data))))
    line += lineEnds(data)
    yield data
  }
  if (carried.length > 0) throw notUtf8(file, line)
}

/** Bytes up to the last character boundary: a character may be cut at the end of a chunk. */
function wholeCharacters(data: Buffer): number {
  for (let back = 1; back <= Math.min(3, data.length); back++) {
    const byte = data[data.length - back]!
    if ((byte & 0xc0) === 0x80) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return length > back ? data.length - back : data.length
  }
  return data.length
}

/** Length of the longest valid prefix, by bisection; only run on the way to an error. */
function validPrefix(data: Buffer): number {
  let low = 0
  let high = data.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    const part = data.subarray(0, middle)
    if (isUtf8(part.subarray(0, wholeCharacters(part)))) low = middle
    else high = middle - 1
  }
  return low
}

function lineEnds(data: Buffer): number {
  let count = 0
  for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, at + 1)) count++
  return count
}

const notUtf8 = (file: string, line: number) =>
  dataError({ file, line }, 'a byte here is not UTF-8; convert the file first, e.g. iconv -f latin1 -t utf-8')

function refuseOtherFormats(file: string, data: Buffer): void {
  const is = (...bytes: number[]) => bytes.every((byte, i) => data[i] === byte)
  if (is(0xff, 0xfe) || is(0xfe, 0xff)) {
    throw dataError({ file }, 'the file is UTF-16; convert it first, e.g. iconv -f utf-16 -t utf-8')
  }
  if (is(0x50, 0x4b, 3, 4)) {
    throw dataError(
      { file },
      'the file is a zip archive or a spreadsheet; extract it, or save the sheet as CSV',
    )
  }
  if (data.includes(0)) {
    throw dataError({ file }, 'the file holds zero bytes, so it is not a UTF-8 text file')
  }
}

/** Turns what the operating system and zlib throw into one sentence. */
async function* withSentences(
  file: string,
  bytes: AsyncIterable<Buffer>,
  missing: string,
): AsyncGenerator<Buffer> {
  try {
    yield* bytes
  } catch (error) {
    if (error instanceof RegbenchError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOENT' || code === 'ENOTDIR') throw dataError({ file }, missing)
    if (code === 'EACCES' || code === 'EPERM') throw dataError({ file }, 'no permission to read the file')
    if (code === 'EISDIR') throw dataError({ file }, 'this is a directory; name a CSV file')
    if (code.startsWith('Z_')) throw dataError({ file }, 'the gzip data is damaged or cut short')
    if (code !== '') throw dataError({ file }, `the file cannot be read (${code})`)
    throw error
  }
}
