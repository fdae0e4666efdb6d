/**
 * The trials file: a row is appended, whole, as each trial ends, so that a run killed at any moment can be resumed.
 * Beside it stands FILE.experiment.json, which says what experiment the rows belong to.
 */
import { existsSync, readFileSync } from 'node:fs'
import { usageError } from '../util/errors.ts'
import { AppendFile, attempt, checkAppendable, type OpenMode, readRepaired, replace } from './appendFile.ts'
import { trialKey } from './grid.ts'
import type { TrialResult } from './result.ts'
import { differingKeys, type Identity, identityPath, type SavedExperiment } from './saved.ts'

/** How rows look; report/ knows, and the command hands it over. */
export interface TrialsFormat {
  /** Lines, without their newline. */
  readonly header: string
  row(result: TrialResult): string
  /** `wholeBytes` of `text` are whole lines; `torn` is what follows them. */
  parse(text: string, file: string): { trials: TrialResult[]; wholeBytes: number; torn: string }
}

export class Journal {
  /** Trials that were in the file when it was opened. */
  readonly done: readonly TrialResult[]
  /** What happened to the file on opening, for standard error; empty if nothing. */
  readonly notes: readonly string[]
  readonly #path: string
  readonly #format: TrialsFormat
  readonly #file: AppendFile
  readonly #written: TrialResult[]

  private constructor(path: string, format: TrialsFormat, done: TrialResult[], notes: string[]) {
    this.#path = path
    this.#format = format
    this.done = done
    this.notes = notes
    this.#written = [...done]
    this.#file = new AppendFile(path)
  }

  /** Opens or creates the file. An existing one is only touched with `resume` (same experiment) or `force`. */
  static async open(
    path: string,
    mode: OpenMode,
    experiment: SavedExperiment,
    format: TrialsFormat,
  ): Promise<Journal> {
    const exists = checkAppendable(path, mode)
    if (exists && mode === 'resume') checkIdentity(path, experiment.identity)
    await replace(identityPath(path), `${JSON.stringify(experiment, null, 2)}\n`)
    if (exists && mode === 'resume') {
      const { parsed, notes } = readRepaired(path, format.header, format.parse)
      return new Journal(path, format, parsed.trials, notes)
    }
    await replace(path, `${format.header}\n`)
    return new Journal(path, format, [], [])
  }

  /** Appends one whole line and waits until the disk has it. */
  append(result: TrialResult): void {
    this.#file.append(`${this.#format.row(result)}\n`)
    this.#written.push(result)
  }

  /** Closes the file; when its rows are not in `order` (trials end as they please), puts them so. */
  async finish(order: readonly string[]): Promise<void> {
    this.#file.close()
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
  let then: SavedExperiment | null
  try {
    then = JSON.parse(saved)
  } catch {
    throw usageError(`--resume: ${file} is not readable as JSON; --force starts anew`)
  }
  const differing = differingKeys(then?.identity ?? {}, identity)
  if (differing.length === 0) return
  throw usageError(
    `--resume: ${path} belongs to another experiment (different ${differing.join(', ')}); --force starts anew`,
  )
}
