/** Opens the files that grow while a comparison runs: trials, curves, choices. */
import { isTunable } from '../experiment/nested.ts'
import type { Plan } from '../experiment/plan.ts'
import { savedExperiment } from '../experiment/saved.ts'
import { checkAppendable, type OpenMode } from '../results/appendFile.ts'
import { choicesPath } from '../results/choice.ts'
import type { Analysis } from '../results/identity.ts'
import { type ChoicesJournal, type CurvesJournal, openChoices, openCurves } from '../results/sideJournals.ts'
import { openTrials, type TrialsJournal } from '../results/trialsJournal.ts'
import type { RunSettings } from './running.ts'

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
  { output, running: { resume, force, shard } }: RunSettings,
): Promise<OpenFiles> {
  const mode: OpenMode = resume ? 'resume' : force ? 'force' : 'new'
  const { exportTrials, curves: curvesFile } = output
  // Before the trials file is touched.
  const { methods } = plan.experiment
  const choicesFile =
    exportTrials !== undefined && methods.some(isTunable) ? choicesPath(exportTrials) : undefined
  for (const path of [curvesFile, choicesFile]) {
    if (path !== undefined) checkAppendable(path, mode)
  }
  const journal =
    exportTrials === undefined
      ? undefined
      : await openTrials(exportTrials, mode, savedExperiment(plan, analysis, shard))
  const done = journal?.done ?? []
  const curves = curvesFile === undefined ? undefined : await openCurves(curvesFile, mode, done)
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
