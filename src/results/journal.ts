/**
 * A table that grows while trials end: the rows of a trial are appended together, whole, so that a run killed at any moment can
 * be resumed. Trials end in any order; at the end the file is put in that of the plan.
 */
import { groupBy } from '../util/groupBy.ts'
import { AppendFile, checkAppendable, type OpenMode, readRepaired, reorder, replace } from './appendFile.ts'
import { csvHeader, csvRow } from './csv.ts'
import { readCsv, type Table } from './readCsv.ts'
import { type TrialId, trialKey } from './trialId.ts'

/** What a run that is resumed goes on with. */
export interface Kept<Row> {
  readonly rows: readonly Row[]
  /** What a reader should know of those left out. */
  readonly notes: readonly string[]
}

/** Picks those to keep from the rows found in a file; throws for a file that cannot be gone on with. */
export type Keep<Row> = (rows: readonly Row[], path: string) => Kept<Row>

export class Journal<Row extends TrialId> {
  /** Rows that were in the file when it was opened, those of a trial together. */
  readonly done: readonly Row[]
  /** What happened to the file on opening, for standard error; empty if nothing. */
  readonly notes: readonly string[]
  readonly #path: string
  readonly #table: Table<Row>
  readonly #file: AppendFile
  /** By trial, in the order of the file. */
  readonly #rows: Map<string, readonly Row[]>

  private constructor(path: string, table: Table<Row>, rows: Map<string, Row[]>, notes: readonly string[]) {
    this.#path = path
    this.#table = table
    this.#rows = rows
    this.done = [...rows.values()].flat()
    this.notes = notes
    this.#file = new AppendFile(path)
  }

  /**
   * Opens or creates the file. An existing one is only touched with `resume`, which goes on with the rows that `keep` leaves, or
   * `force`, which starts it anew. One of a version with fewer columns gets those of this version.
   */
  static async open<Row extends TrialId>(
    path: string,
    mode: OpenMode,
    table: Table<Row>,
    keep: Keep<Row>,
  ): Promise<Journal<Row>> {
    const isResumed = checkAppendable(path, mode) && mode === 'resume'
    const { parsed, notes } = isResumed
      ? readRepaired(path, csvHeader(table.columns), (text) => readCsv(table, text, path))
      : { parsed: { rows: [], isCurrent: false }, notes: [] }
    const kept = keep(parsed.rows, path)
    const rows = groupBy(kept.rows, trialKey)
    const whole = [...rows.values()].flat()
    const isAsFound = whole.length === parsed.rows.length && whole.every((row, i) => row === parsed.rows[i])
    if (!parsed.isCurrent || !isAsFound) await replace(path, textOf(table, rows.values()))
    return new Journal(path, table, rows, [...notes, ...kept.notes])
  }

  rowsOf(trial: TrialId): readonly Row[] {
    return this.#rows.get(trialKey(trial)) ?? []
  }

  /** Appends the rows of a trial that has ended, and waits until the disk has them. */
  append(trial: TrialId, rows: readonly Row[]): void {
    if (rows.length > 0) this.#file.append(linesOf(this.#table, rows))
    this.#rows.set(trialKey(trial), rows)
  }

  /** Closes the file and puts its trials in `order`, by their keys. */
  async finish(order: readonly string[]): Promise<void> {
    this.#file.checkUntouched()
    this.#file.close()
    const position = new Map(order.map((key, index) => [key, index]))
    const placeOf = (key: string): number => position.get(key) ?? order.length
    const blocks = [...this.#rows]
    const sorted = [...blocks].sort(([a], [b]) => placeOf(a) - placeOf(b))
    if (sorted.every((block, i) => block === blocks[i])) return
    await reorder(
      this.#path,
      textOf(
        this.#table,
        sorted.map(([, rows]) => rows),
      ),
    )
  }
}

const linesOf = <Row>({ columns }: Table<Row>, rows: readonly Row[]): string =>
  rows.map((row) => `${csvRow(columns, row)}\n`).join('')

const textOf = <Row>(table: Table<Row>, blocks: Iterable<readonly Row[]>): string =>
  [`${csvHeader(table.columns)}\n`, ...[...blocks].map((rows) => linesOf(table, rows))].join('')
