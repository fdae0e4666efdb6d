/** The options of the command line as plain data, under the same names in camelCase and with the same defaults. */
import type { Dataset } from '../data/dataset.ts'
import { type DataOptions, defaultDataOptions } from '../data/options.ts'
import {
  evaluationOf as completeEvaluation,
  type Experiment,
  networkOf,
  averageOf as savedAverage,
} from '../experiment/config.ts'
import type { FitPoint } from '../experiment/run/train.ts'
import type { Method } from '../regularizers/method.ts'
import type { TrialResult } from '../results/trial.ts'
import { analysis } from '../settings/analysis.ts'
import { type Average, averageKind, parseAverage } from '../settings/average.ts'
import { data, newRows } from '../settings/data.ts'
import { evaluation, ROW_SETTINGS } from '../settings/evaluation.ts'
import { abortSignal, callback, coded, text, whole } from '../settings/kinds.ts'
import { methods, search, tuning } from '../settings/methods.ts'
import { type NetworkSettings, network } from '../settings/network.ts'
import { checkGiven, withDefaults } from '../settings/read.ts'
import { running } from '../settings/running.ts'
import { scores } from '../settings/scores.ts'
import { omit, pick, type Setting, type Settings, type Values } from '../settings/setting.ts'
import { training } from '../settings/training.ts'

const { scale, ...reading } = data.settings
const { seed, precision: _, trainRows, ...split } = omit(evaluation, ...ROW_SETTINGS).settings
/** A program repeats as often as it says. */
const splits = { ...split, repeats: { ...split.repeats, kind: whole(1) } }
/** One number of training rows gives one result; several are a learning curve. */
const size = {
  trainRows: {
    kind: whole(2),
    summary: 'train on so many of the training rows, and test on the same rows as ever',
  },
} as const
const rows = pick(evaluation, ...ROW_SETTINGS).settings
const { metric, also, positive } = scores.settings
/** A fit tests nothing, and a search none but the rows that judge. */
const TUNING_ROWS = omit(
  evaluation,
  'folds',
  'repeats',
  'test',
  'testFraction',
  'validationFraction',
  'seed',
  'gap',
  'stratify',
  'allowOverlap',
  'precision',
  'trainRows',
).settings
const TRAINING_ROWS = pick(
  evaluation,
  'group',
  'time',
  'gap',
  'stratify',
  'validation',
  'validationColumn',
  'weight',
).settings
const { build, jobs } = running.settings
const { confidence, inference, rope } = analysis.settings

/** How noise is averaged out, as the command line spells it: `scale` (the default), `mc:K`, `exact` or `gaussian`. */
const average = {
  kind: coded<string>({
    expected: averageKind.expected,
    parse: (word) => (parseAverage(word) === undefined ? undefined : word),
    text: (value) => value,
  }),
  summary: methods.settings.average.summary,
} as const

/** A setting with a notation of its own, given as the command line spells it. */
const spelt = <T>({ kind, summary }: Setting<T>) =>
  ({
    kind: coded<string>({
      expected: kind.expected,
      parse: (word) => (kind.parse(word) === undefined ? undefined : word),
      text: (value) => value,
    }),
    summary,
  }) as const

/** Layers and images as texts: `conv:16x3,pool:2,dense:64` and `28x28`. */
const networkWords = {
  ...network.settings,
  network: spelt(network.settings.network),
  image: spelt(network.settings.image),
}

const fitting = { ...networkWords, ...training.settings, scale, seed, build } as const

/** What a program may watch and stop. Aborting rejects the promise with the signal's reason. */
const watching = {
  signal: { kind: abortSignal, summary: 'aborts the work' },
  /** Called before the first trial and after each. A later round of a search may raise `total`. */
  onProgress: {
    kind: callback<(done: number, total: number, latest: TrialResult | null) => void>(),
    summary: 'told of each trial that ends',
  },
} as const

const comparing = {
  ...reading,
  ...fitting,
  average,
  ...pick(methods, 'methods', 'baseline', 'yardstick', 'scan', 'list').settings,
  ...tuning.settings,
  ...splits,
  ...rows,
  metric,
  also,
  positive,
  confidence,
  inference,
  rope,
  jobs,
  ...watching,
} as const

/** What each function takes. */
export const OPTIONS = {
  loadDataset: { ...reading, ...rows },
  train: {
    ...reading,
    ...fitting,
    average,
    method: { kind: text, required: true, summary: 'specification of the method' },
    ...TRAINING_ROWS,
    validationFraction: splits.validationFraction,
    signal: watching.signal,
    onEpoch: { kind: callback<(point: FitPoint) => void>(), summary: 'told of each epoch that ends' },
  },
  compare: { ...comparing, ...size },
  learningCurve: { ...comparing, trainRows: { ...trainRows, required: true } },
  tune: {
    ...reading,
    ...fitting,
    method: { kind: text, summary: 'what to tune; the recipe of the CS231n notes where it is absent' },
    ...pick(methods, 'scan', 'list').settings,
    ...pick(search, 'cocktail', 'search', 'budget', 'by').settings,
    ...splits,
    repeats: { ...splits.repeats, default: 1 },
    ...TUNING_ROWS,
    ...size,
    metric,
    positive,
    jobs,
    ...watching,
  },
  predict: { ...newRows.settings, build, average },
} as const satisfies Record<string, Settings>

/** The options of a function, of which none must be given but those that have no meaning when left out. */
export type OptionsOf<F extends keyof typeof OPTIONS> = Partial<Values<(typeof OPTIONS)[F]>>

/** Throws a usage error for an option that the function does not know, or a value out of range. Undefined is absent. */
export const checkOptions = (of: keyof typeof OPTIONS, options: object): void =>
  checkGiven(OPTIONS[of], options, of)

export const dataOptionsOf = (options: object): DataOptions => {
  const { cache: _, ...given } = withDefaults(OPTIONS.loadDataset, options)
  return { ...defaultDataOptions, ...given }
}

/** Network, training and what else decides a fit, defaults filled in. */
export const fittingOf = (options: object, methods: readonly Method[]) => ({
  network: networkOf(networkSettings(options), methods),
  training: withDefaults(training.settings, options),
  ...withDefaults({ scale, seed, build }, options),
  ...averageOf(options),
})

function networkSettings(options: object): NetworkSettings {
  const { network: layers, image, ...rest } = withDefaults(networkWords, options)
  const { settings } = network
  return withDefaults(settings, {
    ...options,
    ...rest,
    network: layers === undefined ? undefined : settings.network.kind.parse(layers),
    image: image === undefined ? undefined : settings.image.kind.parse(image),
  })
}

/** Left out where it is the default, as on the command line. */
export function averageOf(options: object): { average?: Average } {
  const { average: word = 'scale' } = withDefaults({ average }, options)
  return savedAverage(parseAverage(word)!)
}

/** Which rows are held out, with everything said, for these methods. What the dataset says of its rows counts as given. */
export function evaluationOf(
  of: 'compare' | 'tune',
  options: { readonly trainRows?: number | readonly number[] | undefined },
  given: readonly Method[],
  { rowColumns }: Pick<Dataset, 'rowColumns'>,
) {
  const { time } = rowColumns ?? {}
  const { trainRows } = options
  return completeEvaluation(
    {
      ...(time !== undefined && { time }),
      ...withDefaults({ ...splits, ...rows, repeats: OPTIONS[of].repeats }, options),
      ...(trainRows !== undefined && { trainRows: [trainRows].flat() }),
    },
    given,
  )
}

/** What scores are, where it is not the default. */
export const scoringOf = (options: object): Pick<Experiment, 'metric' | 'positive'> =>
  withDefaults({ metric, positive }, options)
