/**
 * Large files once read are kept in the user's cache folder, so that the next command starts without parsing. An entry is
 * found by what the files hold, not by their times: a hash costs a fraction of the parsing, and a wrong hit would be a wrong
 * result. A cache that is damaged or cannot be written is as good as none.
 */
import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Dataset } from '../dataset.ts'
import { bundledPath, isBundled } from '../index.ts'
import type { DataOptions } from '../options.ts'
import { readEntry, writeEntry } from './cacheStore.ts'
import { isMnist, mnistFiles } from './mnist.ts'

/** Bytes of the files together from which on they are cached: about a tenth of a second of parsing. */
export const CACHED_FROM = 5_000_000

/** The dataset that `load` gives, from the cache where it is there. Standard input is never cached. */
export async function cachedLoad(
  source: string,
  options: DataOptions,
  load: () => Promise<Dataset>,
): Promise<Dataset> {
  const files = filesOf(source, options)
  const before = files === undefined ? undefined : await stampsOf(files)
  if (files === undefined || before === undefined || before.bytes < CACHED_FROM) return load()
  const key = await keyOf(source, options, files)
  if (key === undefined) return load()
  const found = await readEntry(key)
  if (found !== undefined) return found
  const dataset = await load()
  // Whoever writes to the file while it is read gets what was read, once.
  const after = await stampsOf(files)
  if (after !== undefined && after.text === before.text) await writeEntry(key, source, dataset)
  return dataset
}

/** Paths of all that is read; undefined where something is not a file. */
function filesOf(source: string, { test, validation, dataDir }: DataOptions): string[] | undefined {
  try {
    const sources = [source, test, validation].filter((name) => name !== undefined)
    if (sources.includes('-')) return undefined
    return sources.flatMap((name) =>
      isBundled(name) ? [bundledPath(name)] : isMnist(name) ? mnistFiles(name, dataDir) : [name],
    )
  } catch {
    // Loading has the sentence for what is not there.
    return undefined
  }
}

async function stampsOf(files: readonly string[]): Promise<{ bytes: number; text: string } | undefined> {
  try {
    const stats = await Promise.all(files.map((file) => stat(file, { bigint: true })))
    if (!stats.every((entry) => entry.isFile())) return undefined
    return {
      bytes: Number(stats.reduce((sum, { size }) => sum + size, 0n)),
      text: stats
        .map(({ size, mtimeNs, ctimeNs, ino, dev }) => [size, mtimeNs, ctimeNs, ino, dev].join(' '))
        .join(),
    }
  } catch {
    return undefined
  }
}

/** Hash of everything the dataset depends on: contents, options, names in messages, and the code that reads. */
async function keyOf(
  source: string,
  options: DataOptions,
  files: readonly string[],
): Promise<string | undefined> {
  try {
    const hash = createHash('sha256')
    const { cache: _, ...rest } = options
    const sorted = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))
    hash.update(JSON.stringify([source, sorted, codeHash()]))
    for (const file of files) hash.update(await contentHash(file))
    return hash.digest('hex')
  } catch {
    return undefined
  }
}

async function contentHash(file: string): Promise<Buffer> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer)
  return hash.digest()
}

/** Hash of this room, src/data: what another version of the reading code has read is nothing to rely on. */
function codeHash(): string {
  const room = fileURLToPath(new URL('..', import.meta.url))
  const hash = createHash('sha256')
  for (const name of (readdirSync(room, { recursive: true }) as string[]).sort()) {
    if (/\.(?:js|ts)$/.test(name)) hash.update(readFileSync(join(room, name)))
  }
  return hash.digest('hex')
}
