/** Entries of the cache: one file each, the plain data of a dataset with the hashes that show damage. */
import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { failure } from '../../util/errors.ts'
import type { Dataset } from '../dataset.ts'
import { hashDataset } from '../hash.ts'

/** Oldest entries are removed beyond this. */
const MAX_BYTES = 4 * 2 ** 30

const MAGIC = 'regbench dataset 2\n'
const SUFFIX = '.dataset'
/** A header this long is none. */
const MAX_HEADER_BYTES = 1 << 28
const STEP = 1 << 24

/** `$XDG_CACHE_HOME/regbench`, or `~/.cache/regbench`. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME
  // The specification says to ignore relative paths.
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'regbench')
}

const ARRAYS = {
  matrix: Float32Array,
  exactColumns: Int32Array,
  exactValues: Float64Array,
  labels: Int32Array,
  targets: Float64Array,
  folds: Int32Array,
  groups: Int32Array,
  times: Float64Array,
  validation: Int32Array,
  weights: Float64Array,
} as const
type ArrayName = keyof typeof ARRAYS
type Numbers = Float32Array | Float64Array | Int32Array

/** Shared with workers, as those of a dataset just read. */
function emptyArray(name: ArrayName, length: number): Numbers {
  const Type = ARRAYS[name]
  const buffer = new SharedArrayBuffer(length * Type.BYTES_PER_ELEMENT)
  return new (Type as typeof Float32Array)(buffer)
}

type Plain = Omit<Dataset, ArrayName>

interface Header {
  /** The data as the user named it. */
  readonly source: string
  readonly dataset: Plain
  readonly lengths: Readonly<Partial<Record<ArrayName, number>>>
}

/** The dataset stored under a key; undefined when it is not there or not whole. Marks it as used. */
export async function readEntry(key: string): Promise<Dataset | undefined> {
  const path = join(cacheFolder(), key + SUFFIX)
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    const { header, bytes } = await readHeader(file)
    const { size } = await file.stat()
    const names = arrayNames(header)
    const total = names.reduce(
      (sum, name) => sum + header.lengths[name]! * ARRAYS[name].BYTES_PER_ELEMENT,
      bytes,
    )
    if (total !== size) return undefined
    const arrays: Partial<Record<ArrayName, Numbers>> = {}
    let at = bytes
    for (const name of names) {
      const array = emptyArray(name, header.lengths[name]!)
      await readInto(file, bytesOf(array), at)
      at += array.byteLength
      arrays[name] = array
    }
    const dataset = { ...header.dataset, ...arrays } as unknown as Dataset
    if (hashDataset(dataset) !== dataset.hash) return undefined
    const now = new Date()
    await utimes(path, now, now).catch(() => {})
    return dataset
  } catch {
    return undefined
  } finally {
    await file?.close().catch(() => {})
  }
}

/** Stores a dataset, whole or not at all; does nothing where the folder cannot be written to. */
export async function writeEntry(key: string, source: string, dataset: Dataset): Promise<void> {
  const folder = cacheFolder()
  const path = join(folder, key + SUFFIX)
  const temporary = join(folder, `${key}.${process.pid}.tmp`)
  const plain: Record<string, unknown> = { ...dataset }
  const lengths: Partial<Record<ArrayName, number>> = {}
  for (const name of Object.keys(ARRAYS) as ArrayName[]) {
    const array = dataset[name]
    if (array !== undefined) lengths[name] = array.length
    delete plain[name]
  }
  const header: Header = { source, dataset: plain as unknown as Plain, lengths }
  try {
    // What is cached is the user's data, and nobody else's to read.
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = await open(temporary, 'wx', 0o600)
    try {
      await writeAll(file, headerBytes(header))
      for (const name of arrayNames(header)) await writeAll(file, bytesOf(dataset[name]!))
    } finally {
      await file.close()
    }
    await rename(temporary, path)
    await prune(path)
  } catch {
    await rm(temporary, { force: true }).catch(() => {})
  }
}

export interface CacheEntry {
  readonly path: string
  /** Null where the header cannot be read. */
  readonly source: string | null
  readonly rows: number | null
  readonly features: number | null
  readonly bytes: number
  readonly used: Date
}

/** All entries, and what was left of interrupted writes; the last used first. */
export async function cacheEntries(): Promise<CacheEntry[]> {
  const folder = cacheFolder()
  const names = await readdir(folder).catch(() => [])
  const entries: CacheEntry[] = []
  for (const name of names) {
    if (!name.endsWith(SUFFIX) && !/^[0-9a-f]{64}\.\d+\.tmp$/.test(name)) continue
    const path = join(folder, name)
    const stats = await stat(path).catch(() => undefined)
    if (stats === undefined || !stats.isFile()) continue
    const header = await headerOf(path)
    entries.push({
      path,
      source: header?.source ?? null,
      rows: header?.dataset.rows ?? null,
      features: header?.dataset.features.length ?? null,
      bytes: stats.size,
      used: stats.mtime,
    })
  }
  return entries.sort((a, b) => b.used.getTime() - a.used.getTime())
}

/** Throws a failure for the first that cannot be removed. */
export async function removeEntries(entries: readonly CacheEntry[]): Promise<void> {
  for (const { path } of entries) {
    await rm(path, { force: true }).catch((error) => {
      throw failure(`cannot remove ${path}: ${(error as Error).message}`, error)
    })
  }
}

/** Removes the least recently used entries while there are too many bytes; never the one just written. */
async function prune(written: string): Promise<void> {
  let bytes = 0
  for (const entry of await cacheEntries()) {
    bytes += entry.bytes
    if (bytes > MAX_BYTES && entry.path !== written) await rm(entry.path, { force: true })
  }
}

async function headerOf(path: string): Promise<Header | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    return (await readHeader(file)).header
  } catch {
    return undefined
  } finally {
    await file?.close().catch(() => {})
  }
}

/** Magic line; length and hash of the JSON in 80 characters; the JSON. The arrays follow. */
function headerBytes(header: Header): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const line = `${MAGIC}${String(json.length).padStart(15)}${sha256(json)}\n`
  return Buffer.concat([Buffer.from(line), json])
}

async function readHeader(file: FileHandle): Promise<{ header: Header; bytes: number }> {
  const first = Buffer.alloc(MAGIC.length + 80)
  await readInto(file, first, 0)
  const line = first.toString('latin1')
  const length = Number(line.slice(MAGIC.length, MAGIC.length + 15))
  if (!line.startsWith(MAGIC) || !(length > 0 && length < MAX_HEADER_BYTES)) throw new Error('no header')
  const text = Buffer.alloc(length)
  await readInto(file, text, first.length)
  if (`${sha256(text)}\n` !== line.slice(MAGIC.length + 15)) throw new Error('a damaged header')
  return { header: await parseHeader(text.toString('utf8')), bytes: first.length + length }
}

/** Looks at what the reader goes by; that the rest is the dataset of its hash is seen when the arrays are there. */
async function parseHeader(json: string): Promise<Header> {
  const { check, list, object, optional, record, text, whole } = await import('../../util/shape.ts')
  const count = whole({ min: 0 })
  const lengths = Object.fromEntries(Object.keys(ARRAYS).map((name) => [name, optional(count)]))
  const shape = object({
    source: text,
    dataset: object({ rows: count, features: list(record), hash: text }),
    lengths: object(lengths),
  })
  const header = JSON.parse(json)
  check(shape, header, (path, clause) => new Error(`${path} ${clause}`))
  return header
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const arrayNames = ({ lengths }: Header): ArrayName[] =>
  (Object.keys(ARRAYS) as ArrayName[]).filter((name) => lengths[name] !== undefined)

const bytesOf = ({ buffer, byteOffset, byteLength }: Numbers): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

async function readInto(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, Math.min(STEP, bytes.length - at), position + at)
    if (bytesRead === 0) throw new Error('the file is too short')
    at += bytesRead
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    at += (await file.write(bytes, at, Math.min(STEP, bytes.length - at))).bytesWritten
  }
}
