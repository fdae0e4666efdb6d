/** One sentence or two below each table: what it shows, in words that stay true whatever the numbers are. */
import type { Metric } from '../../results/trialId.ts'
import { MAX_UNITS } from '../../training/average.ts'
import { count, decimalsFor, fixed } from '../../util/format.ts'
import { isCostSeen } from './cost.ts'
import type {
  ActivationRow,
  Activations,
  AverageRow,
  Averages,
  CostRow,
  Equivalence,
  EquivalencePoint,
} from './report.ts'

/** `97.22 %`, `54.31 rmse`. */
export const scoreText = (score: number, metric: Metric): string =>
  metric === 'accuracy' ? `${fixed(100 * score, 2)} %` : `rmse ${fixed(score, decimalsFor([score], 4))}`

const small = (value: number): string => (value === 0 ? '0' : value.toExponential(0))

const short = (value: number): string => `${Number(value.toPrecision(3))}`

export function equivalenceFinding(
  { keeps, identical, points, other, rateFactors }: Omit<Equivalence, 'finding'>,
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
  return (
    `${rescaled}${elsewhere}. With equal settings vanilla starts with smaller preactivations and learns behind keep ` +
    `${short(keeps[slowest])} at ${short(1 / rateFactors[slowest])} of the inverted run's rate: it ends at ` +
    `${scoreText(last.equalScore, metric)}, the inverted run at ${scoreText(last.invertedScore, metric)}, and what they ` +
    'differ by is a matter of settings, not of dropout.'
  )
}

export function costFinding(rows: readonly CostRow[]): string {
  const trained = rows.filter((row) => row.trained)
  const own = trained[trained.length - 1]
  const percent = 100 * (own.vanilla.median - 1)
  const noise = isCostSeen(own) ? '' : ', a difference within the noise'
  const widths = [...new Set(rows.flatMap((row) => (!row.trained && isCostSeen(row) ? [row.hidden[0]] : [])))]
  const where =
    widths.length === 0
      ? 'No width tried shows a cost beyond the noise'
      : `Beyond the noise it costs something at ${widths.length === 1 ? 'width' : 'widths'} ${widths.join(', ')}`
  const sweep = rows.length > trained.length ? ` ${where}.` : ''
  return (
    `With the trained network, ${count(own.batch, 'row')} at a time, vanilla takes ${fixed(Math.abs(percent), 1)} % ` +
    `${percent < 0 ? 'less' : 'more'} time than inverted${noise}.${sweep} A factor for each unit weighs little beside products ` +
    'over all its inputs and outputs, most where layers are narrow; folded into the weights it costs nothing. In eight other ' +
    'libraries that were measured, the ratio lay between 0.84 and 1.08, which is noise too.'
  )
}

export function activationFinding({ rows, mistakes }: Omit<Activations, 'finding'>): string {
  const off = Math.max(...rows.map(({ ratio }) => Math.abs(ratio - 1)))
  const damage = (kind: ActivationRow['kind']) => {
    const ratios = rows.filter((row) => row.kind === kind).map(({ mistakeRatio }) => mistakeRatio)
    const farthest = ratios.reduce((a, b) => (Math.max(a, 1 / a) > Math.max(b, 1 / b) ? a : b))
    const { loss, mistakenLoss } = mistakes.find((mistake) => mistake.kind === kind)!
    const decimals = decimalsFor([Math.min(loss, mistakenLoss)], 3)
    return `${fixed(farthest, 2)} times the right size (test loss ${fixed(mistakenLoss, decimals)} in place of ${fixed(loss, decimals)})`
  }
  return (
    `Prediction mode has the activations of training mode to within ${fixed(100 * off, 1)} %; what is left arises where masks ` +
    `stand before a bend of the activation. Without its factor keep, vanilla reaches ${damage('vanilla')}; with a factor that ` +
    `it does not need, inverted ${damage('inverted')}.`
  )
}

export function averageFinding(
  { rows, units, scalingIsGeometric }: Omit<Averages, 'finding'>,
  metric: Metric,
): string {
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
        ? `The mean of ${most.networks} sampled networks has a lower loss than weight scaling, ${loss(most)} against ${loss(scale)}`
        : `The mean of ${crossing.networks} sampled networks has a lower loss than weight scaling, ${loss(crossing)} against ${loss(scale)}; of ${most.networks}, ${loss(most)}`
  const name = metric === 'accuracy' ? 'test accuracy' : 'test'
  const scores =
    `${name} ${scoreText(most.scoreMean, metric)} against ${scoreText(scale.scoreMean, metric)}`.replace(
      / rmse (?=\S+$)/,
      ' ',
    )
  const exact = rows.find(({ kind }) => kind === 'exact')
  const geometric = rows.find(({ kind }) => kind === 'geometric')
  const theorem = scalingIsGeometric
    ? ': with one dropped layer before the outputs, weight scaling is the geometric mean exactly'
    : ''
  const all =
    exact === undefined || geometric === undefined
      ? `${units} dropped units have 2^${units} masks, and all are averaged only up to ${MAX_UNITS} units, as with --hidden 16${theorem}`
      : `Over all 2^${units} masks the arithmetic mean has loss ${loss(exact)}, the geometric mean ${loss(geometric)}${theorem}`
  return `${average} (${scores}). ${all}.`
}
