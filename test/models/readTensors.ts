/** A second reader of safetensors, from the format's description, that shares no line with src/models. */
import { readFileSync } from 'node:fs'

export interface Read {
  readonly headerBytes: number
  /** Of the data, where each array starts and ends; in the order of the header. */
  readonly entries: Readonly<
    Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>
  >
  readonly metadata: Readonly<Record<string, string>>
  /** Every array as float64. */
  readonly arrays: Readonly<Record<string, Float64Array>>
}

export function readTensors(file: string | Uint8Array): Read {
  const bytes = Buffer.from(typeof file === 'string' ? readFileSync(file) : file)
  const headerBytes = bytes.readUInt32LE(0) + 2 ** 32 * bytes.readUInt32LE(4)
  const { __metadata__: metadata = {}, ...entries } = JSON.parse(bytes.toString('utf8', 8, 8 + headerBytes))
  const arrays: Record<string, Float64Array> = {}
  for (const [name, { dtype, data_offsets }] of Object.entries<Read['entries'][string]>(entries)) {
    const [begin, end] = data_offsets.map((offset) => 8 + headerBytes + offset)
    const size = { F32: 4, F64: 8 }[dtype]!
    arrays[name] = Float64Array.from({ length: (end - begin) / size }, (_, i) =>
      size === 4 ? bytes.readFloatLE(begin + 4 * i) : bytes.readDoubleLE(begin + 8 * i),
    )
  }
  return { headerBytes, entries, metadata, arrays }
}
