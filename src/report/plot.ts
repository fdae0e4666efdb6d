/** Points, bars and rules on a canvas of characters: the plots of the terminal. */
import { widest } from './wrap.ts'

/** One for each series; more than these are drawn alike. */
export const SYMBOLS = ['o', 'x', '+', '*', '#', '%'] as const
export const RULE = '┈'
const BAR = '│'

/** In fewer columns a plot says no more than a table. */
export const NARROWEST = 60

export interface PlotPoint {
  readonly x: number
  readonly y: number
  /** Ends of the bar behind it; none without them. */
  readonly low?: number
  readonly high?: number
  readonly symbol: string
  /** Place among those that share an x: they stand side by side where there is room. */
  readonly series?: number
  /** Where two points share a place, the one of higher rank is seen. */
  readonly rank?: number
}

export interface Tick {
  readonly at: number
  readonly text: string
}

export interface Plot {
  readonly points: readonly PlotPoint[]
  readonly series: number
  /** From left to right; the axis reaches from the first to the last. */
  readonly ticks: readonly Tick[]
  readonly isLogX: boolean
  /** What the y axis reaches over; both above 0 where it is logarithmic. */
  readonly range: readonly [low: number, high: number]
  readonly isLogY: boolean
  labelOf(y: number): string
  /** A horizontal rule. */
  readonly rule: number | null
  readonly width: number
  readonly height: number
}

/** What a plot shows beside itself. */
export interface Drawn {
  readonly title: string
  readonly lines: readonly string[]
  /** What the signs mean. */
  readonly legend: readonly string[]
}

/** Columns that stay free beside the outermost points. */
const EDGE = 3

/** Lines of up to `width` columns: the canvas, its axis, and the ticks that there is room for. */
export function drawPlot(plot: Plot): string[] {
  const { range, isLogY, labelOf, rule, width, height, ticks, series } = plot
  const [low, high] = range
  const place = (y: number): number =>
    isLogY ? Math.log(Math.max(y, low) / low) / Math.log(high / low) : (y - low) / (high - low || 1)
  const row = (y: number): number => Math.round((1 - Math.min(1, Math.max(0, place(y)))) * (height - 1))
  const valueAt = (share: number): number =>
    isLogY ? low * (high / low) ** share : low + (high - low) * share
  const labels = new Map(
    [0, 0.5, 1].map((share) => [Math.round((1 - share) * (height - 1)), labelOf(valueAt(share))]),
  )
  const margin = widest([...labels.values()]) + 1
  const columns = width - margin - 2
  const room = columns / ticks.length >= series + 1
  const column = ({ x, series: own }: PlotPoint): number => {
    const shift = room && own !== undefined ? own - (series - 1) / 2 : 0
    return Math.min(columns - 1, Math.max(0, Math.round(columnOf(x, plot, columns) + shift)))
  }

  const canvas = Array.from({ length: height }, () => Array<string>(columns).fill(' '))
  if (rule !== null) canvas[row(rule)].fill(RULE)
  for (const point of plot.points) {
    const { low: bottom, high: top } = point
    if (bottom === undefined || top === undefined) continue
    for (let y = row(top); y <= row(bottom); y++) canvas[y][column(point)] = BAR
  }
  for (const point of [...plot.points].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0))) {
    canvas[row(point.y)][column(point)] = point.symbol
  }
  const lines = canvas.map((cells, y) =>
    `${(labels.get(y) ?? '').padStart(margin)}┤${cells.join('')}`.trimEnd(),
  )
  return [...lines, `${' '.repeat(margin)}└${'─'.repeat(columns)}`, tickLine(plot, columns, margin + 1)]
}

function columnOf(x: number, { ticks, isLogX }: Plot, columns: number): number {
  const scale = (value: number): number => (isLogX ? Math.log(value) : value)
  const [first, last] = [scale(ticks[0].at), scale(ticks[ticks.length - 1].at)]
  return EDGE + ((scale(x) - first) / (last - first || 1)) * (columns - 1 - 2 * EDGE)
}

function tickLine(plot: Plot, columns: number, margin: number): string {
  let line = ' '.repeat(margin)
  for (const { at, text } of plot.ticks) {
    const middle = margin + Math.round(columnOf(at, plot, columns))
    const start = Math.max(0, middle - Math.floor(text.length / 2))
    if (start >= line.length + (line.trim() === '' ? 0 : 1) || line.trim() === '') {
      line = line.padEnd(start).slice(0, start) + text
    }
  }
  return line
}
