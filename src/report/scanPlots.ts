/** Test scores over the strengths that a comparison has scanned or listed, for the terminal. */
import { isShare, metric as metricEntry } from '../metrics/index.ts'
import { type Scan, scansOf } from '../regularizers/family.ts'
import type { Comparison } from '../results/comparison.ts'
import type { MethodSummary } from '../results/summary.ts'
import { numberText } from '../settings/kinds.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { percent, sortByScore } from './display.ts'
import type { Plot } from './document.ts'
import { printable } from './escape.ts'
import { type Drawn, drawPlot, NARROWEST, type PlotPoint, RULE, SYMBOLS } from './plot.ts'

const HEIGHT = 9

/** Two values are as well read off the table. */
const MIN_VALUES = 3

const BEST = '●'

/** One a scanned parameter, in the order of the methods. */
export const scanPlots = (comparison: Comparison): Plot[] =>
  scansOf(comparison.methods.map(({ method }) => method)).map((scan) => ({
    kind: 'plot',
    draw: (width) => scanPlot(comparison, scan, width),
  }))

function scanPlot(comparison: Comparison, { family, parameter, points }: Scan, width: number): Drawn | null {
  if (width < NARROWEST) return null
  const { methods, metric, baseline, confidence } = comparison
  const factor = isShare(metric) ? 100 : 1
  const rowOf = new Map(methods.map((row) => [row.method, row]))
  const seen = points.flatMap((point) => {
    const { testScoreMean: y, testScoreLow, testScoreHigh } = rowOf.get(point.method) as MethodSummary
    if (y === null) return []
    // An interval around a share may reach beyond what shares can be; the plot need not.
    const [least, most] = metricEntry(metric).range
    const [low, high] = [Math.max(least, testScoreLow ?? y), Math.min(most, testScoreHigh ?? y)]
    return { ...point, y: factor * y, low: factor * low, high: factor * high }
  })
  const values = [...new Set(seen.map(({ value }) => value))].sort((a, b) => a - b)
  const names = [...new Set(seen.map(({ series }) => series))]
  if (values.length < MIN_VALUES || names.length > SYMBOLS.length) return null

  const best = sortByScore({ ...comparison, methods: seen.map(({ method }) => rowOf.get(method)!) })[0].method
  const reference = rowOf.get(baseline)?.testScoreMean ?? null
  const rule =
    reference === null || seen.some(({ method }) => method === baseline) ? null : factor * reference
  const ends = seen.flatMap(({ low, high }) => [low, high]).concat(rule ?? [])
  const range = [Math.min(...ends), Math.max(...ends)] as const
  const decimals = decimalsFor([range[1] - range[0]], 2)
  const isLog = values[0] > 0 && values[values.length - 1] / values[0] > 20
  const lines = drawPlot({
    points: seen.map(({ value, y, low, high, series, method }): PlotPoint => {
      const place = names.indexOf(series)
      const isBest = method === best
      const symbol = isBest ? BEST : SYMBOLS[place]
      return { x: value, y, low, high, symbol, series: place, rank: isBest ? 1 : 0 }
    }),
    series: names.length,
    ticks: values.map((at) => ({ at, text: numberText(at) })),
    isLogX: isLog,
    range,
    isLogY: false,
    labelOf: (value) => fixed(value, decimals),
    rule,
    width,
    height: HEIGHT,
  })
  const what = isShare(metric) ? `${metric} of test rows (%)` : `${metric} of test rows`
  // Alone, the method's name says all; else it would be said twice.
  const where = parameter.startsWith(`${family}.`) ? parameter : `${parameter} in ${family}`
  return {
    title: `${what} over ${printable(where)}${isLog ? ' (log scale)' : ''}`,
    lines,
    legend: [
      ...(names.length > 1 ? names.map((name, i) => `${SYMBOLS[i]} ${printable(name)}`) : []),
      `${BEST} best`,
      ...(seen.some(({ low, high }) => high > low) ? [`│ ${percent(confidence)} % interval`] : []),
      ...(rule === null ? [] : [`${RULE} ${printable(baseline)}`]),
    ],
  }
}
