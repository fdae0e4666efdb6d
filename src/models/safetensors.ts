/**
 * The safetensors container: eight bytes of header length, a JSON header, the arrays. Format:
 * https://github.com/huggingface/safetensors#format
 */
import { check, checkJson, list, object, oneOf, optional, pair, record, texts, whole } from '../util/shape.ts'
import { fromLittleEndian, littleEndianBytes, type Tensor } from './tensors.ts'

/** A longer header would be refused by nobody's reader but ours and Hugging Face's (100 MB); a table's is a few kB. */
const MAX_HEADER_BYTES = 25_000_000

const DTYPES = { F64: { type: 'f64', bytes: 8 }, F32: { type: 'f32', bytes: 4 } } as const
type Dtype = keyof typeof DTYPES

const LENGTH_BYTES = 8

/**
 * Arrays stand without gaps, the wider type first and then by name, and the header is padded with spaces to a multiple of
 * eight bytes: so every array is aligned to its type, and equal contents give equal files.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const ordered = [...tensors].sort(
    ([a, x], [b, y]) => y.values.BYTES_PER_ELEMENT - x.values.BYTES_PER_ELEMENT || (a < b ? -1 : 1),
  )
  let end = 0
  const entries = ordered.map(([name, { shape, values }]) => {
    const begin = end
    end += values.byteLength
    const dtype: Dtype = values instanceof Float64Array ? 'F64' : 'F32'
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const
  })
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }))
  const headerBytes = Math.ceil(json.length / 8) * 8
  if (headerBytes > MAX_HEADER_BYTES) {
    throw new RangeError(
      `the header would take ${headerBytes} bytes, more than the ${MAX_HEADER_BYTES} allowed`,
    )
  }
  const file = Buffer.alloc(LENGTH_BYTES + headerBytes + end, ' ')
  file.writeBigUInt64LE(BigInt(headerBytes))
  json.copy(file, LENGTH_BYTES)
  ordered.forEach(([, { values }], i) => {
    file.set(littleEndianBytes(values), LENGTH_BYTES + headerBytes + entries[i][1].data_offsets[0])
  })
  return file
}

export interface SafetensorsContents {
  readonly tensors: ReadonlyMap<string, Tensor>
  readonly metadata: ReadonlyMap<string, string>
}

/** What is wrong with the bytes; the message is a clause that follows "the file is damaged, or not in the safetensors format: ". */
export class SafetensorsError extends Error {}

/**
 * Reads a whole file. No length in it is trusted: each is compared with the bytes that are there before anything is
 * allocated, so memory stays within a small multiple of the file. Throws a SafetensorsError.
 */
export function decodeSafetensors(file: Uint8Array): SafetensorsContents {
  if (file.length < LENGTH_BYTES)
    throw new SafetensorsError(`it has ${file.length} bytes, too few for a header`)
  const stated = new DataView(file.buffer, file.byteOffset, file.byteLength).getBigUint64(0, true)
  if (stated > BigInt(MAX_HEADER_BYTES) || stated > BigInt(file.length - LENGTH_BYTES)) {
    throw new SafetensorsError(`it states a header of ${stated} bytes and has ${file.length} in all`)
  }
  const headerEnd = LENGTH_BYTES + Number(stated)
  const { metadata, entries } = parseHeader(file.subarray(LENGTH_BYTES, headerEnd))
  const data = file.subarray(headerEnd)
  const found = Object.entries(entries).map(([name, entry]) => readEntry(name, entry))
  checkCover(found, data.length)
  return {
    metadata,
    tensors: new Map(
      found.map(({ name, dtype, shape, begin, end }) => [
        name,
        { shape, values: fromLittleEndian(data.subarray(begin, end), DTYPES[dtype].type) },
      ]),
    ),
  }
}

const size = whole({ min: 0 })

const headerShape = object({ __metadata__: optional(texts) })
const entryShape = object({
  dtype: oneOf(Object.keys(DTYPES) as Dtype[]),
  shape: list(size),
  data_offsets: pair(size),
})

/** The metadata, and what it says of each tensor. */
function parseHeader(bytes: Uint8Array) {
  const refuse = (path: string, clause: string) =>
    new SafetensorsError(`its ${path === '' ? 'header' : `field ${path}`} ${clause}`)
  let json: string
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuse('', 'is not UTF-8')
  }
  const { __metadata__: _, ...entries } = checkJson(record, json, refuse)
  const { __metadata__: metadata = {} } = checkJson(headerShape, json, refuse)
  return { metadata: new Map(Object.entries(metadata)), entries }
}

interface Entry {
  readonly name: string
  readonly dtype: Dtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly end: number
}

function readEntry(name: string, entry: unknown): Entry {
  const refuse = (what: string) => new SafetensorsError(`tensor ${JSON.stringify(name.slice(0, 40))} ${what}`)
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = check(entryShape, entry, (path, clause) =>
    refuse(path === '' ? clause : `is described wrongly: its ${path} ${clause}`),
  )
  // A product past 2^53 is inexact but still larger than any file.
  const bytes = shape.reduce((product, size) => product * size, DTYPES[dtype].bytes)
  if (end - begin !== bytes) throw refuse(`has a shape of ${bytes} bytes and ${end - begin} bytes of data`)
  return { name, dtype, shape, begin, end }
}

/** The arrays must fill the data exactly: no gap, no overlap, nothing after the last. */
function checkCover(entries: readonly Entry[], dataBytes: number): void {
  let covered = 0
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== covered) {
      throw new SafetensorsError(
        `tensor ${JSON.stringify(name.slice(0, 40))} starts at byte ${begin} of the data, not ${covered}`,
      )
    }
    covered = end
  }
  if (covered !== dataBytes) {
    throw new SafetensorsError(`it has ${dataBytes} bytes of data where its tensors take ${covered}`)
  }
}
