/** Values over numbers of training rows, each with its bar: the plot of `compare --train-rows` and of `tune --train-rows`. */
import { decimalsFor, fixed } from '../util/format.ts'
import { type Drawn, drawPlot, NARROWEST, type PlotPoint } from './plot.ts'

/** From so many times the rows on the axis is logarithmic. */
const WIDE = 4

/** Whether sizes, ascending, lie so far apart that their logarithms are drawn. */
export const isWide = (sizes: readonly number[]): boolean => sizes[sizes.length - 1] / sizes[0] >= WIDE

export interface RowsPlot {
  /** What is drawn over the training rows. */
  readonly what: string
  readonly points: readonly (PlotPoint & Required<Pick<PlotPoint, 'low' | 'high'>>)[]
  readonly series: number
  /** Ascending. */
  readonly sizes: readonly number[]
  readonly legend: readonly string[]
  readonly height: number
}

/** Null where it would be too narrow, or there is nothing in it. */
export function rowsPlot(
  { what, points, series, sizes, legend, height }: RowsPlot,
  width: number,
): Drawn | null {
  if (width < NARROWEST || points.length === 0) return null
  const range = [
    Math.min(...points.map(({ low }) => low)),
    Math.max(...points.map(({ high }) => high)),
  ] as const
  const decimals = decimalsFor([range[1] - range[0]], 2)
  const isLogX = isWide(sizes)
  return {
    title: `${what} over training rows${isLogX ? ' (log scale)' : ''}`,
    lines: drawPlot({
      points,
      series,
      ticks: sizes.map((rows) => ({ at: rows, text: String(rows) })),
      isLogX,
      range,
      isLogY: false,
      labelOf: (value) => fixed(value, decimals),
      rule: null,
      width,
      height,
    }),
    legend,
  }
}
