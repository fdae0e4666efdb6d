/**
 * The curves file: the rows of a trial, one an epoch, are appended together as it ends, before its row in the trials file. So
 * every trial that need not run again has its whole curve.
 */
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { AppendFile, checkAppendable, type OpenMode, readRepaired, replace } from './appendFile.ts'
import { trialKey } from './grid.ts'
import type { CurvePoint, TrialResult } from './result.ts'

/** How rows look; report/ knows, and the command hands it over. */
export interface CurvesFormat {
  /** Lines, without their newline. */
  readonly header: string
  row(point: CurvePoint): string
  parse(text: string, file: string): { points: CurvePoint[]; wholeBytes: number; torn: string }
}

export class CurvesFile {
  /** What happened to the file on opening, for standard error; empty if nothing. */
  readonly notes: readonly string[]
  readonly #path: string
  readonly #format: CurvesFormat
  readonly #file: AppendFile
  /** By trial: its lines. */
  readonly #written: Map<string, string>

  private constructor(
    path: string,
    format: CurvesFormat,
    written: Map<string, string>,
    notes: readonly string[],
  ) {
    this.#path = path
    this.#format = format
    this.#written = written
    this.notes = notes
    this.#file = new AppendFile(path)
  }

  /**
   * Opens or creates the file. With `resume` it keeps the curves of the trials that are `done` and drops others, which
   * were written by trials that did not live to be recorded; a missing one is an error.
   */
  static async open(
    path: string,
    mode: OpenMode,
    done: readonly TrialResult[],
    format: CurvesFormat,
  ): Promise<CurvesFile> {
    const exists = checkAppendable(path, mode)
    let points: CurvePoint[] = []
    let notes: string[] = []
    if (exists && mode === 'resume') {
      const repaired = readRepaired(path, format.header, format.parse)
      points = repaired.parsed.points
      notes = repaired.notes
    }
    const found = new Map<string, CurvePoint[]>()
    for (const point of points) {
      const key = trialKey(point)
      found.set(key, [...(found.get(key) ?? []), point])
    }
    const written = new Map<string, string>()
    let missing = 0
    for (const trial of done) {
      const key = trialKey(trial)
      const curve = found.get(key) ?? []
      // A diverged run ends before its last epoch does.
      if (curve.length < trial.epochs - (trial.status === 'ok' ? 0 : 1)) missing++
      written.set(key, linesOf(format, curve))
    }
    if (missing > 0) {
      throw usageError(
        `--resume: ${path} lacks the curves of ${count(missing, 'finished trial')}; leave --curves out, or start both files anew with --force`,
      )
    }
    await replace(path, wholeText(format, written.values()))
    return new CurvesFile(path, format, written, notes)
  }

  append(trial: TrialResult, curve: readonly CurvePoint[]): void {
    const lines = linesOf(this.#format, curve)
    if (lines !== '') this.#file.append(lines)
    this.#written.set(trialKey(trial), lines)
  }

  /** Closes the file and puts its trials in `order`. */
  async finish(order: readonly string[]): Promise<void> {
    this.#file.close()
    const isSorted =
      order.length === this.#written.size && [...this.#written.keys()].every((key, i) => key === order[i])
    if (isSorted) return
    await replace(
      this.#path,
      wholeText(
        this.#format,
        order.map((key) => this.#written.get(key) ?? ''),
      ),
    )
  }
}

const linesOf = (format: CurvesFormat, curve: readonly CurvePoint[]): string =>
  curve.map((point) => `${format.row(point)}\n`).join('')

const wholeText = (format: CurvesFormat, blocks: Iterable<string>): string =>
  [`${format.header}\n`, ...blocks].join('')
