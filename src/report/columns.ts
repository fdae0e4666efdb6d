import type { CurvePoint, MethodSummary, PairedSummary, TrialResult } from '../experiment/result.ts'
import type { ChoiceRow } from '../experiment/tuning.ts'

/** What a cell may hold; only a `measure` may be empty, which stands for null. */
export type ColumnKind = 'text' | 'integer' | 'number' | 'measure'

/** One column of a CSV whose rows are plain data. */
export interface Column<Row> {
  readonly key: keyof Row & string
  /** In CSV headers and as a key in JSON. */
  readonly name: string
  readonly kind: ColumnKind
  /** One line for documentation; scores are shares of 1 for accuracy, in the target's unit for rmse. */
  readonly title: string
}

/** camelCase as snake_case: the one rule between field names and column names. */
const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function column<Row>(key: keyof Row & string, kind: ColumnKind, title: string): Column<Row> {
  return { key, name: snakeCase(key), kind, title }
}

const trial = column<TrialResult>
const method = column<MethodSummary>

/** The trials CSV, one row a trial. The order is public: scripts and `--resume` rely on it. */
export const trialColumns: readonly Column<TrialResult>[] = [
  trial('dataset', 'text', 'name of the data set'),
  trial('method', 'text', 'method specification'),
  trial('repeat', 'integer', 'repeat, from 0'),
  trial('fold', 'integer', 'fold within the repeat, from 0'),
  trial('seed', 'integer', 'seed of splits, initial weights, batches and masks'),
  trial('status', 'text', 'ok, diverged (the loss was not finite) or failed'),
  trial('trainRows', 'integer', 'rows trained on'),
  trial('validationRows', 'integer', 'rows held out of the training rows, for early stopping'),
  trial('testRows', 'integer', 'rows scored, never trained on'),
  trial('epochs', 'integer', 'epochs run'),
  trial('bestEpoch', 'integer', 'epoch whose weights were kept, from 1'),
  trial('steps', 'integer', 'parameter updates'),
  trial('trainLossNoisy', 'measure', 'mean data loss while training, masks on, over the last epoch'),
  trial('trainLoss', 'measure', 'data loss of the training rows in prediction mode'),
  trial('penalty', 'measure', 'penalty added to the loss, at the final weights'),
  trial('validationLoss', 'measure', 'data loss of the validation rows in prediction mode'),
  trial('testLoss', 'measure', 'data loss of the test rows in prediction mode'),
  trial('metric', 'text', 'what scores are: accuracy or rmse'),
  trial('trainScore', 'measure', 'score of the training rows'),
  trial('validationScore', 'measure', 'score of the validation rows'),
  trial('testScore', 'measure', 'score of the test rows'),
  trial('gap', 'measure', 'how much better the training rows are scored than the test rows'),
  trial('weightNorm', 'measure', 'Euclidean norm of all weights'),
  trial('weightSparsity', 'measure', 'share of weights that are exactly 0'),
  trial('maxUnitNorm', 'measure', "largest norm of one unit's incoming weights"),
  trial('keepSeen', 'measure', 'measured share of kept units; 1 without masks'),
  trial('parameters', 'integer', 'weights and biases'),
  trial('trainSeconds', 'number', 'wall time of training'),
  trial('predictSeconds', 'number', 'wall time of predicting the test rows'),
  trial('fingerprint', 'text', 'hash of the final weights'),
]

const curve = column<CurvePoint>

/** The curves CSV, one row a trial and epoch. */
export const curveColumns: readonly Column<CurvePoint>[] = [
  curve('dataset', 'text', 'name of the data set'),
  curve('method', 'text', 'method specification'),
  curve('repeat', 'integer', 'repeat, from 0'),
  curve('fold', 'integer', 'fold within the repeat, from 0'),
  curve('epoch', 'integer', 'epoch, from 1'),
  curve(
    'trainLossNoisy',
    'measure',
    'mean data loss of the epoch while training, masks on, weights changing',
  ),
  curve('trainLoss', 'measure', 'data loss of the training rows in prediction mode, after the epoch'),
  curve('validationLoss', 'measure', 'the same of the validation rows, which may stop the run'),
  curve('penalty', 'measure', 'penalty added to the loss'),
  curve('trainScore', 'measure', 'score of the training rows'),
  curve('validationScore', 'measure', 'score of the validation rows'),
  curve('weightNorm', 'measure', 'Euclidean norm of all weights'),
  curve('weightSparsity', 'measure', 'share of weights that are exactly 0'),
]

const choice = column<ChoiceRow>

/** FILE.chosen.csv beside the trials file, one row a tuned trial. */
export const choiceColumns: readonly Column<ChoiceRow>[] = [
  choice('dataset', 'text', 'name of the data set'),
  choice('method', 'text', 'what was tuned'),
  choice('repeat', 'integer', 'repeat, from 0'),
  choice('fold', 'integer', 'fold within the repeat, from 0'),
  choice('chosen', 'text', 'specification of the candidate that was trained and scored'),
  choice('candidates', 'integer', 'candidates tried'),
  choice('innerFolds', 'integer', 'folds of the training part that judged each'),
  choice('criterion', 'text', 'what the choice went by: loss or score'),
  choice('lossMean', 'number', 'mean data loss of the chosen one on the inner held-out rows: optimistic'),
  choice('scoreMean', 'number', 'mean score of the chosen one there: optimistic'),
  choice('epochsSpent', 'integer', 'epochs of training that the search took'),
]

/** The summary CSV, one row a method. */
export const summaryColumns: readonly Column<MethodSummary>[] = [
  method('method', 'text', 'method specification'),
  method('trials', 'integer', 'trials run'),
  method('ok', 'integer', 'trials that ended well; all means are over these'),
  method('metric', 'text', 'what scores are: accuracy or rmse'),
  method('testScoreMean', 'measure', 'mean test score'),
  method('testScoreSd', 'measure', 'standard deviation of the test score over the splits'),
  method('testScoreLow', 'measure', 'lower end of the interval of the mean (95 %, or --confidence)'),
  method('testScoreHigh', 'measure', 'upper end of it'),
  method('trainScoreMean', 'measure', 'mean score of the training rows'),
  method('gapMean', 'measure', 'mean gap between training and test score, positive = training better'),
  method('testLossMean', 'measure', 'mean data loss of the test rows'),
  method('difference', 'measure', 'mean paired difference to the baseline, positive = better'),
  method('differenceLow', 'measure', 'lower end of its interval'),
  method('differenceHigh', 'measure', 'upper end of it'),
  method('pValue', 'measure', 'two-sided p-value of no difference, this method taken alone'),
  method('pHolm', 'measure', "p-value after Holm's correction for all methods compared"),
  method('pBetter', 'measure', 'posterior probability of being better by more than the rope'),
  method('pEquivalent', 'measure', 'posterior probability of a difference within the rope'),
  method('pWorse', 'measure', 'posterior probability of being worse by more than the rope'),
  method('weightNormMean', 'measure', 'mean Euclidean norm of all weights'),
  method('weightSparsityMean', 'measure', 'mean share of weights that are exactly 0'),
  method('maxUnitNormMean', 'measure', "mean of the largest norm of one unit's incoming weights"),
  method('trainSecondsMean', 'number', 'mean wall time of training'),
  method('predictSecondsMean', 'number', 'mean wall time of predicting the test rows'),
]

const pair = column<PairedSummary>

/** Two saved runs, one row a dataset and method. */
export const pairedColumns: readonly Column<PairedSummary>[] = [
  pair('dataset', 'text', 'name of the data set'),
  pair('method', 'text', 'method specification'),
  pair('trials', 'integer', 'trials in each run'),
  pair('identical', 'integer', 'trials whose weights are bit-identical in both'),
  pair('metric', 'text', 'what scores are: accuracy or rmse'),
  pair('oldScoreMean', 'measure', 'mean test score in the old run'),
  pair('newScoreMean', 'measure', 'mean test score in the new run'),
  pair('difference', 'measure', 'mean paired difference, positive = the new run is better'),
  pair('differenceLow', 'measure', 'lower end of its interval'),
  pair('differenceHigh', 'measure', 'upper end of it'),
  pair('pValue', 'measure', 'two-sided p-value of no difference, this method taken alone'),
  pair('pHolm', 'measure', "p-value after Holm's correction for all methods of the data set"),
  pair('pBetter', 'measure', 'posterior probability that the new run is better by more than the rope'),
  pair('pEquivalent', 'measure', 'posterior probability of a difference within the rope'),
  pair('pWorse', 'measure', 'posterior probability that the new run is worse by more than the rope'),
]
