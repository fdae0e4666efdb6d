/** `--export-predictions`: one row a test row and trial, written in pieces and seen when it is whole. */
import type { DatasetFacts } from '../results/identity.ts'
import { predictionLines } from '../results/predictions.ts'
import type { TrialResult } from '../results/trial.ts'
import { usageError } from '../util/errors.ts'
import { count } from '../util/format.ts'
import { wholeFile } from '../util/wholeFile.ts'

/** Characters that are written at once. */
const PIECE = 1 << 20

type Named = Pick<DatasetFacts, 'name' | 'classNames'>

/** Refuses trials that were run before predictions were kept. */
export async function writePredictions(
  path: string | undefined,
  trials: readonly TrialResult[],
  datasets: readonly Named[],
): Promise<void> {
  if (path === undefined) return
  const bare = trials.filter(({ status, outputs }) => status === 'ok' && outputs === undefined).length
  if (bare > 0) {
    throw usageError(
      `--export-predictions: ${count(bare, 'trial')} ${bare === 1 ? 'has' : 'have'} no predictions, which an earlier version did not keep or whose file is not ` +
        'beside the trials; run them anew with --force',
    )
  }
  const names = new Map(datasets.map(({ name, classNames }) => [name, classNames ?? []]))
  const file = await wholeFile(path)
  try {
    let piece = ''
    for (const line of predictionLines(trials, names)) {
      piece += line
      if (piece.length < PIECE) continue
      const goesOn = await file.append(piece)
      piece = ''
      if (!goesOn) break
    }
    await file.append(piece)
    await file.finish()
  } finally {
    await file.discard()
  }
}
