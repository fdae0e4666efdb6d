/** What a search for strengths found. */
import type { Criterion } from '../settings/methods.ts'
import type { CandidateResult } from './candidate.ts'
import type { Comparison } from './comparison.ts'
import type { Metric } from './trialId.ts'
import type { Warning } from './warning.ts'

export interface TuningAxis {
  readonly name: string
  /** Text of the distinct values tried, numbers ascending. */
  readonly values: readonly string[]
  /** Numbers more evenly spread by factors than by steps. */
  readonly log: boolean
}

/** Specifications of a stage's candidates, and its choices. */
export interface TuningStage {
  readonly candidates: readonly string[]
  readonly best: string | null
  readonly oneSe: string | null
}

/** Everything the report formats may show of a search. */
export interface TuningReport
  extends Pick<
    Comparison,
    'dataset' | 'rows' | 'features' | 'target' | 'task' | 'classes' | 'evaluation' | 'settings'
  > {
  /** With --train-rows, how many of the training rows were used; absent where all were. */
  readonly trainRows?: number
  readonly seed: number
  readonly metric: Metric
  readonly criterion: Criterion
  /** The family that was tuned: `inverted-dropout+l2`. */
  readonly method: string
  /** In words: `grid of 44 candidates`. */
  readonly search: string
  /** Whether candidates differ in what is in them; then the one-standard-error choice is that with the fewest ingredients. */
  readonly mixed?: true
  readonly axes: readonly TuningAxis[]
  /** In the order tried. */
  readonly candidates: readonly CandidateResult[]
  /** What was chosen from what: one stage, but for the recipe. */
  readonly stages: readonly TuningStage[]
  /** Specifications; null when no candidate ended well. */
  readonly best: string | null
  readonly oneSe: string | null
  /** Epochs trained, and what every candidate in full would have taken. */
  readonly epochsSpent: number
  readonly epochsOfAll: number
  /** Whether another seed gives the folds that chose: those of a column, or blocks of time. */
  readonly sameFolds?: true
  /** A command line that uses the choice; null without one. */
  readonly command: string | null
  readonly warnings: readonly Warning[]
}
