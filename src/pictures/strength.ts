/** How scores depend on a strength: from the methods of a comparison, and from the candidates of a search. */

import { type Scan, scansOf } from '../regularizers/family.ts'
import { percent } from '../report/display.ts'
import type { CandidateResult } from '../results/candidate.ts'
import type { Comparison } from '../results/comparison.ts'
import type { Colors } from './methods.ts'
import { filled, label, type Picture, slug } from './picture.ts'
import { frame } from './score.ts'
import { COLORS, NEUTRAL } from './theme.ts'
import { inUnits, scoreTitle } from './units.ts'

const HEIGHT = 260

/** Curves beyond these are not told apart. */
const MAX_SERIES = 6

/** One picture a scanned parameter: mean test score with its interval, and mean training score. */
export function strengthPictures(comparison: Comparison, color: Colors): Picture[] {
  const { methods, metric, baseline, confidence } = comparison
  const summaries = new Map(methods.map((row) => [row.method, row]))
  const reference = inUnits(metric, summaries.get(baseline)?.testScoreMean ?? null)
  return scansOf(methods.map(({ method }) => method)).flatMap(({ family, parameter, points }) => {
    const { names, paint } = seriesOf(
      points,
      (series) => points.find((p) => p.series === series)!.method,
      color,
    )
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
    if (new Set(rows.map(({ value }) => value)).size < 2) return []
    const x = strengthAxis(
      rows.map(({ value }) => value),
      parameter,
    )
    const y = { type: 'quantitative', title: scoreTitle(metric, 'mean'), scale: { zero: false } } as const
    const ends = rows.flatMap(({ test, training, ...row }) => [
      { ...row, rows: 'test', score: test },
      { ...row, rows: 'training', score: training },
    ])
    const datasets = {
      strengths: rows,
      scores: ends,
      baseline: reference === null ? [] : [{ score: reference }],
    }
    return [
      {
        name: `strength-${slug(nameOf(family, parameter))}`,
        title: `Scores over ${parameter}`,
        caption: `Mean scores against ${parameter}; the bars are ${percent(confidence)} % intervals of the test score${reference === null ? '' : `, the dashed level is the test score of ${label(baseline)}`}. Choosing the best of these and reporting its score is optimistic.`,
        alt: rows.map(({ method, test }) => `${method} ${shortest(test)}`).join('; '),
        drawing: {
          kind: 'vega-lite',
          spec: {
            ...frame(`Scores over ${parameter}`),
            height: HEIGHT,
            datasets: {
              strengths: rows,
              scores: ends,
              baseline: reference === null ? [] : [{ score: reference }],
            },
            layer: filled(
              [
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
                    strokeDash: {
                      field: 'rows',
                      type: 'nominal',
                      title: null,
                      scale: {
                        domain: ['test', 'training'],
                        range: [
                          [1, 0],
                          [4, 3],
                        ],
                      },
                      legend: { symbolStrokeColor: NEUTRAL, symbolType: 'stroke' },
                    },
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
              ],
              datasets,
            ),
          },
        },
      },
    ]
  })
}

/** A row of `tune --export-csv`. */
export type Candidate = Omit<CandidateResult, 'values'>

/** What was tried in a search, along the parameter with the most values; null where none has two. */
export function tuningPicture(candidates: readonly Candidate[]): Picture | null {
  // In halving, fewer epochs are another experiment.
  const epochs = Math.max(0, ...candidates.map((candidate) => candidate.epochs))
  const judged = candidates.filter(({ lossMean, ...row }) => lossMean !== null && row.epochs === epochs)
  const scans = scansOf(judged.map(({ method }) => method))
  const distinct = ({ points }: Scan) => new Set(points.map(({ value }) => value)).size
  const longest = scans.reduce<Scan | undefined>(
    (most, scan) => (most === undefined || distinct(scan) > distinct(most) ? scan : most),
    undefined,
  )
  if (longest === undefined) return null
  const { family, parameter, points } = longest
  const byMethod = new Map(judged.map((candidate) => [candidate.method, candidate]))
  const chosen = judged.find(({ best }) => best)
  const { names, paint } = seriesOf(
    points,
    () => '',
    undefined,
    points.find((p) => p.method === chosen?.method)?.series,
  )
  const rows = points
    .filter(({ series }) => names.includes(series))
    .map(({ method, value, series }) => {
      const { lossMean, lossSe, best, oneSe } = byMethod.get(method)!
      return {
        method: label(method),
        value,
        series,
        loss: lossMean,
        low: lossSe === null ? null : lossMean! - lossSe,
        high: lossSe === null ? null : lossMean! + lossSe,
        choice: best && oneSe ? 'best and 1-SE' : best ? 'best' : oneSe ? '1-SE' : '',
      }
    })
  const x = strengthAxis(
    rows.map(({ value }) => value),
    parameter,
  )
  const y = { type: 'quantitative', title: 'data loss of held-out rows', scale: { zero: false } } as const
  const left = judged.length - rows.length
  const choices = [...new Set(rows.map(({ choice }) => choice))].filter((choice) => choice !== '')
  return {
    name: `tuning-${slug(nameOf(family, parameter))}`,
    title: `Tuning ${label(family)}: loss over ${parameter}`,
    caption: `Mean loss of the held-out rows, plus and minus one standard error over the folds, after ${epochs} epochs. "1-SE" is the most regularized candidate within one standard error of the best.${left > 0 ? ` ${left} candidates are left out.` : ''}`,
    alt: rows
      .map(({ method, loss, choice }) => `${method} ${shortest(loss)}${choice && ` (${choice})`}`)
      .join('; '),
    drawing: {
      kind: 'vega-lite',
      spec: {
        ...frame(`Loss of the candidates over ${parameter}`),
        height: HEIGHT,
        datasets: { candidates: rows },
        data: { name: 'candidates' },
        layer: [
          {
            mark: { type: 'rule', strokeWidth: 1.5, opacity: 0.6 },
            encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: paint },
          },
          {
            mark: { type: 'line', point: { size: 36, filled: true, opacity: 1 }, strokeWidth: 1.5 },
            encoding: {
              x,
              y: { ...y, field: 'loss' },
              color: paint,
              tooltip: [
                { field: 'method', title: 'candidate' },
                { field: 'loss', title: 'loss', format: '.4~g' },
                { field: 'choice', title: 'choice' },
              ],
            },
          },
          {
            transform: [{ filter: "datum.choice !== ''" }],
            mark: { type: 'point', size: 190, strokeWidth: 2, color: NEUTRAL },
            encoding: {
              x,
              y: { ...y, field: 'loss' },
              shape: {
                field: 'choice',
                type: 'nominal',
                title: null,
                scale: {
                  domain: choices,
                  range: choices.map((choice) => (choice === '1-SE' ? 'diamond' : 'circle')),
                },
                legend: { symbolStrokeColor: NEUTRAL },
              },
            },
          },
        ],
      },
    },
  }
}

/** `l2.strength` of the family `l2` says it all. */
const nameOf = (family: string, parameter: string): string =>
  parameter.startsWith(`${family}.`) ? parameter : `${family}-${parameter}`

const shortest = (value: number | null): string =>
  value === null ? 'no score' : `${Number(value.toPrecision(4))}`

/** By factors where the values are: a scan from 1e-5 to 0.1. */
function strengthAxis(values: readonly number[], parameter: string) {
  const least = Math.min(...values)
  const log = least > 0 && Math.max(...values) / least > 20
  return {
    field: 'value',
    type: 'quantitative',
    title: parameter,
    scale: log
      ? ({ type: 'log', nice: false, padding: 14 } as const)
      : ({ zero: false, padding: 14 } as const),
    axis: { grid: false, ...(log && { format: '~e', tickCount: 6 }) },
  } as const
}

/** A curve for each combination of the other numbers: of one, its method's colour and no legend. */
function seriesOf(
  points: Scan['points'],
  methodOf: (series: string) => string,
  color: Colors | undefined,
  first?: string,
) {
  const all = [...new Set([...(first === undefined ? [] : [first]), ...points.map(({ series }) => series)])]
  const names = all.slice(0, MAX_SERIES)
  const single = names.length === 1
  const range = single && color !== undefined ? [color(methodOf(names[0]))] : names.map((_, i) => COLORS[i])
  const paint = {
    field: 'series',
    type: 'nominal',
    title: null,
    scale: { domain: names, range },
    legend: single ? null : {},
  } as const
  return { names, paint }
}
