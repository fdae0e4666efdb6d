/**
 * Runs what an entry says: commands as the program itself, each with files of its own in the folder of the entry, and
 * measures here. What is there already is not run again.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cannotWrite, EXIT, RegbenchError, usageError } from '../util/errors.ts'
import { suggest } from '../util/suggest.ts'
import { version } from '../util/version.ts'
import { writeWhole } from '../util/wholeFile.ts'
import type { Tables } from './claim.ts'
import { makeTable } from './data.ts'
import { type Entry, fileOf, type RunOptions, readEntry } from './entry.ts'
import { measures } from './measures/index.ts'
import { type ResultTable, readTables, writeTable } from './table.ts'

export interface Running {
  /** A folder, in which each entry has one. */
  readonly out: string
  readonly jobs: number | undefined
  /** Begin anew, whatever is there before. */
  readonly force: boolean
  /** Paths of what has been run anew, since several entries may share a run. */
  readonly renewed: Set<string>
  readonly quiet: boolean
  readonly signal: AbortSignal
}

/** Commands that an entry may run; the first also keeps its trials, and goes on with them. */
export const COMMANDS = ['compare', 'tune', 'dropout'] as const
type CommandName = (typeof COMMANDS)[number]

const BINARY = fileURLToPath(new URL('../../bin/regbench.js', import.meta.url))

/** The folder in which an entry keeps its files, below `out`. */
export const folderOf = ({ name, isFull }: Entry, out: string): string =>
  join(out, name, ...(isFull ? ['full'] : []))

/** Runs what is not there yet, and reads all tables. */
export async function runEntry(entry: Entry, running: Running): Promise<Tables> {
  const folder = folderOf(entry, running.out)
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    throw cannotWrite(folder, error)
  }
  const tables: Record<string, readonly ResultTable[]> = {}
  for (const name of Object.keys(entry.runs)) {
    running.signal.throwIfAborted()
    const owner = ownerOf(entry, name)
    const path = join(folderOf(owner, running.out), `${name}.csv`)
    mkdirSync(folderOf(owner, running.out), { recursive: true })
    await runOnce(owner, name, tables, running)
    tables[name] = tablesIn(path)
  }
  return tables
}

const placeOf = (entry: Entry, name: string): string => `${fileOf(entry.name)}: runs.${name}`

/** The tables of a run that has ended. */
const tablesIn = (path: string): ResultTable[] => readTables(readFileSync(path, 'utf8'), path)

/** `from: NAME` in the place of a run: that of another entry, which is run once for both. */
export function ownerOf(entry: Entry, name: string): Entry {
  const { from } = entry.runs[name]
  if (from === undefined) return entry
  const reduced = readEntry(String(from))
  const other = (entry.isFull ? reduced.full : null) ?? reduced
  if (other.runs[name] === undefined || other.runs[name].from !== undefined) {
    throw usageError(`${placeOf(entry, name)}: ${from} has no run of that name`)
  }
  return other
}

/** The tables that were saved below a folder, without running anything; null where one is not there. */
export function savedTables(entry: Entry, out: string): Tables | null {
  const paths = Object.keys(entry.runs).map(
    (name) => [name, join(folderOf(ownerOf(entry, name), out), `${name}.csv`)] as const,
  )
  if (paths.some(([, path]) => !existsSync(path))) return null
  return Object.fromEntries(paths.map(([name, path]) => [name, tablesIn(path)]))
}

/** The command of a run, as one would type it; null for a measure. `data` names what stands for each table. */
export function wordsOf(
  asked: Entry,
  name: string,
  data: (table: string) => string = (table) => table,
): string[] | null {
  const entry = ownerOf(asked, name)
  const { measure, ...options } = entry.runs[name]
  if (measure !== undefined) return null
  const command = commandOf(options)
  const place = placeOf(entry, name)
  if (command === undefined) {
    throw usageError(`${place} says neither what command (${COMMANDS.join(', ')}) nor what measure it is`)
  }
  const { [command]: sources, ...settings } = options
  const made = (word: string) => (Object.hasOwn(entry.data, word) ? data(word) : word)
  return [
    command,
    ...[sources].flat().map((source) => made(String(source))),
    ...Object.entries(settings).flatMap(([key, value]) =>
      value === true
        ? [`--${key}`]
        : [value].flat().flatMap((one) => [`--${key}`, key === 'test' ? made(String(one)) : String(one)]),
    ),
  ]
}

const commandOf = (options: RunOptions): CommandName | undefined =>
  COMMANDS.find((command) => Object.hasOwn(options, command))

/** Runs one run, unless a run of the same words by this version has ended here before. */
async function runOnce(entry: Entry, name: string, tables: Tables, running: Running): Promise<void> {
  const options = entry.runs[name]
  const folder = folderOf(entry, running.out)
  const place = placeOf(entry, name)
  const path = join(folder, `${name}.csv`)
  const stamp = join(folder, `${name}.run.json`)
  const asked = JSON.stringify({ regbench: version, data: entry.data, options })
  const isThere = !running.force || running.renewed.has(path)
  if (isThere && existsSync(path) && existsSync(stamp) && readFileSync(stamp, 'utf8') === `${asked}\n`) return
  const made = new Map<string, string>()
  for (const [table, recipe] of Object.entries(entry.data)) {
    const file = join(folder, 'data', `${table}.csv`)
    mkdirSync(dirname(file), { recursive: true })
    made.set(table, file)
    if (running.force || !existsSync(file)) await makeTable(file, recipe, `${place}: data.${table}`)
  }
  const words = wordsOf(entry, name, (table) => made.get(table)!)
  if (words === null) {
    const measure = measureNamed(options.measure, place)
    const { jobs, signal } = running
    const replaced = Object.fromEntries(
      Object.entries(options).map(([key, value]) => [key, made.get(String(value)) ?? value]),
    )
    const rows = await measure.measure({ options: replaced, place, tables, jobs, signal })
    await writeWhole(path, writeTable(rows))
  } else {
    await regbench(entry.name, name, commandWords(words, path, running), running, join(folder, `${name}.txt`))
  }
  await writeFile(stamp, `${asked}\n`)
  running.renewed.add(path)
}

/** The words with what is said of files: a comparison keeps its trials, and goes on with them. */
function commandWords(words: readonly string[], path: string, { jobs, force }: Running): string[] {
  const command = words[0] as CommandName
  const trials = path.replace(/\.csv$/, '-trials.csv')
  return [
    ...words,
    '--export-csv',
    path,
    ...(command === 'compare' ? ['--export-trials', trials, force ? '--force' : '--resume'] : []),
    ...(jobs !== undefined && command !== 'dropout' ? ['--jobs', String(jobs)] : []),
    '--no-color',
  ]
}

function measureNamed(name: unknown, place: string) {
  if (typeof name === 'string' && Object.hasOwn(measures, name))
    return measures[name as keyof typeof measures]
  const near = suggest(String(name), Object.keys(measures))
  throw usageError(
    `${place}: there is no measure "${name}"; ${near === undefined ? `they are ${Object.keys(measures).join(', ')}` : `did you mean ${near}?`}`,
  )
}

/** The program, its table into a file; what it says on standard error goes on to ours. */
async function regbench(
  entry: string,
  run: string,
  words: readonly string[],
  { quiet, signal }: Running,
  output: string,
): Promise<void> {
  const child: ChildProcess = spawn(process.execPath, [BINARY, ...words, ...(quiet ? ['--quiet'] : [])], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  // A terminal sends Ctrl-C to both; whoever is stopped by name takes the child along.
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop)
  const printed: Buffer[] = []
  child.stdout!.on('data', (block: Buffer) => printed.push(block))
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (ended, by) => resolve(ended ?? (by === 'SIGINT' ? EXIT.interrupted : EXIT.failed)))
  }).finally(() => signal.removeEventListener('abort', stop))
  signal.throwIfAborted()
  if (code !== EXIT.done) {
    throw new RegbenchError(code, `reproduce ${entry}: run ${run} ended with code ${code}`)
  }
  await writeWhole(output, Buffer.concat(printed))
}
