/** A comparison as plain data: what is run, apart from the rows it is run on. */
import type { Build } from '../core/load.ts'
import type { Evaluation } from '../data/split.ts'
import { type Method, needsValidation } from '../regularizers/method.ts'
import type { Average } from '../settings/average.ts'
import type { Scale } from '../settings/data.ts'
import { type EvaluationSettings, evaluation } from '../settings/evaluation.ts'
import type { NetworkSettings } from '../settings/network.ts'
import { flagOf } from '../settings/setting.ts'
import type { TrainingSettings } from '../settings/training.ts'
import { usageError } from '../util/errors.ts'
import type { NestedTuning } from './tunable.ts'

export interface Experiment {
  /** In the order given; their specifications are distinct. */
  readonly methods: readonly Method[]
  readonly network: NetworkSettings
  readonly training: TrainingSettings
  readonly evaluation: Evaluation
  readonly scale: Scale
  readonly seed: number
  readonly build: Build
  /** How methods with noise predict; by weight scaling where absent. */
  readonly average?: Average
  /** How tunable methods are tuned; present when there are any. */
  readonly nested?: NestedTuning
}

/** Share of the training rows that are set aside: as asked, or else what early stopping gets when one of the methods has it. */
export const validationFractionOf = (asked: number | undefined, methods: readonly Method[]): number =>
  asked ?? (methods.some(needsValidation) ? 0.15 : 0)

/**
 * How rows are divided, with everything said: early stopping in any method sets validation rows aside for all, so that all
 * train on the same rows.
 */
export function evaluationOf(
  given: Pick<
    EvaluationSettings,
    'folds' | 'repeats' | 'test' | 'testFraction' | 'foldColumn' | 'validationFraction'
  >,
  methods: readonly Method[],
): Evaluation {
  const { folds, repeats, testFraction } = given
  const ways = (['test', 'testFraction', 'foldColumn'] as const).filter((name) => given[name] !== undefined)
  if (ways.length > 1) {
    const flags = ways.map((name) => `--${flagOf(name, evaluation.settings[name])}`)
    throw usageError(`${flags.join(' and ')} exclude each other: each says which rows are tested`)
  }
  return {
    folds,
    repeats,
    ...(testFraction !== undefined && { testFraction }),
    validationFraction: validationFractionOf(given.validationFraction, methods),
  }
}

/** Left out where it is the default, so that what is saved of a run is what was chosen. */
export const averageOf = (average: Average): { readonly average?: Average } =>
  average.kind === 'scale' ? {} : { average }
