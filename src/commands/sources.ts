/** Datasets named on one command line: each loaded with its own target, and called by a name of its own. */

import type { Dataset } from '../data/dataset.ts'
import type { DataOptions } from '../data/options.ts'
import { loadDataset } from '../data/read/load.ts'
import { checkTask } from '../experiment/rescore.ts'
import type { Analysis } from '../results/identity.ts'
import type { Metric } from '../results/trialId.ts'
import { type DataSettings, data as dataGroup, type severalData } from '../settings/data.ts'
import {
  type EvaluationSettings,
  evaluation as evaluationGroup,
  ROW_SETTINGS,
} from '../settings/evaluation.ts'
import { omit, pick, type Values } from '../settings/setting.ts'
import { wordsOf } from '../settings/write.ts'
import { usageError } from '../util/errors.ts'

type Splitting = Partial<Pick<EvaluationSettings, (typeof ROW_SETTINGS)[number]>>

/** What loading needs to know, from the options of data and of evaluation. */
export const dataOptionsOf = (
  { scale: _, ...data }: DataSettings,
  evaluation: Splitting = {},
): DataOptions => {
  const ofRows = ROW_SETTINGS.flatMap((name) =>
    evaluation[name] === undefined ? [] : [[name, evaluation[name]]],
  )
  return { ...data, ...Object.fromEntries(ofRows) }
}

export async function loadAll(
  sources: readonly string[],
  { target: targets = [], ...data }: Values<typeof severalData.settings>,
  evaluation: Splitting,
): Promise<Dataset[]> {
  const datasets: Dataset[] = []
  const readBy = [
    ...wordsOf(omit(dataGroup, 'target', 'scale', 'cache', 'dataDir', 'maxBytes').settings, data),
    ...wordsOf(pick(evaluationGroup, ...ROW_SETTINGS).settings, evaluation),
  ]
  for (const source of sources) {
    const target = targetOf(source, sources, targets)
    const options = dataOptionsOf({ ...data, ...(target !== undefined && { target }) }, evaluation)
    datasets.push({ ...(await loadDataset(source, options)), readBy })
  }
  // Files of one name in several folders are told apart by their paths.
  return datasets.map((dataset, i) => {
    const isShared = datasets.some(({ name }, j) => j !== i && name === dataset.name)
    return isShared ? { ...dataset, name: sources[i] } : dataset
  })
}

/**
 * The target of one of several datasets: `wine=cultivar` or `data.csv=y` names it for that one, a plain column for the
 * others. What stands before "=" is a dataset only if it was given as one; column names may hold "=" too.
 */
export function targetOf(
  source: string,
  sources: readonly string[],
  targets: readonly string[],
): string | undefined {
  const named = (target: string): string | undefined =>
    sources.find((candidate) => target.startsWith(`${candidate}=`))
  const own = targets.filter((target) => named(target) === source)
  const plain = targets.filter((target) => named(target) === undefined)
  for (const list of [own, plain]) {
    if (list.length > 1) throw usageError(`--target is given twice: ${list.join(' and ')}`)
  }
  return own[0]?.slice(source.length + 1) ?? plain[0]
}

/** Metrics to show that do not apply are refused before anything is run. */
export function checkAlso(
  also: readonly Metric[] | undefined,
  datasets: readonly Pick<Dataset, 'name' | 'task'>[],
): void {
  for (const { name, task } of datasets) for (const asked of also ?? []) checkTask(asked, task, name)
}

/** A width in units of the score means nothing where the scores have several units. */
export function checkRope({ rope }: Pick<Analysis, 'rope'>, tasks: readonly Dataset['task'][]): void {
  if (rope === undefined || tasks.length === 1 || tasks.every((task) => task === 'classification')) return
  throw usageError(
    '--rope is in units of the score, and these datasets do not share one; leave it out for 0.01 of accuracy and 1 % of rmse',
  )
}
