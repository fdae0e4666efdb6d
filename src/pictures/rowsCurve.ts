/** Test scores over the number of training rows, a line a method. */
import { percent } from '../report/display.ts'
import { rowsCurvesOf, rowsFinding } from '../report/rowsCurve.ts'
import { isWide } from '../report/rowsPlot.ts'
import type { Comparison } from '../results/comparison.ts'
import type { LearningCurve } from '../results/learningCurve.ts'
import type { Colors } from './methods.ts'
import { filled, type Layer, label, type Picture, slug } from './picture.ts'
import { frame } from './score.ts'
import { HEIGHT, shortest } from './strengthAxis.ts'
import { inUnits, scoreTitle } from './units.ts'

/** One for each dataset that was compared at several numbers of training rows. */
export const rowsPictures = (comparisons: readonly Comparison[], color: Colors): Picture[] =>
  rowsCurvesOf(comparisons).map((curve) => rowsPicture(curve, color))

function rowsPicture(curve: LearningCurve, color: Colors): Picture {
  const { dataset, sizes } = curve
  const { metric, confidence } = sizes[0].comparison
  const points = sizes.flatMap(({ rows, comparison }) =>
    comparison.methods
      .filter(({ testScoreMean }) => testScoreMean !== null)
      .map(({ method, testScoreMean, testScoreLow, testScoreHigh }) => ({
        method: label(method),
        rows,
        score: inUnits(metric, testScoreMean),
        low: inUnits(metric, testScoreLow),
        high: inUnits(metric, testScoreHigh),
      })),
  )
  const methods = [
    ...new Set(sizes.flatMap(({ comparison }) => comparison.methods.map(({ method }) => method))),
  ]
  const title = `Scores over training rows of ${label(dataset)}`
  return {
    name: `training-rows-${slug(dataset)}`,
    title,
    caption: `Mean test scores by the number of training rows, on the same test rows at every size; the bars are ${percent(confidence)} % intervals. ${rowsFinding(curve)}.`,
    alt: points.map(({ method, rows, score }) => `${method} at ${rows} rows ${shortest(score)}`).join('; '),
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame(title),
        height: HEIGHT,
        datasets: { points },
        layer: filled(
          layersOf(
            metric,
            methods,
            sizes.map(({ rows }) => rows),
            color,
          ),
          { points },
        ),
      },
    },
  }
}

function layersOf(
  metric: Comparison['metric'],
  methods: readonly string[],
  rows: readonly number[],
  color: Colors,
): Layer[] {
  const isLog = isWide(rows)
  const values: number[] = [...rows]
  const x = {
    field: 'rows',
    type: 'quantitative' as const,
    title: `training rows${isLog ? ' (log scale)' : ''}`,
    scale: { type: isLog ? ('log' as const) : ('linear' as const), zero: false, nice: false },
    axis: { values, grid: false },
  }
  const y = { type: 'quantitative', title: scoreTitle(metric, 'mean'), scale: { zero: false } } as const
  const paint = {
    field: 'method',
    type: 'nominal',
    title: null,
    scale: { domain: methods.map(label), range: methods.map(color) },
  } as const
  const data = { name: 'points' } as const
  return [
    {
      data,
      mark: { type: 'rule', strokeWidth: 1, opacity: 0.5 },
      encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: paint },
    },
    {
      data,
      mark: { type: 'line', strokeWidth: 2 },
      encoding: { x, y: { ...y, field: 'score' }, color: paint },
    },
    {
      data,
      mark: { type: 'point', filled: true, size: 50, opacity: 1 },
      encoding: { x, y: { ...y, field: 'score' }, color: paint },
    },
  ]
}
