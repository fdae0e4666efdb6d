import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Dataset } from '../../src/data/dataset.ts'
import { type DataOptions, defaultDataOptions } from '../../src/data/options.ts'
import { loadDataset } from '../../src/data/read/load.ts'
import type { Words } from '../../src/data/split.ts'
import { RegbenchError } from '../../src/util/errors.ts'
import { assert } from '../harness.ts'

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))

/** Loads text as if it came from standard input, so that messages start with "standard input". */
export const load = (text: string | Buffer, options: Partial<DataOptions> = {}): Promise<Dataset> =>
  loadDataset('-', { ...defaultDataOptions, ...options }, Readable.from([Buffer.from(text)]))

/** Runs `use` with the paths of files that hold the given contents. */
export async function withFiles<T>(
  contents: Record<string, string | Buffer>,
  use: (paths: Record<string, string>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'regbench-data-'))
  try {
    const paths: Record<string, string> = {}
    for (const [name, content] of Object.entries(contents)) {
      paths[name] = join(folder, name)
      writeFileSync(paths[name], content)
    }
    return await use(paths)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Asserts that `work` is refused with this exit code and exactly this sentence. */
export async function refused(work: () => unknown, exitCode: number, sentence: string): Promise<void> {
  let error: unknown
  try {
    await work()
  } catch (thrown) {
    error = thrown
  }
  if (!(error instanceof RegbenchError)) {
    assert.unreachable(`expected a refusal, got ${error instanceof Error ? error.stack : 'none'}`)
    return
  }
  assert.is(error.message, sentence)
  assert.is(error.exitCode, exitCode)
}

/** A hash of the arguments and a counter: enough of a generator to test with. */
export const words: Words = (purpose, repeat, fold, count) => {
  const key = (purpose === 'split' ? 1 : 2) + 8 * repeat + 1024 * fold
  return Uint32Array.from({ length: count }, (_, i) => {
    let x = Math.imul(key, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b)
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d)
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b)
    return (x ^ (x >>> 16)) >>> 0
  })
}

/** [row][column] of the matrix. */
export const matrixRows = ({ matrix, features, rows }: Dataset): number[][] =>
  Array.from({ length: rows }, (_, row) =>
    Array.from(matrix.subarray(row * features.length, (row + 1) * features.length)),
  )

/** The text of a table on which reading once went wrong. */
export const caseText = (name: string): string => readFileSync(fixture(`cases/${name}`), 'utf8')

/** The cells of a column of plain lines, without the header. */
export const cellsOf = (text: string, position: number, delimiter = ','): string[] =>
  text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(delimiter)[position]!)
