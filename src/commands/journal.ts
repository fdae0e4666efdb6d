/** Opens the files that grow while a comparison runs: trials, curves, choices. */

import type { Plan } from '../experiment/run/plan.ts'
import { savedExperiment } from '../experiment/run/saved.ts'
import { isTunable } from '../experiment/tunable.ts'
import { checkAppendable, type OpenMode } from '../results/appendFile.ts'
import { choicesPath } from '../results/choice.ts'
import type { Analysis } from '../results/identity.ts'
import { outputsPath } from '../results/outputs.ts'
import {
  type ChoicesJournal,
  type CurvesJournal,
  type OutputsJournal,
  openChoices,
  openCurves,
  openOutputs,
} from '../results/sideJournals.ts'
import { openTrials, type TrialsJournal } from '../results/trialsJournal.ts'
import type { OutputSettings } from '../settings/output.ts'
import type { RunningSettings } from '../settings/running.ts'

export interface OpenFiles {
  readonly journal?: TrialsJournal
  readonly curves?: CurvesJournal
  readonly choices?: ChoicesJournal
  readonly outputs?: OutputsJournal
  /** For standard error. */
  readonly notes: readonly string[]
}

export async function openFiles(
  plan: Plan,
  analysis: Analysis,
  { exportTrials, curves: curvesFile }: OutputSettings,
  { resume, force, shard }: RunningSettings,
): Promise<OpenFiles> {
  const mode: OpenMode = resume ? 'resume' : force ? 'force' : 'new'
  // Before the trials file is touched.
  const { methods } = plan.experiment
  const choicesFile =
    exportTrials !== undefined && methods.some(isTunable) ? choicesPath(exportTrials) : undefined
  const outputsFile = exportTrials === undefined ? undefined : outputsPath(exportTrials)
  for (const path of [curvesFile, choicesFile, outputsFile]) {
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
  const outputs = outputsFile === undefined ? undefined : await openOutputs(outputsFile, mode, done)
  return {
    ...(outputs && { outputs }),
    ...(choices && { choices }),
    ...(journal && { journal }),
    ...(curves && { curves }),
    notes: [journal, curves, choices, outputs].flatMap((file) => file?.notes ?? []),
  }
}
