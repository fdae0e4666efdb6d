import { metric } from '../metrics/index.ts'
import type { TrialResult } from '../results/trial.ts'
import type { Metric } from '../results/trialId.ts'
import type { TooStrong, Warning } from '../results/warning.ts'
import { internalError } from '../util/errors.ts'
import { groupBy } from '../util/groupBy.ts'
import { median } from '../util/quantile.ts'
import { mean } from './moments.ts'
import { robustDeviation } from './robust.ts'

/**
 * What a difference must be to matter: of shares of rows, and of errors in the target's units as parts of what is usual. Of
 * metrics without a unit nobody knows.
 */
type Thresholds = Readonly<Record<'share' | 'target', number>>

function unitOf(name: Metric): keyof Thresholds {
  const { unit } = metric(name)
  if (unit === 'none') throw internalError(`${name} has no unit`)
  return unit
}

/** More would be a lecture. */
const MAX_ADVICE = 4

/** Srivastava et al. (2014, figure 10): with 100 and 500 rows dropout gave no gain, from 1000 on it did. */
const ENOUGH_FOR_DROPOUT = 500

/** Below this a validation loss moves by a few per cent with each row. */
const ENOUGH_FOR_VALIDATION = 30

/** An outlier is so many robust standard deviations from the median, */
const FAR = 6

/** and so far in the score: below that it decides nothing. Small folds differ by a row or two, and often by none. */
const MATTERS: Thresholds = { share: 0.03, target: 0.1 }

const ENOUGH_FOR_OUTLIERS = 5

/** Fitting the training rows less well than the baseline begins here: a point of accuracy, 5 % of rmse. */
const LESS_FIT: Thresholds = { share: 0.01, target: 0.05 }

/** A gain over the baseline counts from here: a point of accuracy, 5 % of rmse. */
const GAIN = LESS_FIT

/** From this share on nearly all weights are 0. */
const NEARLY_ALL = 0.95

/** Weights of less than this share of the baseline's norm are held small. */
const HELD_SMALL = 0.5

/** A method that neither zeros, its penalty nor its masks explain is named from here on: five points of accuracy, 10 % of rmse. */
const FAR_WORSE: Thresholds = { share: 0.05, target: 0.1 }

/**
 * What in the trials is worth a second look: at most four, the methods that lose most first. Nothing is said of what did no
 * harm: a penalty above the loss or a narrow network under dropout is named only where the training rows are fitted less
 * well than by the baseline and the test rows are not better for it.
 */
export function advise(trials: readonly TrialResult[], baseline: string): Warning[] {
  const ended = trials.filter(({ status, testScore }) => status === 'ok' && testScore !== null)
  const judged = ended.filter((trial) => metric(trial.metric).unit !== 'none')
  const byMethod = groupBy(judged, ({ method }) => method)
  return [
    ...tooStrong(byMethod, baseline),
    ...outlier(judged, byMethod),
    ...smallValidation(ended),
    ...smallForDropout(judged, byMethod, baseline),
  ].slice(0, MAX_ADVICE)
}

type ByMethod = ReadonlyMap<string, readonly TrialResult[]>

/**
 * The trial furthest from its method's median in robust standard deviations (1.4826 times the median absolute
 * deviation), once the median of its split is taken off: a fold that is hard for all is not an outlier.
 */
function outlier(ended: readonly TrialResult[], byMethod: ByMethod): Warning[] {
  const splitOf = ({ repeat, fold }: TrialResult): string => `${repeat}/${fold}`
  const level = new Map(
    [...groupBy(ended, splitOf)].map(([split, group]) => [
      split,
      median(group.map(({ testScore }) => testScore!)),
    ]),
  )
  const spreads = [...byMethod.values()]
    .filter((group) => group.length >= ENOUGH_FOR_OUTLIERS)
    .map((group) => {
      const relative = group.map((trial) => trial.testScore! - level.get(splitOf(trial))!)
      return { group, relative, centre: median(relative), deviation: robustDeviation(relative) }
    })
  // Five or ten values can lie close together by luck: no method counts as steadier than most of them are.
  const common = median(spreads.map(({ deviation }) => deviation))
  const far = spreads.flatMap(({ group, relative, centre, deviation }) =>
    group
      .map((trial, i) => ({
        trial,
        usual: level.get(splitOf(trial))!,
        distance: Math.abs(relative[i] - centre),
      }))
      .filter(({ trial, usual, distance }) => {
        const isShare = unitOf(trial.metric) === 'share'
        const matters = isShare ? MATTERS.share : MATTERS.target * usual
        // A row of the test part is the least two accuracies can differ by, even where most of them are equal.
        const spread = Math.max(deviation, common, isShare ? 1 / trial.testRows : 0)
        return distance > FAR * spread && distance > matters
      }),
  )
  if (far.length === 0) return []
  const { trial, usual } = far.reduce((a, b) => (b.distance > a.distance ? b : a))
  const { method, repeat, fold, metric, testScore } = trial
  return [{ kind: 'outlier', method, repeat, fold, metric, score: testScore!, usual, others: far.length - 1 }]
}

interface Underfitted {
  readonly method: string
  readonly trials: readonly TrialResult[]
  /** How much worse than the baseline the test rows are scored: in points of accuracy as a share, or as a share of its rmse. */
  readonly loss: number
}

/** Methods, without the baseline, that fit the training rows less well than it and score worse on the test rows; the worst first. */
function underfitted(byMethod: ByMethod, baseline: string): Underfitted[] {
  const reference = byMethod.get(baseline)
  if (reference === undefined) return []
  const [usualTrain, usualTest] = [average(reference, 'trainScore'), average(reference, 'testScore')]
  return [...byMethod]
    .filter(([method]) => method !== baseline)
    .map(([method, trials]) => {
      const [train, test] = [average(trials, 'trainScore'), average(trials, 'testScore')]
      const isShare = unitOf(trials[0].metric) === 'share'
      const worse = (usual: number, own: number) => (isShare ? usual - own : own / usual - 1)
      return { method, trials, unfitted: worse(usualTrain, train), loss: worse(usualTest, test) }
    })
    .filter(({ trials, unfitted, loss }) => unfitted > LESS_FIT[unitOf(trials[0].metric)] && loss > 0)
    .sort((a, b) => b.loss - a.loss)
}

/** One for each reason, with the method that loses most by it. */
function tooStrong(byMethod: ByMethod, baseline: string): Warning[] {
  const found = underfitted(byMethod, baseline).flatMap((each) => {
    const why = reasonOf(each, byMethod.get(baseline)!)
    return why === null ? [] : [{ method: each.method, why }]
  })
  return [...groupBy(found, ({ why }) => why.reason).values()].map(([{ method, why }, ...others]) => ({
    kind: 'too-strong',
    method,
    baseline,
    others: others.length,
    ...why,
  }))
}

function reasonOf({ trials, loss }: Underfitted, reference: readonly TrialResult[]): TooStrong | null {
  const { metric: name } = trials[0]
  const isMasked = average(trials, 'keepSeen') < 1
  const zeros = average(trials, 'weightSparsity')
  if (zeros >= NEARLY_ALL) return { reason: 'zeros', share: zeros }
  const [penalty, trainLoss] = [average(trials, 'penalty'), average(trials, 'trainLoss')]
  // Masks are a reason of their own.
  if (penalty > trainLoss && !isMasked) return { reason: 'penalty', penalty, loss: trainLoss }
  if (average(trials, 'keepSeen') < 0.55) return { reason: 'masks' }
  if (loss < FAR_WORSE[unitOf(name)]) return null
  const [norm, usual] = [average(trials, 'weightNorm'), average(reference, 'weightNorm')]
  if (norm < HELD_SMALL * usual && !isMasked) return { reason: 'small-weights', norm, usual }
  const [score, usualScore] = [average(trials, 'trainScore'), average(reference, 'trainScore')]
  return { reason: 'unknown', score, usual: usualScore, metric: name }
}

function smallValidation(ended: readonly TrialResult[]): Warning[] {
  const sizes = ended.map(({ validationRows }) => validationRows).filter((rows) => rows > 0)
  const rows = Math.min(...sizes)
  return sizes.length === 0 || rows >= ENOUGH_FOR_VALIDATION ? [] : [{ kind: 'few-validation-rows', rows }]
}

/** Not where the table shows a gain from dropout all the same. */
function smallForDropout(ended: readonly TrialResult[], byMethod: ByMethod, baseline: string): Warning[] {
  const drops = ended.filter(
    ({ keepSeen, trainRows }) => keepSeen !== null && keepSeen < 1 && trainRows < ENOUGH_FOR_DROPOUT,
  )
  const reference = byMethod.get(baseline)
  const gains = [...new Set(drops.map(({ method }) => method))].some((method) => {
    if (reference === undefined || method === baseline) return false
    const [own, usual] = [average(byMethod.get(method)!, 'testScore'), average(reference, 'testScore')]
    const unit = unitOf(drops[0].metric)
    return (unit === 'share' ? own - usual : 1 - own / usual) > GAIN[unit]
  })
  return drops.length === 0 || gains ? [] : [{ kind: 'few-rows-for-dropout', enough: ENOUGH_FOR_DROPOUT }]
}

const average = (
  trials: readonly TrialResult[],
  key: 'trainScore' | 'testScore' | 'penalty' | 'trainLoss' | 'keepSeen' | 'weightSparsity' | 'weightNorm',
) => mean(trials.map((trial) => trial[key] ?? Number.NaN))
