import type { TrialResult } from '../results/trial.ts'
import { count, fixed } from '../util/format.ts'
import { groupBy } from '../util/groupBy.ts'
import { mean } from './moments.ts'
import { median, robustDeviation } from './robust.ts'

/** More would be a lecture. */
const MOST = 4

/** Srivastava et al. (2014, figure 10): with 100 and 500 rows dropout gave no gain, from 1000 on it did. */
const ENOUGH_FOR_DROPOUT = 500

/** Below this a validation loss moves by a few per cent with each row. */
const ENOUGH_FOR_VALIDATION = 30

/** An outlier is so many robust standard deviations from the median, */
const FAR = 6

/** and so far in the score: below that it decides nothing. Small folds differ by a row or two, and often by none. */
const MATTERS = { accuracy: 0.03, rmse: 0.1 }

const ENOUGH_FOR_OUTLIERS = 5

/** Fitting the training rows less well than the baseline begins here: a point of accuracy, 5 % of rmse. */
const LESS_FIT = { accuracy: 0.01, rmse: 0.05 }

/**
 * What in the trials is worth a second look: at most four sentences, each with what to try. Nothing is said of what did no
 * harm: a penalty above the loss or a narrow network under dropout is named only where the training rows are fitted less
 * well than by the baseline and the test rows are no better for it.
 */
export function advise(trials: readonly TrialResult[], baseline: string): string[] {
  const ended = trials.filter(({ status, testScore }) => status === 'ok' && testScore !== null)
  const byMethod = groupBy(ended, ({ method }) => method)
  return [
    ...outlier(ended, byMethod),
    ...dominantPenalty(byMethod, baseline),
    ...narrowDropout(byMethod, baseline),
    ...smallValidation(ended),
    ...smallForDropout(ended),
  ].slice(0, MOST)
}

type ByMethod = ReadonlyMap<string, readonly TrialResult[]>

/**
 * The trial furthest from its method's median in robust standard deviations (1.4826 times the median absolute
 * deviation), once the median of its split is taken off: a fold that is hard for all is no outlier.
 */
function outlier(ended: readonly TrialResult[], byMethod: ByMethod): string[] {
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
        const isShare = trial.metric === 'accuracy'
        const matters = isShare ? MATTERS.accuracy : MATTERS.rmse * usual
        // A row of the test part is the least two accuracies can differ by, even where most of them are equal.
        const spread = Math.max(deviation, common, isShare ? 1 / trial.testRows : 0)
        return distance > FAR * spread && distance > matters
      }),
  )
  if (far.length === 0) return []
  const { trial, usual } = far.reduce((a, b) => (b.distance > a.distance ? b : a))
  const shown = (score: number): string =>
    trial.metric === 'accuracy' ? `${fixed(100 * score, 1)} %` : score.toPrecision(4)
  return [
    `${trial.method}: repeat ${trial.repeat}, fold ${trial.fold} is an outlier: ${shown(trial.testScore!)} where all methods together have a median of ${shown(usual)}` +
      `${likewise(far.length - 1, 'trial')}; look at its curve (--curves)`,
  ]
}

const likewise = (others: number, noun: string): string =>
  others === 0 ? '' : ` (likewise ${count(others, `other ${noun}`)})`

/** Methods, without the baseline, that fit the training rows less well than it and score no better on the test rows. */
function underfitted(
  byMethod: ByMethod,
  baseline: string,
): [method: string, trials: readonly TrialResult[]][] {
  const reference = byMethod.get(baseline)
  if (reference === undefined) return []
  return [...byMethod].filter(([method, group]) => {
    if (method === baseline) return false
    const { metric } = group[0]
    const train = average(group, 'trainScore')
    const usual = average(reference, 'trainScore')
    const isLess =
      metric === 'accuracy' ? train < usual - LESS_FIT.accuracy : train > usual * (1 + LESS_FIT.rmse)
    const test = average(group, 'testScore')
    const usualTest = average(reference, 'testScore')
    return isLess && (metric === 'accuracy' ? test < usualTest : test > usualTest)
  })
}

function dominantPenalty(byMethod: ByMethod, baseline: string): string[] {
  const found = underfitted(byMethod, baseline).filter(
    // Masks are a reason of their own, and have their own sentence.
    ([, group]) =>
      average(group, 'penalty') > average(group, 'trainLoss') && average(group, 'keepSeen') === 1,
  )
  if (found.length === 0) return []
  const [method, group] = found.reduce((a, b) =>
    average(b[1], 'penalty') > average(a[1], 'penalty') ? b : a,
  )
  const [penalty, loss] = [average(group, 'penalty'), average(group, 'trainLoss')].map((value) =>
    value.toPrecision(2),
  )
  const more = likewise(found.length - 1, 'method')
  return [
    `${method}: at the end the penalty (${penalty}) is larger than the loss (${loss}), and the training rows are fitted less well than by ${baseline}${more}; lower the strength`,
  ]
}

function narrowDropout(byMethod: ByMethod, baseline: string): string[] {
  const found = underfitted(byMethod, baseline).filter(([, group]) => average(group, 'keepSeen') < 0.55)
  if (found.length === 0) return []
  const more = likewise(found.length - 1, 'method')
  return [
    `${found[0][0]}: half the units at a time fit the training rows less well than ${baseline}${more}; compare dropout again with twice the --hidden widths, or more --epochs`,
  ]
}

function smallValidation(ended: readonly TrialResult[]): string[] {
  const sizes = ended.map(({ validationRows }) => validationRows).filter((rows) => rows > 0)
  const smallest = Math.min(...sizes)
  if (sizes.length === 0 || smallest >= ENOUGH_FOR_VALIDATION) return []
  return [
    `only ${count(smallest, 'validation row')}: too few to tell a better epoch from a worse one; raise --validation-fraction`,
  ]
}

function smallForDropout(ended: readonly TrialResult[]): string[] {
  const drops = ended.some(
    ({ keepSeen, trainRows }) => keepSeen !== null && keepSeen < 1 && trainRows < ENOUGH_FOR_DROPOUT,
  )
  if (!drops) return []
  return [
    `fewer than ${ENOUGH_FOR_DROPOUT} training rows: Srivastava et al. (2014) saw no gain from dropout there; look at l2 and early-stopping first`,
  ]
}

const average = (
  trials: readonly TrialResult[],
  key: 'trainScore' | 'testScore' | 'penalty' | 'trainLoss' | 'keepSeen',
) => mean(trials.map((trial) => trial[key] ?? Number.NaN))
