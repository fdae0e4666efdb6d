/** The command line that runs saved trials again, from what FILE.experiment.json tells. */
import type { JoinedRun } from '../experiment/join.ts'
import { COCKTAIL } from '../experiment/tunable.ts'
import type { Identity, Resampling, SavedExperiment } from '../results/identity.ts'
import { analysis } from '../settings/analysis.ts'
import { severalData } from '../settings/data.ts'
import { evaluation } from '../settings/evaluation.ts'
import { methods, tuning } from '../settings/methods.ts'
import { network } from '../settings/network.ts'
import { running } from '../settings/running.ts'
import { scores } from '../settings/scores.ts'
import { omit, pick, type Settings } from '../settings/setting.ts'
import { training } from '../settings/training.ts'
import { wordsOf } from '../settings/write.ts'
import { isRecord } from '../util/json.ts'
import { shellLine } from '../util/shell.ts'

export interface Again {
  /** Null where no file says how the trials were run. */
  readonly command: string | null
  /** What the line cannot tell, a sentence each. */
  readonly remarks: readonly string[]
}

/** What an identity holds of each group, as it stands in the file: older ones lack the settings that came later. */
const SAVED_GROUPS = {
  evaluation: omit(evaluation, 'test', 'foldColumn', 'seed').settings,
  network: network.settings,
  training: training.settings,
} as const

/** `bundled` are the names that need no file. */
export function againOf(
  { experiment, settings }: Pick<JoinedRun, 'experiment' | 'settings'>,
  bundled: readonly string[],
): Again {
  if (experiment === null) return { command: null, remarks: [] }
  const { identity, report } = experiment
  // A dataset at several numbers of training rows is named once.
  const names = [...new Set(settings.map(({ name, trainRows }) => trainRows?.of ?? name))]
  const others = names.filter((name) => !bundled.includes(name))
  const [first] = report.datasets
  const fileOf = (name: string) => (bundled.includes(name) ? name : `${name.replace(/\.csv$/i, '')}.csv`)
  const targets = names.flatMap((name) => {
    const { target } = report.datasets.find((facts) => (facts.trainRows?.of ?? facts.name) === name)!
    return bundled.includes(name) ? [] : [names.length === 1 ? target : `${fileOf(name)}=${target}`]
  })
  const { baseline, confidence, rope } = report.analysis
  const words = [
    'regbench',
    'compare',
    ...names.map(fileOf),
    ...wordsOf(pick(severalData, 'target').settings, { target: targets }),
    ...(first.readBy ?? []),
    ...report.methods.filter((spec) => !(spec in ROWS)).flatMap((spec) => ['--method', spec]),
    ...(baseline === report.methods[0] ? [] : ['--baseline', baseline]),
    ...wordsOf(pick(methods, 'yardstick').settings, { yardstick: report.yardsticks !== undefined }),
    ...Object.entries(SAVED_GROUPS).flatMap(([name, table]) => savedWords(table, identity[name])),
    ...(isUnstratified(experiment) ? ['--no-stratify'] : []),
    ...savedWords(pick(severalData, 'scale').settings, identity),
    ...savedWords(pick(scores, 'metric', 'positive').settings, identity),
    ...savedWords(pick(methods, 'average').settings, identity),
    ...savedWords(pick(running, 'build').settings, identity),
    ...tuningWords(identity, report.methods),
    '--seed',
    String(report.seed),
    ...wordsOf(analysis.settings, { confidence, ...(rope !== undefined && { rope }) }),
  ]
  return { command: shellLine(words), remarks: remarksOn(experiment, others) }
}

/** Files of the version before say nothing of strata, which rows of a regression did not have then. */
const isUnstratified = ({ identity, report }: SavedExperiment): boolean =>
  report.datasets.every(({ task }) => task === 'regression') &&
  isRecord(identity.evaluation) &&
  identity.evaluation.stratify === undefined

/** The words for those values of a table that a saved record has and that are of their kind. */
function savedWords(table: Settings, saved: unknown): string[] {
  if (!isRecord(saved)) return []
  const values = Object.entries(table).flatMap(([name, { kind }]) =>
    kind.admits(saved[name]) ? [[name, saved[name]]] : [],
  )
  return wordsOf(table, Object.fromEntries(values))
}

/** Rows that no specification makes, and the setting of each. */
const ROWS: Readonly<Record<string, object>> = { recipe: { recipe: true }, [COCKTAIL]: { cocktail: true } }

function tuningWords({ nested, candidates }: Identity, methods: readonly string[]): string[] {
  if (!isRecord(nested)) return []
  const { innerFolds, criterion } = nested
  const searched = Array.isArray(candidates) ? candidates : []
  const budgets = searched.map((entry, i) => (methods[i] === 'recipe' ? 0 : budgetOf(entry)))
  const isHalving = searched.some((entry, i) => isRecord(entry) && !((methods[i] ?? '') in ROWS))
  return savedWords(tuning.settings, {
    // The recipe, and what is as written, have no number.
    ...(Math.max(...budgets) > 0 && { tune: Math.max(...budgets) }),
    ...Object.assign({}, ...methods.map((method) => ROWS[method])),
    ...(isHalving && { search: 'halving' }),
    innerFolds,
    by: criterion,
  })
}

/** Candidates in full, or the number whose epochs were spent; 0 where nothing was tuned. */
function budgetOf(searched: unknown): number {
  if (isRecord(searched)) return typeof searched.budget === 'number' ? searched.budget : 0
  const stages = Array.isArray(searched) ? searched : []
  return Math.max(0, ...stages.map((stage) => (Array.isArray(stage) ? stage.length : 0)))
}

/** What divides rows by more than chance, as a file says that does not tell the options by which its data was read. */
const ROW_OPTIONS: Partial<Record<Resampling, string>> = {
  groups: '--group',
  time: '--time',
  'given-folds': '--fold-column',
  'fixed-test': '--test',
}

function remarksOn({ identity, report }: SavedExperiment, others: readonly string[]): string[] {
  const [first] = report.datasets
  return [
    ...(others.length === 0
      ? []
      : [`${others.join(', ')}: put the path of the data file in; the same data has the sha-256 above`]),
    ...(first.readBy === undefined && first.resampling in ROW_OPTIONS
      ? [`files of this version do not say how rows were divided: add ${ROW_OPTIONS[first.resampling]}`]
      : []),
    ...(identity.nested === undefined
      ? []
      : ['strengths were tuned, in the default ranges unless --scan or --list said otherwise']),
  ]
}
