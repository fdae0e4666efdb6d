/**
 * A file beside the trials file whose rows belong to trials. Those of a trial are appended together as it ends, before its row
 * in the trials file, so that every trial that need not run again has all of its rows.
 */

import type { TrialResult } from '../results/trial.ts'
import { trialKey } from '../results/trialId.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { AppendFile, checkAppendable, type OpenMode, readRepaired, reorder, replace } from './appendFile.ts'

/** How rows look; report/ knows, and the command hands it over. */
export interface SideFormat<Row> {
  /** Lines, without their newline. */
  readonly header: string
  row(row: Row): string
  parse(text: string, file: string): { rows: Row[]; wholeBytes: number; torn: string }
}

/** What a trial must have, and what to say where finished trials lack it. */
export interface SideContent<Row> {
  isWhole(trial: TrialResult, rows: readonly Row[]): boolean
  /** Ends the sentence `--resume: FILE lacks the`. */
  lack(trials: string): string
}

type OfTrial = Parameters<typeof trialKey>[0]

export class SideFile<Row extends OfTrial> {
  /** What happened to the file on opening, for standard error; empty if nothing. */
  readonly notes: readonly string[]
  readonly #path: string
  readonly #format: SideFormat<Row>
  readonly #file: AppendFile
  readonly #rows: Map<string, readonly Row[]>

  private constructor(
    path: string,
    format: SideFormat<Row>,
    rows: Map<string, readonly Row[]>,
    notes: readonly string[],
  ) {
    this.#path = path
    this.#format = format
    this.#rows = rows
    this.notes = notes
    this.#file = new AppendFile(path)
  }

  /**
   * Opens or creates the file. With `resume` it keeps the rows of the trials that are `done` and drops others, which
   * were written by trials that did not live to be recorded; missing ones are an error.
   */
  static async open<Row extends OfTrial>(
    path: string,
    mode: OpenMode,
    done: readonly TrialResult[],
    format: SideFormat<Row>,
    { isWhole, lack }: SideContent<Row>,
  ): Promise<SideFile<Row>> {
    const exists = checkAppendable(path, mode)
    const { parsed, notes } =
      exists && mode === 'resume'
        ? readRepaired(path, format.header, format.parse)
        : { parsed: { rows: [] as Row[] }, notes: [] }
    const found = new Map<string, Row[]>()
    // Two runs that wrote the file at once ran the same trials, to the same bits: each row counts once.
    const seen = new Set<string>()
    for (const row of parsed.rows) {
      const line = format.row(row)
      if (seen.has(line)) continue
      seen.add(line)
      const key = trialKey(row)
      found.set(key, [...(found.get(key) ?? []), row])
    }
    const kept = new Map(done.map((trial) => [trialKey(trial), found.get(trialKey(trial)) ?? []]))
    const missing = done.filter((trial) => !isWhole(trial, kept.get(trialKey(trial))!)).length
    if (missing > 0) {
      throw usageError(`--resume: ${path} lacks the ${lack(count(missing, 'finished trial'))}`)
    }
    await replace(path, wholeText(format, kept.values()))
    return new SideFile(path, format, kept, notes)
  }

  rowsOf(trial: OfTrial): readonly Row[] {
    return this.#rows.get(trialKey(trial)) ?? []
  }

  append(trial: TrialResult, rows: readonly Row[]): void {
    if (rows.length > 0) this.#file.append(linesOf(this.#format, rows))
    this.#rows.set(trialKey(trial), rows)
  }

  /** Closes the file and puts its trials in `order`. */
  async finish(order: readonly string[]): Promise<void> {
    this.#file.checkUntouched()
    this.#file.close()
    const isSorted =
      order.length === this.#rows.size && [...this.#rows.keys()].every((key, i) => key === order[i])
    if (isSorted) return
    await reorder(
      this.#path,
      wholeText(
        this.#format,
        order.map((key) => this.#rows.get(key) ?? []),
      ),
    )
  }
}

const linesOf = <Row>(format: SideFormat<Row>, rows: readonly Row[]): string =>
  rows.map((row) => `${format.row(row)}\n`).join('')

const wholeText = <Row>(format: SideFormat<Row>, blocks: Iterable<readonly Row[]>): string =>
  [`${format.header}\n`, ...[...blocks].map((rows) => linesOf(format, rows))].join('')
