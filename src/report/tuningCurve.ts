/** The curve of a search, for the terminal: mean error over the longest axis, with standard errors. */
import type { CandidateResult, TuningAxis, TuningReport } from '../experiment/tuning.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { printable } from './escape.ts'
import { widest } from './wrap.ts'

const HEIGHT = 13

/** One for each combination of the other axes; more than these are drawn alike. */
const SYMBOLS = ['o', 'x', '+', '*', '#', '%']
const BEST = '●'
const ONE_SE = '◆'
const EARLIER = '·'

interface Point {
  /** Columns from the left of the plot. */
  readonly x: number
  readonly mean: number
  readonly se: number
  readonly symbol: string
}

export interface Curve {
  readonly title: string
  readonly lines: readonly string[]
  /** What the signs mean. */
  readonly legend: readonly string[]
}

/** Null where there is nothing to draw: no axis of numbers with two values. */
export function tuningCurve(report: TuningReport, width: number): Curve | null {
  const { criterion, metric } = report
  const axis = longestAxis(report)
  const drawn = report.candidates.filter((candidate) => errorOf(candidate, report) !== null)
  if (axis === undefined || drawn.length < 2) return null
  const percent = criterion === 'score' && metric === 'accuracy'
  const figures = drawn.map((candidate) => errorOf(candidate, report)!)
  const [low, high] = reach(figures)
  const isLog = criterion === 'loss' && low > 0 && high / low > 5
  const place = (value: number): number =>
    isLog ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low || 1)

  const decimals = decimalsFor([percent ? 100 * low : low], 3)
  const label = (share: number): string => {
    const value = isLog ? low * (high / low) ** share : low + (high - low) * share
    return fixed(percent ? 100 * value : value, decimals)
  }
  const labels = new Map([0, 0.5, 1].map((share) => [Math.round((1 - share) * (HEIGHT - 1)), label(share)]))
  const margin = widest([...labels.values()]) + 1
  const series = seriesOf(drawn, axis, report.axes)
  const columns = width - margin - 2
  const points = drawn.map((candidate, i): Point => {
    const { mean, se } = figures[i]
    const x = columnOf(candidate, axis, columns, series)
    return { x, mean, se: se ?? 0, symbol: symbolOf(candidate, report, series) }
  })

  const row = (value: number): number =>
    Math.round((1 - Math.min(1, Math.max(0, place(value)))) * (HEIGHT - 1))
  const canvas = Array.from({ length: HEIGHT }, () => Array<string>(columns).fill(' '))
  const bound = oneSeBound(report)
  if (bound !== null) canvas[row(bound)].fill('┈')
  for (const { x, mean, se } of points) {
    for (let y = row(mean + se); y <= row(mean - se); y++) canvas[y][x] = '│'
  }
  // The chosen ones last, so that no other covers them.
  for (const { x, mean, symbol } of [...points].sort((a, b) => rankOf(a.symbol) - rankOf(b.symbol))) {
    canvas[row(mean)][x] = symbol
  }
  const lines = canvas.map((cells, y) =>
    `${(labels.get(y) ?? '').padStart(margin)}┤${cells.join('')}`.trimEnd(),
  )
  const what = criterion === 'loss' ? 'mean loss' : percent ? 'mean accuracy, %' : `mean ${metric}`
  return {
    title: `${what} of held-out rows over ${printable(axis.name)}${isLog && axis.log ? ' (both by factors)' : ''}`,
    lines: [...lines, `${' '.repeat(margin)}└${'─'.repeat(columns)}`, ticks(axis, columns, margin + 1)],
    legend: legend(series, bound !== null, report),
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

/** Series stand side by side at a value of the axis where there is room. */
function columnOf(
  candidate: CandidateResult,
  axis: TuningAxis,
  columns: number,
  { names, nameOf }: Series,
): number {
  const room = columns / axis.values.length >= names.length + 1
  const shift = room ? names.indexOf(nameOf(candidate)) - (names.length - 1) / 2 : 0
  return Math.min(
    columns - 1,
    Math.max(0, Math.round(xOf(axis, candidate.values[axis.name], columns) + shift)),
  )
}

const EDGE = 3

function xOf({ values, log }: TuningAxis, value: string, columns: number): number {
  const scale = (text: string): number => (log ? Math.log(Number(text)) : Number(text))
  const [first, last] = [scale(values[0]), scale(values[values.length - 1])]
  return EDGE + ((scale(value) - first) / (last - first)) * (columns - 1 - 2 * EDGE)
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
  const higherIsBetter = report.criterion === 'score' && report.metric === 'accuracy'
  return higherIsBetter ? figure.mean - figure.se : figure.mean + figure.se
}

/** As many values below the axis as there is room for. */
function ticks(axis: TuningAxis, columns: number, margin: number): string {
  let line = ' '.repeat(margin)
  for (const value of axis.values) {
    const middle = margin + Math.round(xOf(axis, value, columns))
    const start = Math.max(0, middle - Math.floor(value.length / 2))
    if (start >= line.length + (line.trim() === '' ? 0 : 1) || line.trim() === '') {
      line = line.padEnd(start).slice(0, start) + value
    }
  }
  return line
}

function legend({ names }: Series, hasBound: boolean, { candidates }: TuningReport): string[] {
  const full = Math.max(...candidates.map(({ epochs }) => epochs))
  return [
    ...(names.length > 1 ? names.map((name, i) => `${SYMBOLS[i]} ${printable(name)}`) : []),
    `${BEST} best`,
    ...(candidates.some(({ oneSe, best }) => oneSe && !best)
      ? [`${ONE_SE} most regularized within one standard error`]
      : []),
    ...(hasBound ? ['│ standard error', '┈ one from the best'] : []),
    ...(candidates.some(({ epochs }) => epochs < full) ? [`${EARLIER} fewer epochs`] : []),
  ]
}
