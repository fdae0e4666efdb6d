/**
 * The trials file: a row is appended, whole, as each trial ends, so that a run killed at any moment can be resumed.
 * Beside it stands FILE.experiment.json, which says what experiment the rows belong to.
 */
import { existsSync, rmSync } from 'node:fs'
import type { TrialResult } from '../results/trial.ts'
import { trialKey } from '../results/trialId.ts'
import { cannotWrite, dataError, usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import {
  AppendFile,
  checkAppendable,
  type OpenMode,
  readRepaired,
  readText,
  reorder,
  replace,
} from './appendFile.ts'
import { differingKeys, type Identity, identityPath, type SavedExperiment } from './saved.ts'

/** How rows look; report/ knows, and the command hands it over. */
export interface TrialsFormat {
  /** Lines, without their newline. */
  readonly header: string
  row(result: TrialResult): string
  /** `wholeBytes` of `text` are whole lines; `torn` is what follows them. */
  parse(text: string, file: string): { rows: TrialResult[]; wholeBytes: number; torn: string }
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

  /**
   * Opens or creates the file. An existing one is only touched with `resume` (same experiment) or `force`. Resuming gives
   * trials that failed another chance: their rows are removed.
   */
  static async open(
    path: string,
    mode: OpenMode,
    experiment: SavedExperiment,
    format: TrialsFormat,
  ): Promise<Journal> {
    const exists = checkAppendable(path, mode)
    if (exists && mode === 'resume') checkIdentity(path, experiment.identity)
    // At no moment may old rows stand beside the description of a new experiment, not even if this run is killed here.
    if (exists && mode === 'force') remove(path)
    await replace(identityPath(path), `${JSON.stringify(experiment, null, 2)}\n`)
    if (exists && mode === 'resume') {
      const { parsed, notes } = readRepaired(path, format.header, format.parse)
      const kept = worthKeeping(parsed.rows, path)
      if (kept.trials.length < parsed.rows.length) await replace(path, textOf(format, kept.trials))
      return new Journal(path, format, kept.trials, [...notes, ...kept.notes])
    }
    await replace(path, textOf(format, []))
    return new Journal(path, format, [], [])
  }

  /** Appends one whole line and waits until the disk has it. */
  append(result: TrialResult): void {
    this.#file.append(`${this.#format.row(result)}\n`)
    this.#written.push(result)
  }

  /** Closes the file; when its rows are not in `order` (trials end as they please), puts them so. */
  async finish(order: readonly string[]): Promise<void> {
    this.#file.checkUntouched()
    this.#file.close()
    const position = new Map(order.map((key, index) => [key, index]))
    const sorted = [...this.#written].sort((a, b) => position.get(trialKey(a))! - position.get(trialKey(b))!)
    if (sorted.every((result, i) => result === this.#written[i])) return
    await reorder(this.#path, textOf(this.#format, sorted))
  }
}

const textOf = (format: TrialsFormat, trials: readonly TrialResult[]): string =>
  [format.header, ...trials.map((result) => format.row(result)), ''].join('\n')

function remove(path: string): void {
  try {
    rmSync(path)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/** All but failed trials, and one row of those that two runs at once have recorded. */
function worthKeeping(trials: readonly TrialResult[], path: string) {
  const kept = new Map<string, TrialResult>()
  let failed = 0
  let repeated = 0
  for (const trial of trials) {
    const key = trialKey(trial)
    const earlier = kept.get(key)
    if (trial.status === 'failed') failed++
    else if (earlier === undefined) kept.set(key, trial)
    else if (earlier.fingerprint === trial.fingerprint) repeated++
    else {
      const { dataset, method, repeat, fold } = trial
      throw dataError(
        { file: path },
        `${dataset} ${method} repeat ${repeat} fold ${fold} has two results; --force starts anew`,
      )
    }
  }
  const notes = [
    ...(failed > 0 ? [`${path}: ${count(failed, 'trial')} that failed will run again`] : []),
    ...(repeated > 0
      ? [
          `${path}: ${count(repeated, 'trial')} stood in it twice, with equal results; one row of each is kept`,
        ]
      : []),
  ]
  return { trials: [...kept.values()], notes }
}

/** Refuses a trials file of another experiment; reads, and writes nothing. */
export function checkIdentity(path: string, identity: Identity): void {
  const file = identityPath(path)
  if (!existsSync(file)) {
    throw usageError(`--resume: ${file} is missing, so ${path} cannot be matched; --force starts anew`)
  }
  const saved = readText(file)
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
