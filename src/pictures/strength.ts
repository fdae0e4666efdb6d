/** How the scores of a comparison depend on a strength. */
import { type Scan, scansOf } from '../regularizers/family.ts'
import { percent } from '../report/display.ts'
import type { Comparison } from '../results/comparison.ts'
import type { Colors } from './methods.ts'
import { filled, type Layer, label, type Picture, slug } from './picture.ts'
import { frame } from './score.ts'
import { HEIGHT, nameOf, seriesOf, shortest, strengthAxis } from './strengthAxis.ts'
import { dashedBy, NEUTRAL } from './theme.ts'
import { inUnits, scoreTitle } from './units.ts'

/** One picture a scanned parameter: mean test score with its interval, and mean training score. */
export const strengthPictures = (comparison: Comparison, color: Colors): Picture[] =>
  scansOf(comparison.methods.map(({ method }) => method)).flatMap((scan) => {
    const picture = strengthPicture(comparison, scan, color)
    return picture === null ? [] : [picture]
  })

/** Null where fewer than two values have a score. */
function strengthPicture(comparison: Comparison, scan: Scan, color: Colors): Picture | null {
  const { methods, metric, baseline, confidence } = comparison
  const { family, parameter, points } = scan
  const { names, paint } = seriesOf(
    points,
    (series) => points.find((p) => p.series === series)!.method,
    color,
  )
  const summaries = new Map(methods.map((row) => [row.method, row]))
  const rows = points
    .filter(({ series, method }) => names.includes(series) && summaries.get(method)?.testScoreMean !== null)
    .map(({ method, value, series }) => {
      const row = summaries.get(method)!
      return {
        method: label(method),
        value,
        series,
        test: inUnits(metric, row.testScoreMean),
        low: inUnits(metric, row.testScoreLow),
        high: inUnits(metric, row.testScoreHigh),
        training: inUnits(metric, row.trainScoreMean),
      }
    })
  if (new Set(rows.map(({ value }) => value)).size < 2) return null
  const scores = rows.flatMap(({ test, training, ...row }) => [
    { ...row, rows: 'test', score: test },
    ...(training === null ? [] : [{ ...row, rows: 'training', score: training }]),
  ])
  const reference = inUnits(metric, summaries.get(baseline)?.testScoreMean ?? null)
  const datasets = { strengths: rows, scores, baseline: reference === null ? [] : [{ score: reference }] }
  const level = reference === null ? '' : `, the dashed level is the test score of ${label(baseline)}`
  return {
    name: `strength-${slug(nameOf(family, parameter))}`,
    title: `Scores over ${parameter}`,
    caption: `Mean scores against ${parameter}; the bars are ${percent(confidence)} % intervals of the test score${level}. Choosing the best of these and reporting its score is optimistic.`,
    alt: rows.map(({ method, test }) => `${method} ${shortest(test)}`).join('; '),
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame(`Scores over ${parameter}`),
        height: HEIGHT,
        datasets,
        layer: filled(
          layersOf(
            strengthAxis(
              rows.map(({ value }) => value),
              parameter,
            ),
            { type: 'quantitative', title: scoreTitle(metric, 'mean'), scale: { zero: false } },
            paint,
            ROWS.filter((name) => scores.some((score) => score.rows === name)),
          ),
          datasets,
        ),
      },
    },
  }
}

const ROWS = ['test', 'training'] as const

const DASHES = { test: [1, 0], training: [4, 3] } as const

/** @param drawn which rows have a score: the legend names no others. */
function layersOf(
  x: ReturnType<typeof strengthAxis>,
  y: {
    readonly type: 'quantitative'
    readonly title: string
    readonly scale: { readonly zero: false }
  },
  paint: ReturnType<typeof seriesOf>['paint'],
  drawn: readonly (typeof ROWS)[number][],
): Layer[] {
  return [
    {
      data: { name: 'baseline' },
      mark: { type: 'rule', strokeDash: [4, 4], color: NEUTRAL },
      encoding: { y: { ...y, field: 'score' } },
    },
    {
      data: { name: 'strengths' },
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: paint },
    },
    {
      data: { name: 'scores' },
      mark: { type: 'line', strokeWidth: 2 },
      encoding: {
        x,
        y: { ...y, field: 'score' },
        color: paint,
        strokeDash: dashedBy(
          'rows',
          drawn.map((name) => [name, DASHES[name]] as const),
        ),
      },
    },
    {
      data: { name: 'scores' },
      mark: { type: 'point', filled: true, size: 50, opacity: 1 },
      encoding: {
        x,
        y: { ...y, field: 'score' },
        color: paint,
        tooltip: [
          { field: 'method', title: 'method' },
          { field: 'rows', title: 'rows' },
          { field: 'score', title: 'score', format: '.5~g' },
        ],
      },
    },
  ]
}
