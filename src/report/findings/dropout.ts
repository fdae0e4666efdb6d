/** One sentence or two below each table of `regbench dropout`: what was measured, and nothing that the table may contradict. */
import type {
  ActivationRow,
  Activations,
  AverageRow,
  Averages,
  CostRow,
  DropoutReport,
  Equivalence,
  EquivalencePoint,
  Ratio,
} from '../../experiment/dropout/report.ts'
import { count, decimalsFor, fixed } from '../../util/format.ts'

type Metric = DropoutReport['metric']

/** Level of the sign tests that say whether a difference was seen; there are ten rows, so 5 % would often err. */
const SEEN_LEVEL = 0.01

/** `97.22 %`, `rmse 54.31`. */
const scoreText = (score: number, metric: Metric): string =>
  metric === 'accuracy' ? `${fixed(100 * score, 2)} %` : `${metric} ${fixed(score, decimalsFor([score], 4))}`

const small = (value: number): string => (value === 0 ? '0' : value.toExponential(0))

const short = (value: number): string => `${Number(value.toPrecision(3))}`

export function equivalenceFinding(
  { keeps, identical, points, other, rateFactors }: Equivalence,
  metric: Metric,
): string {
  const last = points[points.length - 1]
  const early = points[Math.min(1, points.length - 1)]
  const drift = (of: (point: EquivalencePoint) => number | null) => {
    const [first, final] = [of(early)!, of(last)!]
    const most = Math.max(...points.map((point) => of(point)!))
    return final > 10 * first
      ? `${small(first)} after ${count(early.steps, 'step')} and ${small(final)} after ${last.steps}, as training amplifies rounding`
      : `at most ${small(most)} over ${last.steps} steps`
  }
  const rescaled = identical
    ? `Rescaled, vanilla is inverted dropout to the bit: every prediction and weight compared over ${last.steps} steps is equal`
    : `Rescaled, vanilla is inverted dropout up to rounding: predictions differ by ${drift((point) => point.twinPredictions)}`
  const elsewhere =
    other === null
      ? ''
      : `; at keep ${other.keep}, which rounds, predictions differ by ${drift((point) => point.otherPredictions)}`
  const slowest = rateFactors.indexOf(Math.max(...rateFactors))
  const [equal, inverted] = [last.equalScore, last.invertedScore].map((score) => scoreText(score, metric))
  const ends =
    equal === inverted
      ? `both end at ${equal}`
      : `it ends at ${equal}, the inverted run at ${inverted}, and what they differ by is a matter of settings, not of dropout`
  return (
    `${rescaled}${elsewhere}. With equal settings vanilla starts with smaller preactivations and learns behind keep ` +
    `${short(keeps[slowest])} at ${short(1 / rateFactors[slowest])} of the inverted run's rate: ${ends}.`
  )
}

/**
 * Whether vanilla took longer in more rounds than chance explains, beside the inverted and beside the folded network. These two
 * do the same in different places of memory, so what tells them apart is not a cost of dropout.
 */
const isCostSeen = ({ vanilla, vanillaToFolded }: CostRow): boolean =>
  [vanilla, vanillaToFolded].every((ratio) => ratio.median > 1 && isSeen(ratio))

const isSeen = ({ pValue }: Ratio): boolean => pValue < SEEN_LEVEL

export function costFinding(rows: readonly CostRow[]): string {
  const trained = rows.filter((row) => row.trained)
  const own = trained[trained.length - 1]
  const percent = 100 * (own.vanilla.median - 1)
  const noise = isCostSeen(own) ? '' : ', a difference within the noise'
  const folded = isSeen(own.folded) ? '' : ', within the noise too'
  return (
    `With the trained network, ${count(own.batch, 'row')} at a time, vanilla takes ${fixed(Math.abs(percent), 1)} % ` +
    `${percent < 0 ? 'less' : 'more'} time than inverted${noise}; folded into the weights, ${fixed(own.folded.median, 2)} times ` +
    `the time of inverted${folded}.${sweepText(
      rows.filter((row) => !row.trained && row.batch === own.batch),
      rows.filter((row) => !row.trained && isCostSeen(row)),
    )}`
  )
}

/** How the cost goes with the width of networks made up to time; `seen` are the rows that show one. */
function sweepText(rows: readonly CostRow[], seen: readonly CostRow[]): string {
  if (rows.length < 2) return ''
  const byWidth = [...rows].sort((a, b) => a.hidden[0] - b.hidden[0])
  const at = ({ hidden, vanilla }: CostRow): string => `${fixed(vanilla.median, 2)} at width ${hidden[0]}`
  const widths = [...new Set(seen.map(({ hidden }) => hidden[0]))]
  const where =
    widths.length === 0
      ? 'no width shows a cost beyond the noise'
      : `it is beyond the noise at ${widths.length === 1 ? 'width' : 'widths'} ${widths.join(', ')}`
  return ` Of networks of other widths the ratio of vanilla to inverted is ${at(byWidth[0])} and ${at(byWidth[byWidth.length - 1])}; ${where}.`
}

export function activationFinding({ rows, mistakes, masks }: Activations): string {
  const damage = (kind: ActivationRow['kind']) => {
    const ratios = rows.filter((row) => row.kind === kind).map(({ mistakeRatio }) => mistakeRatio)
    const farthest = ratios.reduce((a, b) => (Math.max(a, 1 / a) > Math.max(b, 1 / b) ? a : b))
    const { loss, mistakenLoss } = mistakes.find((mistake) => mistake.kind === kind)!
    const decimals = decimalsFor([Math.min(loss, mistakenLoss)], 3)
    return `${fixed(farthest, 2)} times the right size (test loss ${fixed(mistakenLoss, decimals)} in place of ${fixed(loss, decimals)})`
  }
  return (
    `Prediction mode has the activations of training mode to within ${deviationText(rows, masks)}. Without its factor keep, ` +
    `vanilla reaches ${damage('vanilla')}; with a factor that it does not need, inverted ${damage('inverted')}.`
  )
}

/** At the first site that is dropped the expectation is exact; behind it masks stand before activations, which bend. */
function deviationText(rows: readonly ActivationRow[], masks: number): string {
  const first = Math.min(...rows.filter(({ keep }) => keep < 1).map(({ site }) => site))
  const off = (own: readonly ActivationRow[]): string =>
    `${fixed(100 * Math.max(...own.map(({ ratio }) => Math.abs(ratio - 1))), 1)} %`
  const behind = rows.filter(({ site }) => site > first)
  const sampling = `the expectation is exact, and ${masks} masks are a sample`
  return behind.length === 0
    ? `${off(rows)}: ${sampling}`
    : `${off(rows.filter(({ site }) => site <= first))} at the first dropped site, where ${sampling}, and ${off(behind)} behind it, where masks also stand before an activation`
}

export function averageFinding({ rows, units, scalingIsGeometric }: Averages, metric: Metric): string {
  const scale = rows.find(({ kind }) => kind === 'scale')!
  const sampled = rows.filter(({ kind }) => kind === 'mc')
  const most = sampled[sampled.length - 1]
  const crossing = sampled.find(({ lossMean }) => lossMean < scale.lossMean)
  const decimals = Math.min(6, decimalsFor([scale.lossMean], 3))
  const loss = ({ lossMean }: AverageRow) => fixed(lossMean, decimals)
  const average =
    crossing === undefined
      ? `Weight scaling (loss ${loss(scale)}) is not beaten by the mean of ${most.networks} sampled networks (${loss(most)})`
      : crossing === most
        ? `The mean of ${most.networks} sampled networks has a lower loss than weight scaling, ${loss(crossing)} against ${loss(scale)}`
        : `The mean of ${crossing.networks} sampled networks has a lower loss than weight scaling, ${loss(crossing)} against ${loss(scale)}; of ${most.networks}, ${loss(most)}`
  const name = metric === 'accuracy' ? 'test accuracy' : 'test'
  const scores = `${name} ${scoreText(most.scoreMean, metric)} against ${scoreText(scale.scoreMean, metric).replace(/^rmse /, '')}`
  const exact = rows.find(({ kind }) => kind === 'exact')
  const geometric = rows.find(({ kind }) => kind === 'geometric')
  const theorem = scalingIsGeometric
    ? ': with one dropped layer before the outputs, weight scaling is the geometric mean exactly'
    : ''
  const all =
    exact === undefined || geometric === undefined
      ? `${units} dropped units have 2^${units} masks, too many to average all of them, as is done of fewer units, such as --hidden 16${theorem}`
      : `Over all 2^${units} masks the arithmetic mean has loss ${loss(exact)}, the geometric mean ${loss(geometric)}${theorem}`
  return `${average} (${scores}). ${all}.`
}
