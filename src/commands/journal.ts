/** Opens the files that grow while a comparison runs: trials and curves. */
import { checkAppendable, type OpenMode } from '../experiment/appendFile.ts'
import { type ChoicesFile, openChoices } from '../experiment/choices.ts'
import type { Analysis } from '../experiment/config.ts'
import { type CurvesFile, openCurves } from '../experiment/curves.ts'
import type { Shard } from '../experiment/grid.ts'
import { Journal } from '../experiment/journal.ts'
import { isTunable } from '../experiment/nested.ts'
import type { Plan } from '../experiment/plan.ts'
import { savedExperiment } from '../experiment/saved.ts'
import { choiceColumns, choicesPath, choiceTable } from '../results/choice.ts'
import { csvHeader, csvRow } from '../results/csv.ts'
import { curveColumns, curveTable } from '../results/curve.ts'
import { readCsv } from '../results/readCsv.ts'
import { trialColumns, trialTable } from '../results/trial.ts'
import type { RawOptions } from './options.ts'

export interface OpenFiles {
  readonly journal?: Journal
  readonly curves?: CurvesFile
  readonly choices?: ChoicesFile
  /** For standard error. */
  readonly notes: readonly string[]
}

export async function openFiles(
  plan: Plan,
  analysis: Analysis,
  raw: RawOptions,
  shard?: Shard,
): Promise<OpenFiles> {
  const mode: OpenMode = raw.resume === true ? 'resume' : raw.force === true ? 'force' : 'new'
  // Before the trials file is touched.
  const { methods } = plan.experiment
  const choicesFile =
    raw.exportTrials !== undefined && methods.some(isTunable)
      ? choicesPath(raw.exportTrials as string)
      : undefined
  for (const path of [raw.curves as string | undefined, choicesFile]) {
    if (path !== undefined) checkAppendable(path, mode)
  }
  const journal =
    raw.exportTrials === undefined
      ? undefined
      : await Journal.open(raw.exportTrials as string, mode, savedExperiment(plan, analysis, shard), {
          header: csvHeader(trialColumns),
          row: (result) => csvRow(trialColumns, result),
          parse: (text, file) => readCsv(trialTable, text, file),
        })
  const curves =
    raw.curves === undefined
      ? undefined
      : await openCurves(raw.curves as string, mode, journal?.done ?? [], {
          header: csvHeader(curveColumns),
          row: (point) => csvRow(curveColumns, point),
          parse: (text, file) => readCsv(curveTable, text, file),
        })
  const choices =
    choicesFile === undefined
      ? undefined
      : await openChoices(choicesFile, mode, journal?.done ?? [], methods, {
          header: csvHeader(choiceColumns),
          row: (row) => csvRow(choiceColumns, row),
          parse: (text, file) => readCsv(choiceTable, text, file),
        })
  return {
    ...(choices && { choices }),
    ...(journal && { journal }),
    ...(curves && { curves }),
    notes: [journal, curves, choices].flatMap((file) => file?.notes ?? []),
  }
}
