/** What is condensed from the trials of one dataset, or of several. */
import type { TrainRows } from './identity.ts'
import type { Ranking } from './ranking.ts'
import type { MethodSummary } from './summary.ts'
import type { Task } from './task.ts'
import type { TrialResult } from './trial.ts'
import type { Metric } from './trialId.ts'
import type { Warning } from './warning.ts'

export type { Task }

/** Everything the report formats may show of one comparison. */
export interface Comparison {
  dataset: string
  /** Rows, features and outputs as the network sees them. */
  rows: number
  /** Null where a saved run does not tell. */
  features: number | null
  target: string | null
  task: Task
  /** 0 for regression; null where a saved run does not tell. */
  classes: number | null
  /** Names of the classes in the order of their labels; absent of a regression, and where a saved run does not tell. */
  classNames?: readonly string[]
  metric: Metric
  baseline: string
  /** How rows were divided, in words: `5 folds x 2 repeats`, `test file held-out.csv`. */
  evaluation: string
  /** With --train-rows, how many of whose; absent where all are used. */
  trainRows?: TrainRows
  /** Test rows of a file that were trained on too; absent where none was. */
  trainedTestRows?: number
  /** The network and training settings, in words, one line; empty where a saved run does not tell. */
  settings: string
  seed: number
  /** Level of every interval, e.g. 0.95; what is called a difference has p < 1 - confidence. */
  confidence: number
  /** Half-width of the region of practical equivalence, in units of the score; null without a baseline score. */
  rope: number | null
  /** Further scores that are shown, absent where none was asked for. */
  also?: readonly AlsoScore[]
  /** How the strengths came about; absent where all are as written. */
  tuned?: Tuned
  /** What more of it would do, where no difference is established and rows tell. */
  planning?: Planning
  /** In the order the methods were given. */
  methods: MethodSummary[]
  /** Rows below the methods, which nothing is tested against; absent where none was measured. */
  yardsticks?: MethodSummary[]
  /** Methods that gave the test rows of every trial one answer; absent where there are none. */
  collapsed?: string[]
  /** Those of yardsticks too. */
  trials: TrialResult[]
  /** What to know before trusting it. */
  warnings: Warning[]
}

/** Mean test scores by another metric, in the order of `methods` and then of `yardsticks`; null where no trial has one. */
export interface AlsoScore {
  readonly metric: Metric
  readonly means: readonly (number | null)[]
}

/** What it would take to establish the largest difference of an undecided comparison. Numbers are in units of the score. */
export interface Planning {
  readonly method: string
  /** The difference as measured, positive = better. */
  readonly difference: number
  /** The smallest true difference that a run like this one establishes in four of five cases. */
  readonly smallest: number
  /** What that falls to with ever more repeats: only more rows lower it further. */
  readonly floor: number
  /** Share of the variance that more repeats reduce: initial weights, order of minibatches, masks; null where one repeat does not tell. */
  readonly luckShare: number | null
  /** Rows like these, or repeats on these rows, that establish the difference as measured in four of five cases; null where no number does. */
  readonly rows: number | null
  readonly repeats: number | null
}

/** What one command compares: a table for each dataset and, with several, the ranks over them. */
export interface Study {
  comparisons: Comparison[]
  ranking: Ranking | null
}

/** What the choices of one method's trials have in common, one entry a parameter. */
export interface ChosenValues {
  readonly method: string
  /** `l2.strength`; of a cocktail the ingredient, where no parameter of it was looked for or it was never chosen. */
  readonly parameter: string
  /** Trials whose choice has a value of it. */
  readonly trials: number
  /** Trials with a choice: more than those only of a cocktail, whose ingredients come and go. */
  readonly of: number
  /** Over the trials; null where the values are not numbers. */
  readonly median: number | null
  readonly low: number | null
  readonly high: number | null
  /** `0.00316 (0.001 to 0.01)`, or how often which: `true 3, false 2`; of a cocktail after `6 of 10: `. */
  readonly text: string
}

/** How the strengths of a comparison came about. */
export interface Tuned {
  /** One sentence: who was tuned how, on which rows. */
  readonly how: string
  readonly chosen: readonly ChosenValues[]
}
