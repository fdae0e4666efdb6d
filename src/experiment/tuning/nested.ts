/**
 * Tuning inside one outer training part. The rows that test a trial take no part in the choice of its strengths: inner folds
 * divide the training part alone, scalers are fitted anew on the rows each inner run trains on, and the rows that may stop a
 * run early are taken from those, so that no row has two offices.
 */
import { randomKey, type WordSource } from '../../core/random.ts'
import type { Dataset, Split } from '../../data/dataset.ts'
import { splitsWithin } from '../../data/split.ts'
import type { Method } from '../../regularizers/method.ts'
import type { Choice } from '../../results/choice.ts'
import type { TrialResult } from '../../results/trial.ts'
import { type Criterion, DEFAULT_NESTED } from '../../settings/methods.ts'
import { commonEpochs } from '../../settings/training.ts'
import { mean } from '../../statistics/moments.ts'
import type { Experiment } from '../config.ts'
import type { Tunable } from '../tunable.ts'
import { type Judged, type Round, type RoundResults, roundsWithin, runSearch, searchOf } from './search.ts'

/** Trains a method on a split, for so many epochs instead of the experiment's. */
export type Train = (method: Method, split: Split, epochs?: number) => TrialResult

/**
 * Chooses on the inner folds of `split`'s training part, trains the choice on the whole of it, and scores the test rows. The
 * result goes by the tunable method's name. Where no candidate trains on every inner fold the first one is scored, without a choice.
 */
export function runNested(
  method: Tunable,
  split: Split,
  dataset: Dataset,
  experiment: Pick<Experiment, 'training' | 'evaluation' | 'seed' | 'nested'>,
  source: WordSource,
  train: Train,
): TrialResult {
  const { innerFolds, criterion } = experiment.nested ?? DEFAULT_NESTED
  const inner = innerSplits(dataset, split, experiment, innerFolds, source)
  const run = ({ candidates, epochs }: Round): RoundResults => {
    const results = candidates.map((): TrialResult[] => [])
    // Split by split, since the features of a split are scaled once.
    for (const part of inner) {
      candidates.forEach((candidate, i) => {
        results[i].push(train(candidate.method, part, epochs))
      })
    }
    return results
  }
  const epochs = commonEpochs(experiment.training, inner)
  const { budget, stages } = method
  const rounds = budget === undefined ? undefined : roundsWithin(budget, stages[0].length, epochs)
  const search = searchOf(method, rounds, epochs, criterion)
  const { judged, choice, epochsSpent } = runSearch(search, run)
  const chosen = choice?.best
  const result = train((chosen ?? judged[0]).method, split)
  return {
    ...result,
    method: method.spec,
    ...(chosen && { choice: choiceOf(chosen, judged.length, innerFolds, criterion, epochsSpent) }),
  }
}

const choiceOf = (
  { method, results }: Judged,
  candidates: number,
  innerFolds: number,
  criterion: Criterion,
  epochsSpent: number,
): Choice => ({
  chosen: method.spec,
  candidates,
  innerFolds,
  criterion,
  lossMean: mean(results.map(({ testLoss }) => testLoss!)),
  // An inner fold may not define the score; the loss chose then.
  scoreMean: mean(results.flatMap(({ testScore }) => testScore ?? [])),
  epochsSpent,
})

/** The outer training part, rows for early stopping included. */
export const innerRows = ({ train, validation }: Split): Int32Array =>
  Int32Array.from([...train, ...validation]).sort()

/** Beyond every outer fold, so that no stream of random numbers serves two trials of a repeat. */
const FIRST_INNER_FOLD = 1_000_000

/** The outer training part, rows for early stopping included, divided into folds; each sets stopping rows of its own aside. */
export function innerSplits(
  dataset: Dataset,
  outer: Split,
  { evaluation, seed }: Pick<Experiment, 'evaluation' | 'seed'>,
  folds: number,
  source: WordSource,
): Split[] {
  const { repeat, fold } = outer
  const rows = innerRows(outer)
  const first = FIRST_INNER_FOLD + fold * folds
  return splitsWithin(dataset, rows, folds, evaluation, (part, count) =>
    source.words(
      part === undefined
        ? randomKey(seed, 'inner split', repeat, fold)
        : randomKey(seed, 'inner validation', repeat, first + part),
      count,
    ),
  ).map((split, part) => ({ ...split, repeat, fold: first + part }))
}
