/** What a reader should know before trusting a table, as facts: report/warnings.ts says each in a sentence. */
import type { Resampling } from './identity.ts'
import type { Metric } from './trialId.ts'

/** What is beyond trials that did not end well: their status, as trials have it. */
export type Unfinished = 'diverged' | 'failed'

/** Why a method fits the training rows less well than the baseline, and scores worse for it. */
export type TooStrong =
  /** Nearly all weights are exactly 0. */
  | { readonly reason: 'zeros'; readonly share: number }
  /** At the end its penalty is larger than the loss of the training rows. */
  | { readonly reason: 'penalty'; readonly penalty: number; readonly loss: number }
  /** The method's masks keep about half of the units. */
  | { readonly reason: 'masks' }
  /** The method's weights are much smaller than the baseline's: norms of both. */
  | { readonly reason: 'small-weights'; readonly norm: number; readonly usual: number }
  /** None of these; training scores of both. */
  | { readonly reason: 'unknown'; readonly score: number; readonly usual: number; readonly metric: Metric }

/** Why rows cannot tell: the score has no influence function, rows are tested unequally often, or nothing was kept of them. */
export type NoRows = 'metric' | 'holdout' | 'record' | 'trials'

export type Warning =
  /** A sentence about the data or the splits, which saved trials have too. */
  | { readonly kind: 'said'; readonly sentence: string }
  /** All trials share one test file; by rows, its rows are what is sampled, else the seeds alone. */
  | { readonly kind: 'one-test-file'; readonly isByRows: boolean }
  /** Rows in the order of time, judged by blocks. */
  | { readonly kind: 'blocks-of-time' }
  /** Rows were asked and could not tell; `methods` is empty where that is so for all. */
  | { readonly kind: 'not-by-rows'; readonly reason: NoRows; readonly methods: readonly string[] }
  /** Two methods differ on so few rows that their interval has a form of its own. */
  | {
      readonly kind: 'few-rows-differ'
      readonly method: string
      readonly differing: number
      readonly rows: number
      /** Further methods like it. */
      readonly others: number
    }
  /** Fewer pairs than tests can decide by. */
  | { readonly kind: 'few-pairs'; readonly pairs: number; readonly resampling: Resampling }
  | {
      readonly kind: 'unfinished'
      readonly method: string
      readonly status: Unfinished
      readonly count: number
      readonly trials: number
      /** Whether any trial of the method ended well. */
      readonly isPartly: boolean
    }
  /** Weights whose norm has become many times that of fresh ones, though finite: the largest norm among so many trials. */
  | {
      readonly kind: 'runaway'
      readonly method: string
      readonly norm: number
      readonly fresh: number
      readonly count: number
      readonly trials: number
    }
  /** Every pair differs by the same amount. */
  | { readonly kind: 'no-variance'; readonly method: string }
  /** A trial far from its method's others. */
  | {
      readonly kind: 'outlier'
      readonly method: string
      readonly repeat: number
      readonly fold: number
      readonly metric: Metric
      readonly score: number
      /** Median of all methods on that split. */
      readonly usual: number
      /** Further trials like it. */
      readonly others: number
    }
  | ({
      readonly kind: 'too-strong'
      readonly method: string
      readonly baseline: string
      /** Further methods for the same reason. */
      readonly others: number
    } & TooStrong)
  /** Candidates of a search that did not end well on every fold, and so are out of the choice. */
  | { readonly kind: 'unjudged'; readonly count: number; readonly candidates: number }
  /** A search on one split, which tells no standard error. */
  | { readonly kind: 'one-split' }
  /** The best value of a parameter lies at an end of what was tried; where to look for a better one. */
  | {
      readonly kind: 'edge'
      readonly parameter: string
      readonly value: string
      readonly end: 'smallest' | 'largest'
      readonly from: number
      readonly to: number
      readonly log: boolean
    }
  | { readonly kind: 'few-validation-rows'; readonly rows: number }
  /** Dropout on fewer training rows than it was ever seen to help with. */
  | { readonly kind: 'few-rows-for-dropout'; readonly enough: number }
