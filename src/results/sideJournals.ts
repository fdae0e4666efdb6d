/**
 * Files beside the trials file whose rows belong to trials. Those of a trial are appended before its row in the trials file, so
 * that every trial that need not run again has all of its rows.
 */
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { groupBy } from '../util/groupBy.ts'
import type { OpenMode } from './appendFile.ts'
import { type ChoiceRow, choiceTable } from './choice.ts'
import { csvRow } from './csv.ts'
import { type CurvePoint, curveTable } from './curve.ts'
import { Journal, type Keep } from './journal.ts'
import { type OutputsRow, outputsTable } from './outputs.ts'
import type { Table } from './readCsv.ts'
import type { TrialResult } from './trial.ts'
import { type TrialId, trialKey } from './trialId.ts'

export type CurvesJournal = Journal<CurvePoint>
export type ChoicesJournal = Journal<ChoiceRow>
export type OutputsJournal = Journal<OutputsRow>

/** The points of each trial, one an epoch. `done` are the trials that need not run again. */
export const openCurves = (
  path: string,
  mode: OpenMode,
  done: readonly TrialResult[],
): Promise<CurvesJournal> =>
  Journal.open(
    path,
    mode,
    curveTable,
    rowsOfDone(curveTable, done, {
      // A diverged run ends before its last epoch does; a yardstick has no epochs to watch.
      isWhole: ({ kind, epochs, status }, points) =>
        kind === 'yardstick' || points.length >= epochs - (status === 'ok' ? 0 : 1),
      lack: (trials) => `curves of ${trials}; leave --curves out, or start both files anew with --force`,
    }),
  )

/** `tuned` are the methods whose trials have a choice, unless every candidate diverged. */
export const openChoices = (
  path: string,
  mode: OpenMode,
  done: readonly TrialResult[],
  tuned: ReadonlySet<string>,
): Promise<ChoicesJournal> =>
  Journal.open(
    path,
    mode,
    choiceTable,
    rowsOfDone(choiceTable, done, {
      isWhole: ({ method, status }, rows) => rows.length === 1 || !tuned.has(method) || status !== 'ok',
      lack: (trials) => `choices of ${trials}; start both files anew with --force`,
    }),
  )

/**
 * What each trial predicted for its test rows. Files of a version that did not keep it lack it for finished trials, which then
 * have none.
 */
export const openOutputs = (
  path: string,
  mode: OpenMode,
  done: readonly TrialResult[],
): Promise<OutputsJournal> =>
  Journal.open(
    path,
    mode,
    outputsTable,
    rowsOfDone(outputsTable, done, { isWhole: () => true, lack: () => '' }),
  )

/** What a trial must have, and what to say where finished trials lack it. */
interface Content<Row> {
  isWhole(trial: TrialResult, rows: readonly Row[]): boolean
  /** Ends the sentence `--resume: FILE lacks the`. */
  lack(trials: string): string
}

/**
 * Rows of the trials that are `done`; others were written by trials that did not live to be recorded. Missing ones are an
 * error.
 */
const rowsOfDone =
  <Row extends TrialId>(
    { columns }: Table<Row>,
    done: readonly TrialResult[],
    { isWhole, lack }: Content<Row>,
  ): Keep<Row> =>
  (rows, path) => {
    // Two runs that wrote the file at once ran the same trials, to the same bits: each row counts once.
    const distinct = new Map(rows.map((row) => [csvRow(columns, row), row])).values()
    const found = groupBy(distinct, trialKey)
    const blocks = done.map((trial) => ({ trial, rows: found.get(trialKey(trial)) ?? [] }))
    const missing = blocks.filter((block) => !isWhole(block.trial, block.rows)).length
    if (missing > 0) {
      throw usageError(`--resume: ${path} lacks the ${lack(count(missing, 'finished trial'))}`)
    }
    return { rows: blocks.flatMap((block) => block.rows), notes: [] }
  }
