/** Results of tuning as plain data: what a report prints, and nothing that trains. */
import type { Values } from '../regularizers/template.ts'
import type { Comparison, Metric } from './result.ts'

/** What makes a candidate good: its mean loss, or its mean score, on the rows held out. */
export const CRITERIA = ['loss', 'score'] as const
export type Criterion = (typeof CRITERIA)[number]

/** Which candidates are tried: all, a sample, or all with more epochs for the better ones. */
export const SEARCHES = ['grid', 'random', 'halton', 'halving'] as const
export type SearchName = (typeof SEARCHES)[number]

/** One candidate, trained on some rows and judged on others, once for each fold. */
export interface CandidateResult {
  /** Specification: what `compare --method` takes. */
  readonly method: string
  /** By axis. */
  readonly values: Values
  /** Of each run; in successive halving those of the last round it reached. */
  readonly epochs: number
  /** Runs, and those of them that ended well. A candidate is judged only if all did. */
  readonly folds: number
  readonly ok: number
  /** Data loss of the held-out rows: mean over the folds, and the standard error of that mean (null below two folds). */
  readonly lossMean: number | null
  readonly lossSe: number | null
  /** Accuracy as a share, or rmse. */
  readonly scoreMean: number | null
  readonly scoreSe: number | null
  /** The least mean error. */
  readonly best: boolean
  /** The most regularized within one standard error of it. */
  readonly oneSe: boolean
}

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
  readonly seed: number
  readonly metric: Metric
  readonly criterion: Criterion
  /** The family that was tuned: `inverted-dropout+l2`. */
  readonly method: string
  /** In words: `grid of 44 candidates`. */
  readonly search: string
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
  /** A command line that uses the choice; null without one. */
  readonly command: string | null
  readonly finding: string
  readonly warnings: readonly string[]
}

/** What tuning inside an outer training part chose: part of a trial's result. */
export interface Choice {
  /** Specification. */
  readonly chosen: string
  /** Candidates tried, and the inner folds that judged each. */
  readonly candidates: number
  readonly innerFolds: number
  readonly criterion: Criterion
  /** Of the chosen one on inner held-out rows: optimistic, because it was chosen by them. */
  readonly lossMean: number
  readonly scoreMean: number
  /** Training epochs of the search. */
  readonly epochsSpent: number
}

/** One row of FILE.chosen.csv, beside the trials file. */
export interface ChoiceRow extends Choice {
  readonly dataset: string
  readonly method: string
  readonly repeat: number
  readonly fold: number
}

/** What the choices of one method's trials have in common, one entry a parameter. */
export interface ChosenValues {
  readonly method: string
  /** `l2.strength`. */
  readonly parameter: string
  /** Trials with a choice. */
  readonly trials: number
  /** Over the trials; null where the values are no numbers. */
  readonly median: number | null
  readonly low: number | null
  readonly high: number | null
  /** `0.00316 (0.001 to 0.01)`, or how often which: `true 3, false 2`. */
  readonly text: string
}

/** How the strengths of a comparison came about. */
export interface Tuned {
  /** One sentence: who was tuned how, on which rows. */
  readonly how: string
  readonly chosen: readonly ChosenValues[]
}
