/** Saved runs from disk: a trials file and the description beside it. */
import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
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
  const text = (await readResults(path))?.toString('utf8')
  if (text === undefined) throw dataError({ file: path }, 'there is no such file')
  const { rows: bare, torn } = readCsv(trialTable, text, path)
  const chosen = await withChoices(bare, await readBeside(path, choicesPath))
  const trials = await withRows(chosen, await readBeside(path, outputsPath), notes)
  if (torn !== '') notes.push(`${path}: the last line is torn and has been left out`)
  const described = await readBeside(path, identityPath)
  if (described === undefined) {
    notes.push(`${identityPath(path)} is missing: the settings are unknown, and whether all trials are there`)
    return { path, trials, experiment: null }
  }
  return { path, trials, experiment: parseSaved(described.text, described.path) }
}

/** Of a comparison whose strengths were tuned, the choices that stand beside its trials. */
async function withChoices(
  trials: readonly TrialResult[],
  choices: Beside | undefined,
): Promise<TrialResult[]> {
  const rows = new Map(
    choices === undefined
      ? []
      : readCsv(choiceTable, choices.text, choices.path).rows.map((row) => [trialKey(row), row]),
  )
  return trials.map((trial) => withChoice(trial, rows.get(trialKey(trial))))
}

/** What each trial predicted for its test rows, where that stands beside the trials. */
async function withRows(
  trials: TrialResult[],
  outputs: Beside | undefined,
  notes: string[],
): Promise<TrialResult[]> {
  if (outputs === undefined) return trials
  const { path, text } = outputs
  const { rows, torn } = readCsv(outputsTable, text, path)
  if (torn !== '') notes.push(`${path}: the last line is torn and has been left out`)
  const found = new Map(rows.map((row) => [trialKey(row), row]))
  return trials.map((trial) => withOutputs(trial, found.get(trialKey(trial))))
}

interface Beside {
  readonly path: string
  readonly text: string
}

/** The file that belongs to a trials file. One that was packed since may have left it as it was, or been packed with it. */
async function readBeside(path: string, nameOf: (path: string) => string): Promise<Beside | undefined> {
  const plain = path.replace(/\.gz$/i, '')
  for (const candidate of new Set([nameOf(path), nameOf(plain), `${nameOf(plain)}.gz`])) {
    const bytes = await readResults(candidate)
    if (bytes !== undefined) return { path: candidate, text: bytes.toString('utf8') }
  }
  return undefined
}

/** The bytes of a file of results, unpacked if it is gzipped; undefined where there is no file. */
export async function readResults(path: string): Promise<Buffer | undefined> {
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw dataError({ file: path }, unreadable(error, 'a file of results'))
  }
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes)
  } catch {
    throw dataError({ file: path }, 'the gzip data is damaged or cut short')
  }
}
