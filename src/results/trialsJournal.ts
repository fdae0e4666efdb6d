/** The trials file, and beside it FILE.experiment.json, which says what experiment the rows belong to. */
import { rmSync } from 'node:fs'
import { cannotWrite, dataError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { checkAppendable, type OpenMode, replace } from './appendFile.ts'
import { checkIdentity, identityPath, type SavedExperiment } from './identity.ts'
import { Journal, type Kept } from './journal.ts'
import { type TrialResult, trialTable } from './trial.ts'
import { trialKey } from './trialId.ts'

export type TrialsJournal = Journal<TrialResult>

/** Resuming takes a file of the same experiment alone, and gives trials that failed another chance: their rows are removed. */
export async function openTrials(
  path: string,
  mode: OpenMode,
  experiment: SavedExperiment,
): Promise<TrialsJournal> {
  const exists = checkAppendable(path, mode)
  if (exists && mode === 'resume') checkIdentity(path, experiment.identity)
  // At no moment may old rows stand beside the description of a new experiment, not even if this run is killed here.
  if (exists && mode === 'force') remove(path)
  await replace(identityPath(path), `${JSON.stringify(experiment, null, 2)}\n`)
  return Journal.open(path, mode, trialTable, worthKeeping)
}

function remove(path: string): void {
  try {
    rmSync(path)
  } catch (error) {
    throw cannotWrite(path, error)
  }
}

/** All but failed trials, and one row of those that two runs at once have recorded. */
function worthKeeping(trials: readonly TrialResult[], path: string): Kept<TrialResult> {
  const kept = new Map<string, TrialResult>()
  let failed = 0
  let repeated = 0
  for (const trial of trials) {
    const key = trialKey(trial)
    const earlier = kept.get(key)
    if (trial.status === 'failed') failed++
    else if (earlier === undefined) kept.set(key, trial)
    else if (earlier.fingerprint === trial.fingerprint) repeated++
    else {
      const { dataset, method, repeat, fold } = trial
      throw dataError(
        { file: path },
        `${dataset} ${method} repeat ${repeat} fold ${fold} has two results; --force starts anew`,
      )
    }
  }
  const notes = [
    ...(failed > 0 ? [`${path}: ${count(failed, 'trial')} that failed will run again`] : []),
    ...(repeated > 0
      ? [
          `${path}: ${count(repeated, 'trial')} stood in it twice, with equal results; one row of each is kept`,
        ]
      : []),
  ]
  return { rows: [...kept.values()], notes }
}
