/** Opens the files that grow while a comparison runs: trials and curves. */
import { checkAppendable, type OpenMode } from '../experiment/appendFile.ts'
import type { Analysis } from '../experiment/config.ts'
import { CurvesFile } from '../experiment/curves.ts'
import type { Shard } from '../experiment/grid.ts'
import { Journal } from '../experiment/journal.ts'
import type { Plan } from '../experiment/plan.ts'
import { savedExperiment } from '../experiment/saved.ts'
import { curveColumns, trialColumns } from '../report/columns.ts'
import { csvHeader, csvRow } from '../report/csv.ts'
import { parseCurvesCsv, parseTrialsCsv } from '../report/parseTrials.ts'
import type { RawOptions } from './options.ts'

export interface OpenFiles {
  readonly journal?: Journal
  readonly curves?: CurvesFile
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
  if (raw.curves !== undefined) checkAppendable(raw.curves as string, mode)
  const journal =
    raw.exportTrials === undefined
      ? undefined
      : await Journal.open(raw.exportTrials as string, mode, savedExperiment(plan, analysis, shard), {
          header: csvHeader(trialColumns),
          row: (result) => csvRow(trialColumns, result),
          parse: parseTrialsCsv,
        })
  const curves =
    raw.curves === undefined
      ? undefined
      : await CurvesFile.open(raw.curves as string, mode, journal?.done ?? [], {
          header: csvHeader(curveColumns),
          row: (point) => csvRow(curveColumns, point),
          parse: parseCurvesCsv,
        })
  return {
    ...(journal && { journal }),
    ...(curves && { curves }),
    notes: [...(journal?.notes ?? []), ...(curves?.notes ?? [])],
  }
}
