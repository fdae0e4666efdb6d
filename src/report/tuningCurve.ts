/** The curve of a search, for the terminal: mean error over the longest axis, with standard errors. */
import { isHigherBetter, isShare } from '../metrics/index.ts'
import type { CandidateResult } from '../results/candidate.ts'
import type { TuningAxis, TuningReport } from '../results/tuning.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { printable } from './escape.ts'
import { type Drawn, drawPlot, type PlotPoint, RULE, SYMBOLS } from './plot.ts'

const HEIGHT = 13

const BEST = '●'
const ONE_SE = '◆'
const EARLIER = '·'

/** Null where there is nothing to draw: no axis of numbers with two values. */
export function tuningCurve(report: TuningReport, width: number): Drawn | null {
  const { criterion, metric, mixed } = report
  // Cocktails differ in what is in them: no one strength explains their loss.
  if (mixed) return null
  const axis = longestAxis(report)
  const drawn = report.candidates.filter((candidate) => errorOf(candidate, report) !== null)
  if (axis === undefined || drawn.length < 2) return null
  const percent = criterion === 'score' && isShare(metric)
  const figures = drawn.map((candidate) => errorOf(candidate, report)!)
  const [low, high] = reach(figures)
  const isLog = criterion === 'loss' && low > 0 && high / low > 5
  const decimals = decimalsFor([percent ? 100 * low : low], 3)
  const series = seriesOf(drawn, axis, report.axes)
  const bound = oneSeBound(report)
  const lines = drawPlot({
    points: drawn.map((candidate, i): PlotPoint => {
      const { mean, se } = figures[i]
      const symbol = symbolOf(candidate, report, series)
      return {
        x: Number(candidate.values[axis.name]),
        y: mean,
        low: mean - (se ?? 0),
        high: mean + (se ?? 0),
        symbol,
        series: series.names.indexOf(series.nameOf(candidate)),
        // The chosen ones last, so that no other covers them.
        rank: rankOf(symbol),
      }
    }),
    series: series.names.length,
    ticks: axis.values.map((text) => ({ at: Number(text), text })),
    isLogX: axis.log,
    range: [low, high],
    isLogY: isLog,
    labelOf: (value) => fixed(percent ? 100 * value : value, decimals),
    rule: bound,
    width,
    height: HEIGHT,
  })
  const what = criterion === 'loss' ? 'mean loss' : percent ? `mean ${metric}, %` : `mean ${metric}`
  return {
    title: `${what} of held-out rows over ${printable(axis.name)}${isLog && axis.log ? ' (log scales)' : ''}`,
    lines,
    legend: legend(series, drawn, {
      hasErrors: figures.some(({ se }) => se !== null),
      hasBound: bound !== null,
    }),
  }
}

const longestAxis = ({ axes }: TuningReport): TuningAxis | undefined =>
  axes
    .filter(({ values }) => values.length > 1 && values.every((value) => Number.isFinite(Number(value))))
    .reduce<TuningAxis | undefined>(
      (a, b) => (a !== undefined && a.values.length >= b.values.length ? a : b),
      undefined,
    )

function errorOf(
  candidate: CandidateResult,
  { criterion }: TuningReport,
): { mean: number; se: number | null } | null {
  const [mean, se] =
    criterion === 'loss' ? [candidate.lossMean, candidate.lossSe] : [candidate.scoreMean, candidate.scoreSe]
  return mean === null || candidate.ok < candidate.folds ? null : { mean, se }
}

/** From the lowest bar to the highest, but for a bar that would reach below zero. */
function reach(figures: readonly { mean: number; se: number | null }[]): [number, number] {
  const lows = figures.map(({ mean, se }) =>
    mean > 0 ? Math.max(mean - (se ?? 0), mean / 2) : mean - (se ?? 0),
  )
  return [Math.min(...lows), Math.max(...figures.map(({ mean, se }) => mean + (se ?? 0)))]
}

/** Texts of the other axes' values, in the order they appear; a single one where there are too many to tell apart. */
interface Series {
  readonly names: readonly string[]
  nameOf(candidate: CandidateResult): string
}

/** Without its term, where that leaves it distinct. */
const shortNameAmong =
  (axes: readonly TuningAxis[]) =>
  (name: string): string => {
    const key = name.slice(name.indexOf('.') + 1)
    return axes.filter((axis) => axis.name.endsWith(`.${key}`)).length === 1 ? key : name
  }

function seriesOf(drawn: readonly CandidateResult[], axis: TuningAxis, axes: readonly TuningAxis[]): Series {
  const others = axes.filter(({ name, values }) => name !== axis.name && values.length > 1)
  const shortName = shortNameAmong(axes)
  const nameOf = ({ values }: CandidateResult): string =>
    others.map(({ name }) => `${shortName(name)} ${values[name]}`).join(', ')
  const names = [...new Set(drawn.map(nameOf))]
  return others.length > 0 && names.length <= SYMBOLS.length
    ? { names, nameOf }
    : { names: [''], nameOf: () => '' }
}

function symbolOf(
  candidate: CandidateResult,
  { candidates }: TuningReport,
  { names, nameOf }: Series,
): string {
  if (candidate.best) return BEST
  if (candidate.oneSe) return ONE_SE
  const full = Math.max(...candidates.map(({ epochs }) => epochs))
  return candidate.epochs < full ? EARLIER : SYMBOLS[names.indexOf(nameOf(candidate))]
}

const rankOf = (symbol: string): number => [EARLIER, '', ONE_SE, BEST].indexOf(symbol) + 1 || 2

/** What is within one standard error of the best. */
function oneSeBound(report: TuningReport): number | null {
  const best = report.candidates.find((candidate) => candidate.best)
  const figure = best && errorOf(best, report)
  if (!figure || figure.se === null) return null
  const higherIsBetter = report.criterion === 'score' && isHigherBetter(report.metric)
  return higherIsBetter ? figure.mean - figure.se : figure.mean + figure.se
}

/** Legend of what is drawn, and nothing else. */
function legend(
  { names }: Series,
  drawn: readonly CandidateResult[],
  { hasErrors, hasBound }: { readonly hasErrors: boolean; readonly hasBound: boolean },
): string[] {
  const full = Math.max(...drawn.map(({ epochs }) => epochs))
  return [
    ...(names.length > 1 ? names.map((name, i) => `${SYMBOLS[i]} ${printable(name)}`) : []),
    ...(drawn.some(({ best }) => best) ? [`${BEST} best`] : []),
    ...(drawn.some(({ oneSe, best }) => oneSe && !best)
      ? [`${ONE_SE} most regularized within one standard error`]
      : []),
    ...(hasErrors ? ['│ standard error'] : []),
    ...(hasBound ? [`${RULE} one from the best`] : []),
    ...(drawn.some(({ epochs }) => epochs < full) ? [`${EARLIER} fewer epochs`] : []),
  ]
}
