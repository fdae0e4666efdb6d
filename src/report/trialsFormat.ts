import type { TrialResult } from '../experiment/result.ts'
import { trialColumns } from './columns.ts'
import { csvHeader, csvRow } from './csv.ts'
import { parseTrialsCsv } from './parseTrials.ts'

/** The trials CSV as one object: what the journal of a running comparison needs to write lines and to read them back. */
export const trialsFormat = {
  /** Without line end. */
  header: csvHeader(trialColumns),
  /** Without line end. */
  row: (trial: TrialResult): string => csvRow(trialColumns, trial),
  /** The whole lines of `text`; a torn last one is left out. */
  parse: (text: string, file: string): TrialResult[] => parseTrialsCsv(text, file).trials,
} as const
