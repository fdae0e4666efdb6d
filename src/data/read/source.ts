import { isAscii, isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { pipeline, Readable } from 'node:stream'
import { TextDecoder } from 'node:util'
import { createGunzip } from 'node:zlib'
import { dataError, EXIT, RegbenchError, unreadable, usageError } from '../../util/errors.ts'
import { fileKindOf } from '../../util/fileKind.ts'
import { shown } from '../cells.ts'

const READ_BYTES = 1 << 18

/**
 * Gzip makes tables 3 to 20 times smaller, and nothing more than 1,032 times. Data that is longer than the first of these
 * and shrank more than the second was made to fill a memory, unless --max-bytes says that it is wanted.
 */
const TRUSTED_BYTES = 2 ** 26
const MAX_RATIO = 200

/** A file, or standard input for '-', as messages call it and as a stream of UTF-8 bytes. */
export interface Source {
  readonly file: string
  readonly bytes: AsyncIterable<Buffer>
  /** What was found out while the bytes were read. */
  readonly notes?: readonly string[]
}

export interface SourceOptions {
  readonly stdin?: Readable | undefined
  /** Encoding as TextDecoder calls it; UTF-8, or UTF-16 where a byte order mark says so, when absent. */
  readonly encoding?: string | undefined
  /** The sentence for a path where nothing is. */
  readonly missing?: string | undefined
  /** The end for longer data, counted unpacked; no limit when absent. */
  readonly maxBytes?: number | undefined
  /** Whether gzip may unpack to any multiple of its size, up to `maxBytes`. */
  readonly anyRatio?: boolean | undefined
}

const MISSING = 'there is no such file'

/**
 * Opens a path or '-'. Gzip is recognised by its first bytes, whatever the name, and a UTF-16 byte order mark as well; a byte
 * order mark is removed. While it is read, an unreadable path, a broken gzip stream and bytes that are not in the encoding
 * end in a data error. Throws a usage error for an encoding nobody knows.
 */
export function openSource(
  path: string,
  { stdin, encoding, missing = MISSING, maxBytes, anyRatio = true }: SourceOptions = {},
): Source {
  const decoder = encoding === undefined ? undefined : decoderOf(encoding)
  const file = path === '-' ? 'standard input' : path
  const raw = path === '-' ? (stdin ?? process.stdin) : createReadStream(path, { highWaterMark: READ_BYTES })
  const notes: string[] = []
  const plain = bounded(file, unzipped(file, raw, anyRatio), maxBytes)
  const text = decoder === undefined ? asUtf8(file, plain, notes) : decoded(file, plain, decoder)
  return { file, bytes: withSentences(file, text, missing), notes }
}

/** Bytes that are not UTF-8, which a guess of the encoding may remedy. */
export class NotUtf8 extends RegbenchError {}

function decoderOf(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch {
    throw usageError(
      `unknown --encoding ${shown(encoding)}; e.g. latin1, windows-1252, utf-16le or shift_jis`,
    )
  }
}

async function* asUtf8(file: string, bytes: AsyncGenerator<Buffer>, notes: string[]): AsyncGenerator<Buffer> {
  const next = await bytes.next()
  if (next.done) return
  let first: Buffer = next.value
  if (first.length < 2) {
    const more = await bytes.next()
    if (!more.done) first = Buffer.concat([first, more.value])
  }
  async function* all() {
    yield first
    yield* bytes
  }
  const utf16 =
    first[0] === 0xff && first[1] === 0xfe
      ? 'utf-16le'
      : first[0] === 0xfe && first[1] === 0xff
        ? 'utf-16be'
        : ''
  if (utf16 === '') yield* checkedUtf8(file, all())
  else {
    notes.push(`${file}: the byte order mark says that the file is ${utf16.toUpperCase()}`)
    yield* decoded(file, all(), decoderOf(utf16))
  }
}

async function* decoded(
  file: string,
  bytes: AsyncIterable<Buffer>,
  decoder: TextDecoder,
): AsyncGenerator<Buffer> {
  let line = 1
  const decode = (chunk?: Buffer): Buffer => {
    try {
      const text = Buffer.from(
        chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true }),
      )
      line += lineEnds(text)
      return text
    } catch {
      throw dataError(
        { file, line },
        `bytes in or after this line are not ${decoder.encoding}; see --encoding`,
      )
    }
  }
  for await (const chunk of bytes) yield decode(chunk)
  const rest = decode()
  if (rest.length > 0) yield rest
}

async function* unzipped(
  file: string,
  raw: AsyncIterable<Buffer>,
  anyRatio: boolean,
): AsyncGenerator<Buffer> {
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
    let sum = 0
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      sum += chunk.length
      if (!anyRatio && sum > TRUSTED_BYTES && sum > MAX_RATIO * gunzip.bytesWritten) {
        throw dataError(
          { file },
          `the gzip data unpacks to more than ${MAX_RATIO} times its size; if that is meant, allow it with --max-bytes, e.g. --max-bytes 1G`,
        )
      }
      yield chunk
    }
  } finally {
    // Whoever stops early, at an error in line 3 of an endless pipe, closes the file or the pipe.
    await chunks.return?.()
  }
}

/** A few kilobytes of gzip may unpack to more than any memory holds, and a pipe may never end. */
async function* bounded(
  file: string,
  bytes: AsyncGenerator<Buffer>,
  maxBytes = Number.POSITIVE_INFINITY,
): AsyncGenerator<Buffer> {
  let sum = 0
  for await (const chunk of bytes) {
    sum += chunk.length
    if (sum > maxBytes) {
      throw dataError(
        { file },
        `the data is longer than ${maxBytes} bytes, unpacked; allow more with --max-bytes, e.g. --max-bytes 4G`,
      )
    }
    yield chunk
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
    const ascii = isAscii(data)
    const whole = ascii ? data.length : wholeCharacters(data)
    carried = data.subarray(whole)
    data = data.subarray(0, whole)
    if (!ascii && !isUtf8(data)) throw notUtf8(file, line + lineEnds(data.subarray(0, validPrefix(data))))
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

const notUtf8 = (file: string, line: number): NotUtf8 => {
  const sentence = 'a byte here is not UTF-8; name the encoding, e.g. --encoding latin1'
  return new NotUtf8(EXIT.data, dataError({ file, line }, sentence).message)
}

function refuseOtherFormats(file: string, data: Buffer): void {
  const kind = fileKindOf(data)
  if (kind !== undefined) {
    throw dataError({ file }, `the file is ${kind.name}, and a table in CSV is needed; ${kind.remedy}`)
  }
  if (data.includes(0)) {
    throw dataError(
      { file },
      'the file holds zero bytes, so it is not UTF-8 text; if it is text, name the encoding, e.g. --encoding utf-16le',
    )
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
    if (code.startsWith('Z_')) throw dataError({ file }, 'the gzip data is damaged or cut short')
    throw dataError({ file }, unreadable(error, 'a CSV file'))
  }
}
