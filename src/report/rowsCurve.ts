/** Scores over the number of training rows, where `--train-rows` asks for several: a table, a plot and a sentence for each dataset. */
import { isHigherBetter, isShare, metric as metricEntry } from '../metrics/index.ts'
import type { Comparison } from '../results/comparison.ts'
import type { LearningCurve } from '../results/learningCurve.ts'
import type { MethodSummary } from '../results/summary.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { groupBy } from '../util/groupBy.ts'
import { percent } from './display.ts'
import type { Block, Plot, Table } from './document.ts'
import { printable } from './escape.ts'
import { type Drawn, SYMBOLS } from './plot.ts'
import { rowsPlot } from './rowsPlot.ts'

const HEIGHT = 11

/** One for each dataset that was compared at two sizes or more. */
export const rowsCurvesOf = (comparisons: readonly Comparison[]): LearningCurve[] =>
  [
    ...groupBy(
      comparisons.filter(({ trainRows }) => trainRows !== undefined),
      ({ trainRows }) => trainRows!.of,
    ),
  ]
    .map(([dataset, own]) => ({
      dataset,
      sizes: own
        .map((comparison) => ({ rows: comparison.trainRows!.rows, comparison }))
        .sort((a, b) => a.rows - b.rows),
    }))
    .filter(({ sizes }) => sizes.length > 1)

export const rowsCurveBlocks = (curve: LearningCurve): Block[] => [
  {
    kind: 'heading',
    level: 1,
    name: curve.dataset,
    text: `${curve.sizes[0].rows} to ${curve.sizes.at(-1)!.rows} training rows, the same test rows`,
  },
  ...curveTables(curve),
  { kind: 'plot', draw: (width) => curvePlot(curve, width) } satisfies Plot,
  { kind: 'paragraph', role: 'finding', text: rowsFinding(curve) },
]

const scaleOf = ({ sizes }: LearningCurve) => (isShare(sizes[0].comparison.metric) ? 100 : 1)

const methodsOf = ({ sizes }: LearningCurve): string[] => [
  ...new Set(sizes.flatMap(({ comparison }) => comparison.methods.map(({ method }) => method))),
]

const rowAt = (comparison: Comparison, method: string): MethodSummary | undefined =>
  comparison.methods.find((row) => row.method === method)

const isEstablished = (row: MethodSummary | undefined, { confidence }: Comparison): boolean =>
  row !== undefined && row.pHolm !== null && row.pHolm < 1 - confidence

const isAnyEstablished = ({ sizes }: LearningCurve): boolean =>
  sizes.some(({ comparison }) => comparison.methods.some((row) => isEstablished(row, comparison)))

const legendOf = (curve: LearningCurve): string => {
  const { baseline } = curve.sizes[0].comparison
  return isAnyEstablished(curve)
    ? `* differs from ${baseline} at that size`
    : `at no size a difference from ${baseline} is established`
}

/** More columns of scores would leave no room for names on a terminal of 80. */
const MAX_COLUMNS = 5

/** As many sizes beside each other as there is room for; the legend stands below the last of them. */
function curveTables(curve: LearningCurve): Table[] {
  const count = Math.ceil(curve.sizes.length / MAX_COLUMNS)
  const each = Math.ceil(curve.sizes.length / count)
  return Array.from({ length: count }, (_, i) =>
    curveTable(curve, curve.sizes.slice(i * each, (i + 1) * each), i === count - 1),
  )
}

function curveTable(curve: LearningCurve, sizes: LearningCurve['sizes'], isLast: boolean): Table {
  const { metric } = sizes[0].comparison
  const scale = scaleOf(curve)
  const decimals = isShare(metric)
    ? 2
    : decimalsFor(
        curve.sizes.flatMap(({ comparison }) => comparison.methods.flatMap((row) => row.testScoreMean ?? [])),
        4,
      )
  return {
    kind: 'table',
    ruled: true,
    columns: [
      { title: 'method', unit: '', wrap: 'name' },
      ...sizes.map(({ rows }) => ({
        title: `${rows} rows`,
        unit: isShare(metric) ? `${metric} %` : metric,
        right: true,
      })),
    ],
    rows: methodsOf(curve).map((method) => [
      { text: method, code: true },
      ...sizes.map(({ comparison }) => {
        const row = rowAt(comparison, method)
        const score = row?.testScoreMean ?? null
        if (score === null) return { text: '-' }
        return { text: `${fixed(scale * score, decimals)}${isEstablished(row, comparison) ? '*' : ''}` }
      }),
    ]),
    ...(isLast && { legend: () => legendOf(curve) }),
  }
}

function curvePlot(curve: LearningCurve, width: number): Drawn | null {
  const { sizes } = curve
  const { metric, confidence } = sizes[0].comparison
  const scale = scaleOf(curve)
  const methods = methodsOf(curve).slice(0, SYMBOLS.length)
  const [least, most] = metricEntry(metric).range
  const points = methods.flatMap((method, series) =>
    sizes.flatMap(({ rows, comparison }) => {
      const row = rowAt(comparison, method)
      const mean = row?.testScoreMean ?? null
      if (row === undefined || mean === null) return []
      const low = scale * Math.max(least, row.testScoreLow ?? mean)
      const high = scale * Math.min(most, row.testScoreHigh ?? mean)
      return [{ x: rows, y: scale * mean, low, high, symbol: SYMBOLS[series], series }]
    }),
  )
  return rowsPlot(
    {
      what: `${metric} of test rows${isShare(metric) ? ' (%)' : ''}`,
      points,
      series: methods.length,
      sizes: sizes.map(({ rows }) => rows),
      legend: [
        ...methods.map((method, i) => `${SYMBOLS[i]} ${printable(method)}`),
        ...(points.some(({ low, high }) => high > low) ? [`│ ${percent(confidence)} % interval`] : []),
      ],
      height: HEIGHT,
    },
    width,
  )
}

/** What the last step in rows brought to the baseline, beside what the best method brings at the most rows. */
export function rowsFinding(curve: LearningCurve): string {
  const { sizes } = curve
  const [before, last] = sizes.slice(-2)
  const { baseline, metric, methods } = last.comparison
  const sign = isHigherBetter(metric) ? 1 : -1
  const scale = scaleOf(curve)
  const [then, now] = [before, last].map(
    ({ comparison }) => rowAt(comparison, baseline)?.testScoreMean ?? null,
  )
  if (then === null || now === null)
    return `${printable(baseline)} has no score at ${before.rows} or ${last.rows} rows`
  const gain = scale * sign * (now - then)
  const unit = isShare(metric) ? 'points' : `in ${metric}`
  const others = methods.filter(({ difference }) => difference !== null)
  const best = others.reduce<MethodSummary | undefined>(
    (top, row) => (top === undefined || row.difference! > top.difference! ? row : top),
    undefined,
  )
  const amount = (value: number) =>
    `${value < 0 ? 'worse' : 'better'} by ${fixed(Math.abs(value), isShare(metric) ? 2 : decimalsFor([value], 3))} ${unit}`
  const more = `from ${before.rows} to ${last.rows} training rows ${printable(baseline)} gets ${amount(gain)}`
  if (best === undefined) return more
  return (
    `${more}; at ${last.rows} rows ${printable(best.method)}, the best beside it, is ${amount(scale * best.difference!)} ` +
    `(${isEstablished(best, last.comparison) ? 'established' : 'not established'})`
  )
}
