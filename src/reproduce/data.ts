/** Tables made of others: with columns of pure noise, with a column twice, or the first rows alone. */
import { createReadStream, existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { bundledPath, isBundled } from '../data/index.ts'
import { isMnist, openMnist } from '../data/read/mnist.ts'
import { normalDraws } from '../statistics/normalDraws.ts'
import { dataError, usageError } from '../util/errors.ts'
import { number, object, optional, text, whole } from '../util/shape.ts'
import { writeWhole } from '../util/wholeFile.ts'
import { checkPart, experimentsFolder, type RunOptions } from './entry.ts'

const shape = object({
  /** A bundled table, one of the parts of MNIST, a path that begins with experiments/, or a table that experiments/tables/fetch.ts fetches. */
  from: text,
  /** So many rows from the first on; all where it is absent. */
  rows: optional(whole({ min: 1 })),
  /** Rows passed over before them. */
  skip: optional(whole({ min: 0 })),
  /** Columns noise_1, noise_2, ... of standard normal numbers, put in front. */
  noise: optional(whole({ min: 1 })),
  /** A column that is there twice, the second time as NAME_twin, in front too. */
  twin: optional(text),
  seed: optional(number()),
})

/** Writes the table that the options describe. Its target stays the last column. */
export async function makeTable(path: string, options: RunOptions, place: string): Promise<void> {
  const given = checkPart(shape, options, place)
  const { noise = 0, twin, seed = 0 } = given
  const [header, ...rows] = await linesOf(given.from, given.skip ?? 0, given.rows ?? Infinity)
  const names = header.split(',')
  const at = twin === undefined ? -1 : names.indexOf(twin)
  if (twin !== undefined && at < 0) throw usageError(`${place}: ${given.from} has no column "${twin}"`)
  const draws = new Float64Array(noise * rows.length)
  normalDraws([seed, 18], 0, draws)
  const extra = (row: number, cells: readonly string[]): string[] => [
    ...Array.from({ length: noise }, (_, j) => draws[row * noise + j].toFixed(6)),
    ...(at < 0 ? [] : [cells[at]]),
  ]
  const titles = [
    ...Array.from({ length: noise }, (_, j) => `noise_${j + 1}`),
    ...(twin === undefined ? [] : [`${twin}_twin`]),
  ]
  const lines = rows.map((line, row) => [...extra(row, at < 0 ? [] : line.split(',')), line].join(','))
  await writeWhole(path, `${[[...titles, header].join(','), ...lines].join('\n')}\n`)
}

/** The header, then lines `skip` to `skip + rows`. */
async function linesOf(from: string, skip: number, rows: number): Promise<string[]> {
  const bytes = isMnist(from) ? openMnist(from).bytes : createReadStream(pathOf(from))
  const lines: string[] = []
  let rest = ''
  for await (const block of bytes as AsyncIterable<Buffer>) {
    const parts = (rest + block.toString('utf8')).split('\n')
    rest = parts.pop()!
    lines.push(...parts)
    if (lines.length > skip + rows) break
  }
  return [lines[0], ...lines.slice(1 + skip, 1 + skip + rows)]
}

const PART = 'experiments/'

/** Where a table lies that is no part of MNIST. */
function pathOf(from: string): string {
  if (isBundled(from)) return bundledPath(from)
  if (from.startsWith(PART)) return join(experimentsFolder, from.slice(PART.length))
  const fetched = process.env.REGBENCH_TABLES ?? join(homedir(), '.cache', 'regbench-tables')
  const path = join(fetched, `${from}.csv`)
  if (existsSync(path)) return path
  throw dataError(
    { file: path },
    `there is no such file, and no bundled table "${from}"; "npx tsx experiments/tables/fetch.ts" in a clone of regbench fetches those of Debian's packages, and REGBENCH_TABLES names another folder`,
  )
}
