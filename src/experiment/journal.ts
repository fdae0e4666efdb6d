/**
 * The trials file: a row is appended, whole, as each trial ends, so that a run killed at any moment can be resumed.
 * Beside it stands FILE.experiment.json, which says what experiment the rows belong to.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import writeFileAtomic from 'write-file-atomic'
import { failure, usageError } from '../util/errors.ts'
import { trialKey } from './grid.ts'
import type { TrialResult } from './result.ts'

/** How rows look; report/ knows, and the command hands it over. */
export interface TrialsFormat {
  /** Lines, without their newline. */
  readonly header: string
  row(result: TrialResult): string
  /** `wholeBytes` of `text` are whole lines; `torn` is what follows them. */
  parse(text: string, file: string): { trials: TrialResult[]; wholeBytes: number; torn: string }
}

export type JournalMode = 'new' | 'resume' | 'force'

/** What two runs must share for one to continue the other: any JSON value. */
export type Identity = unknown

const identityPath = (path: string): string => `${path}.experiment.json`

export class Journal {
  /** Trials that were in the file when it was opened. */
  readonly done: readonly TrialResult[]
  /** What happened to the file on opening, for standard error; empty if nothing. */
  readonly notes: readonly string[]
  readonly #path: string
  readonly #format: TrialsFormat
  readonly #descriptor: number
  readonly #written: TrialResult[]

  private constructor(path: string, format: TrialsFormat, done: TrialResult[], notes: string[]) {
    this.#path = path
    this.#format = format
    this.done = done
    this.notes = notes
    this.#written = [...done]
    this.#descriptor = attempt(path, () => openSync(path, 'a'))
  }

  /** Opens or creates the file. An existing one is only touched with `resume` (same experiment) or `force`. */
  static async open(
    path: string,
    mode: JournalMode,
    identity: Identity,
    format: TrialsFormat,
  ): Promise<Journal> {
    const exists = existsSync(path)
    // Rows are appended, and later sorted: neither works on a device or a pipe, and a rename would replace it.
    if (exists && !statSync(path).isFile()) throw unwritable(path, new Error('it is no regular file'))
    if (exists && mode === 'new') {
      throw usageError(`${path} exists: --resume continues it, --force starts it anew`)
    }
    if (exists && mode === 'resume') {
      checkIdentity(path, identity)
      const { done, notes } = repair(path, format)
      return new Journal(path, format, done, notes)
    }
    await replace(identityPath(path), `${JSON.stringify(identity, null, 2)}\n`)
    await replace(path, `${format.header}\n`)
    return new Journal(path, format, [], [])
  }

  /** Appends one whole line and waits until the disk has it. */
  append(result: TrialResult): void {
    const line = Buffer.from(`${this.#format.row(result)}\n`)
    attempt(this.#path, () => {
      let written = 0
      while (written < line.length) written += writeSync(this.#descriptor, line, written)
      fsyncSync(this.#descriptor)
    })
    this.#written.push(result)
  }

  /** Closes the file; when its rows are not in `order` (trials end as they please), puts them so. */
  async finish(order: readonly string[]): Promise<void> {
    closeSync(this.#descriptor)
    const position = new Map(order.map((key, index) => [key, index]))
    const sorted = [...this.#written].sort((a, b) => position.get(trialKey(a))! - position.get(trialKey(b))!)
    if (sorted.every((result, i) => result === this.#written[i])) return
    const lines = [this.#format.header, ...sorted.map((result) => this.#format.row(result))]
    await replace(this.#path, `${lines.join('\n')}\n`)
  }
}

function checkIdentity(path: string, identity: Identity): void {
  const file = identityPath(path)
  if (!existsSync(file)) {
    throw usageError(`--resume: ${file} is missing, so ${path} cannot be matched; --force starts anew`)
  }
  const saved = attempt(file, () => readFileSync(file, 'utf8'))
  let then: Record<string, unknown>
  try {
    then = JSON.parse(saved)
  } catch {
    throw usageError(`--resume: ${file} is not readable as JSON; --force starts anew`)
  }
  const now = JSON.parse(JSON.stringify(identity)) as Record<string, unknown>
  const differing = [...new Set([...Object.keys(then ?? {}), ...Object.keys(now)])].filter(
    (key) => JSON.stringify(then?.[key]) !== JSON.stringify(now[key]),
  )
  if (differing.length === 0) return
  throw usageError(
    `--resume: ${path} belongs to another experiment (different ${differing.join(', ')}); --force starts anew`,
  )
}

/** Reads the finished trials and cuts off a last line that the end of an earlier run tore. */
function repair(path: string, format: TrialsFormat): { done: TrialResult[]; notes: string[] } {
  const text = attempt(path, () => readFileSync(path, 'utf8'))
  const { trials, wholeBytes, torn } = format.parse(text, path)
  if (torn !== '') attempt(path, () => truncateSync(path, wholeBytes))
  // Killed before the header was whole: nothing to keep.
  if (wholeBytes === 0) attempt(path, () => writeFileSync(path, `${format.header}\n`))
  const notes =
    torn === '' ? [] : [`${path}: the last line was torn and has been removed: ${JSON.stringify(torn)}`]
  return { done: trials, notes }
}

async function replace(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text)
  } catch (error) {
    throw unwritable(path, error)
  }
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw unwritable(path, error)
  }
}

const unwritable = (path: string, error: unknown): Error =>
  failure(`cannot write ${path}: ${reason(error)}`, error)

const reason = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/, .*/, '') : `${error}`
