/** Saved runs from disk: a trials file and the description beside it. */
import { readFile } from 'node:fs/promises'
import type { SavedRun } from '../experiment/join.ts'
import { choicesPath, choiceTable, withChoice } from '../results/choice.ts'
import { identityPath } from '../results/identity.ts'
import { outputsPath, outputsTable, withOutputs } from '../results/outputs.ts'
import { parseSaved } from '../results/parseSaved.ts'
import { readCsv } from '../results/readCsv.ts'
import { type TrialResult, trialTable } from '../results/trial.ts'
import { trialKey } from '../results/trialId.ts'
import { dataError, unreadable } from '../util/errors.ts'

/** `notes` is told what a reader should know of the files. */
export async function readRun(path: string, notes: string[]): Promise<SavedRun> {
  const text = await read(path)
  if (text === undefined) throw dataError({ file: path }, 'there is no such file')
  const { rows: bare, torn } = readCsv(trialTable, text, path)
  const trials = await withRows(await withChoices(bare, choicesPath(path)), outputsPath(path), notes)
  if (torn !== '') notes.push(`${path}: the last line is torn and has been left out`)
  const described = await read(identityPath(path))
  if (described === undefined) {
    notes.push(`${identityPath(path)} is missing: the settings are unknown, and whether all trials are there`)
    return { path, trials, experiment: null }
  }
  return { path, trials, experiment: parseSaved(described, identityPath(path)) }
}

/** Of a comparison whose strengths were tuned, the choices that stand beside its trials. */
async function withChoices(trials: readonly TrialResult[], path: string): Promise<TrialResult[]> {
  const text = await read(path)
  const rows = new Map(
    text === undefined ? [] : readCsv(choiceTable, text, path).rows.map((row) => [trialKey(row), row]),
  )
  return trials.map((trial) => withChoice(trial, rows.get(trialKey(trial))))
}

/** What each trial predicted for its test rows, where that stands beside the trials. */
async function withRows(trials: TrialResult[], path: string, notes: string[]): Promise<TrialResult[]> {
  const text = await read(path)
  if (text === undefined) return trials
  const { rows, torn } = readCsv(outputsTable, text, path)
  if (torn !== '') notes.push(`${path}: the last line is torn and has been left out`)
  const found = new Map(rows.map((row) => [trialKey(row), row]))
  return trials.map((trial) => withOutputs(trial, found.get(trialKey(trial))))
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw dataError({ file: path }, unreadable(error, 'a trials file'))
  }
}
