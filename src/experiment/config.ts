/** A comparison as plain data: what is run, apart from the rows it is run on. */
import type { Build } from '../core/load.ts'
import type { Scale } from '../data/scale.ts'
import type { Evaluation } from '../data/split.ts'
import { type Method, needsValidation } from '../regularizers/method.ts'
import type { Average } from '../training/average.ts'
import type { NetworkSettings, TrainingSettings } from '../training/model.ts'
import type { NestedTuning } from './nested.ts'

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

export type { Analysis } from '../results/identity.ts'

export const DEFAULT_CONFIDENCE = 0.95

export const DEFAULT_NETWORK: NetworkSettings = { hidden: [128, 64], activation: 'relu', init: 'he' }

export const DEFAULT_TRAINING: TrainingSettings = {
  epochs: 40,
  batchSize: 32,
  learningRate: 0.02,
  optimizer: 'momentum',
  momentum: 0.9,
  schedule: 'constant',
}

export const DEFAULT_EVALUATION = { folds: 5, repeats: 2 } as const

/** Share of the training rows that are set aside: as asked, or else what early stopping gets when one of the methods has it. */
export const validationFractionOf = (asked: number | undefined, methods: readonly Method[]): number =>
  asked ?? (methods.some(needsValidation) ? 0.15 : 0)
