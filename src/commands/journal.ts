/** Opens the files that grow while a comparison runs: trials, curves, choices. */
import type { Analysis } from '../experiment/config.ts'
import { isTunable } from '../experiment/nested.ts'
import type { Plan } from '../experiment/plan.ts'
import { savedExperiment } from '../experiment/saved.ts'
import { checkAppendable, type OpenMode } from '../results/appendFile.ts'
import { choicesPath } from '../results/choice.ts'
import type { Shard } from '../results/identity.ts'
import { type ChoicesJournal, type CurvesJournal, openChoices, openCurves } from '../results/sideJournals.ts'
import { openTrials, type TrialsJournal } from '../results/trialsJournal.ts'
import type { RawOptions } from './options.ts'

export interface OpenFiles {
  readonly journal?: TrialsJournal
  readonly curves?: CurvesJournal
  readonly choices?: ChoicesJournal
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
      : await openTrials(raw.exportTrials as string, mode, savedExperiment(plan, analysis, shard))
  const done = journal?.done ?? []
  const curves = raw.curves === undefined ? undefined : await openCurves(raw.curves as string, mode, done)
  const choices =
    choicesFile === undefined
      ? undefined
      : await openChoices(choicesFile, mode, done, new Set(methods.filter(isTunable).map(({ spec }) => spec)))
  return {
    ...(choices && { choices }),
    ...(journal && { journal }),
    ...(curves && { curves }),
    notes: [journal, curves, choices].flatMap((file) => file?.notes ?? []),
  }
}
