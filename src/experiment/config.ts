/** A comparison as plain data: what is run, apart from the rows it is run on. */
import type { Build } from '../core/load.ts'
import type { Task } from '../data/dataset.ts'
import type { Evaluation, Inner } from '../data/split.ts'
import { defaultMetric, type MetricName } from '../metrics/index.ts'
import { type Method, needsImage, needsValidation } from '../regularizers/method.ts'
import { type YardstickName, yardstickNames } from '../results/yardsticks.ts'
import type { Average } from '../settings/average.ts'
import type { Scale } from '../settings/data.ts'
import { DEFAULT_REPEATS, type EvaluationSettings, evaluation, type Repeats } from '../settings/evaluation.ts'
import { type NetworkSettings, readsImages } from '../settings/network.ts'
import type { ScoreSettings } from '../settings/scores.ts'
import { flagOf } from '../settings/setting.ts'
import type { TrainingSettings } from '../settings/training.ts'
import { usageError } from '../util/errors.ts'
import type { NestedTuning } from './tunable.ts'

export interface Experiment {
  /** In the order given; their specifications are distinct. */
  readonly methods: readonly Method[]
  /** Measured on the same splits; none where absent. */
  readonly yardsticks?: readonly YardstickName[]
  readonly network: NetworkSettings
  readonly training: TrainingSettings
  readonly evaluation: Evaluation
  readonly scale: Scale
  readonly seed: number
  readonly build: Build
  /** How methods with noise predict; by weight scaling where absent. */
  readonly average?: Average
  /** What scores are, tests compare and `--by score` tunes by; that of the task where absent. */
  readonly metric?: MetricName
  /** The class that scores of one class are about. */
  readonly positive?: string
  /** How tunable methods are tuned; present when there are any. */
  readonly nested?: NestedTuning
}

/** Share of the training rows that are set aside: as asked, or else what early stopping gets when one of the methods has it. */
export const validationFractionOf = (asked: number | undefined, methods: readonly Method[]): number =>
  asked ?? (methods.some(needsValidation) ? 0.15 : 0)

/**
 * The network as asked for; where one of the methods acts on images, the features are images for all of them, those that their names
 * say unless `--image` does.
 */
export const networkOf = (network: NetworkSettings, methods: readonly Method[]): NetworkSettings =>
  methods.some(needsImage) && !readsImages(network) ? { ...network, image: 'names' } : network

/** What scores are: as asked, or else accuracy and rmse. */
export const metricOf = ({ metric }: Pick<Experiment, 'metric'>, task: Task): MetricName =>
  metric ?? defaultMetric(task)

type Rows = Partial<Omit<EvaluationSettings, 'folds' | 'seed'>>

/**
 * How rows are divided, with everything said: early stopping in any method sets validation rows aside for all, so that all
 * train on the same rows.
 */
export function evaluationOf(
  given: Pick<EvaluationSettings, 'folds'> & Rows,
  methods: readonly Method[],
): Evaluation {
  const { folds, repeats, testFraction, time } = given
  const ways = (['test', 'testFraction', 'foldColumn'] as const).filter((name) => given[name] !== undefined)
  if (ways.length > 1) {
    const flags = ways.map((name) => `--${flagOf(name, evaluation.settings[name])}`)
    throw usageError(`${flags.join(' and ')} exclude each other: each says which rows are tested`)
  }
  return {
    folds,
    repeats: repeatsOf(repeats, time),
    ...(testFraction !== undefined && { testFraction }),
    ...(given.trainRows !== undefined && { trainRows: sizesOf(given.trainRows) }),
    ...setAsideOf(given, methods),
  }
}

/** Each once, the smallest first. */
const sizesOf = (rows: readonly number[]): number[] => [...new Set(rows)].sort((a, b) => a - b)

/** How validation rows are set aside, out of what was given; the rest of a division inside another one, too. */
export function setAsideOf(given: Rows, methods: readonly Method[]): Inner {
  const { time, gap, stratify = true } = given
  if (gap !== undefined && gap > 0 && time === undefined) {
    throw usageError(
      `--gap ${gap} leaves rows out between earlier and later ones; name the column of their time with --time`,
    )
  }
  const marked = (['validation', 'validationColumn'] as const).find((name) => given[name] !== undefined)
  if (marked !== undefined && given.validationFraction !== undefined) {
    throw usageError(
      `--validation-fraction and --${flagOf(marked, evaluation.settings[marked])} exclude each other: each says which rows stop a run`,
    )
  }
  return {
    // Where rows are marked for it, no share of the others is.
    validationFraction: marked === undefined ? validationFractionOf(given.validationFraction, methods) : 0,
    ...(gap !== undefined && gap > 0 && { gap }),
    ...(!stratify && { stratify }),
  }
}

/** The number to begin with; `auto` goes on from there. */
const repeatsOf = (repeats: Repeats | undefined, time: string | undefined): number =>
  typeof repeats === 'number' ? repeats : time === undefined ? DEFAULT_REPEATS.usual : DEFAULT_REPEATS.inTime

/** What scores are, out of what was given; what is shown beside them is not part of an experiment. */
export const experimentScoring = ({
  metric,
  positive,
}: Pick<ScoreSettings, 'metric' | 'positive'>): Pick<Experiment, 'metric' | 'positive'> => ({
  ...(metric !== undefined && { metric }),
  ...(positive !== undefined && { positive }),
})

/** All of them, or none. */
export const yardsticksOf = (wanted: boolean): Pick<Experiment, 'yardsticks'> =>
  wanted ? { yardsticks: yardstickNames } : {}

/** Left out where it is the default, so that what is saved of a run is what was chosen. */
export const averageOf = (average: Average): { readonly average?: Average } =>
  average.kind === 'scale' ? {} : { average }
