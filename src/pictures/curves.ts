/** Learning curves: a panel a method, the mean over its trials and a band that holds most of them. */

import { sortByScore } from '../report/display.ts'
import type { Comparison } from '../results/comparison.ts'
import type { CurvePoint } from '../results/curve.ts'
import { mean } from '../statistics/moments.ts'
import { quantile } from '../util/quantile.ts'
import type { Colors } from './methods.ts'
import { label, type Picture, type Row } from './picture.ts'
import { NEUTRAL, PANEL, PANEL_COLUMNS, theme } from './theme.ts'
import { inUnits, scoreTitle } from './units.ts'

/** Panels beyond these are too many to look at. */
const MAX_PANELS = 12

/** Of the trials at an epoch; the band leaves out the rest on both sides. */
const BAND = 0.8

/** A smaller share of the trials would make the mean one of few, hence another one than that of the epoch before. */
const STILL_RUNNING = 0.5

const SERIES = ['training', 'validation'] as const

const MEASURES = {
  loss: { training: 'trainLoss', validation: 'validationLoss' },
  score: { training: 'trainScore', validation: 'validationScore' },
} as const

/** What a comparison tells of curves; curves that come without one do not say what their scores are. */
type Context = Pick<Comparison, 'methods' | 'baseline'> & { readonly metric: Comparison['metric'] | null }

/** One picture of losses and one of scores, for one dataset. `points` are those of the dataset alone. */
export function curvePictures(
  points: readonly CurvePoint[],
  { methods, metric, baseline }: Context,
  color: Colors,
): Picture[] {
  const seen = new Set(points.map(({ method }) => method))
  const sorted = sortByScore({ methods, metric } as Comparison).map(({ method }) => method)
  const known = [
    ...sorted.filter((method) => seen.has(method)),
    ...[...seen].filter((m) => !sorted.includes(m)),
  ]
  const shown = known.slice(0, MAX_PANELS)
  if (shown.length === 0) return []
  return (['loss', 'score'] as const).map((measure) => {
    const unit = (value: number) =>
      brief(measure === 'loss' || metric === null ? value : inUnits(metric, value)!)
    const rows = shown.flatMap((method) =>
      SERIES.flatMap((series) =>
        summarizeCurve(
          points.filter((point) => point.method === method),
          MEASURES[measure][series],
        ).map(({ epoch, trials, ...figures }) => ({
          method: label(method),
          series,
          color: color(method),
          epoch,
          trials,
          mean: unit(figures.mean),
          low: unit(figures.low),
          high: unit(figures.high),
        })),
      ),
    )
    const held = rows.some(({ series }) => series === 'validation')
    const reference = rows.filter(
      (row) => row.method === label(baseline) && row.series === (held ? 'validation' : 'training'),
    )
    // Repeated in every other panel, since panels are compared with it rather than with each other.
    const references = shown
      .filter((method) => method !== baseline)
      .flatMap((method) =>
        reference.map(({ epoch, mean }) => ({ method: label(method), series: 'baseline', epoch, mean })),
      )
    const left = known.length - shown.length
    return {
      name: `curves-${measure}`,
      title: `Learning curves: ${measure === 'loss' ? 'data loss' : (metric ?? 'score')}`,
      caption: [
        `Mean over the trials after each epoch, in prediction mode; the band holds ${100 * BAND} % of them.`,
        ...(reference.length > 0
          ? [`The thin grey line is the ${reference[0].series} ${measure} of ${label(baseline)}.`]
          : []),
        ...(measure === 'loss' ? ['Penalties are left out.'] : []),
        ...(held ? [] : ['No rows were set aside for validation; --validation-fraction 0.15 would.']),
        'A line ends where fewer than half of the trials still ran.',
        ...(left > 0 ? [`${left} more methods are left out, those with the worst scores.`] : []),
      ].join(' '),
      alt: shown
        .map((method) => {
          const own = rows.filter((row) => row.method === label(method))
          const ends = SERIES.flatMap((series) => {
            const last = own.filter((row) => row.series === series).at(-1)
            return last === undefined ? [] : [`${series} ${Number(last.mean.toPrecision(3))}`]
          })
          return `${label(method)} ends at ${ends.join(', ')}`
        })
        .join('; '),
      drawing: {
        kind: 'vega-lite',
        columns: PANEL_COLUMNS,
        spec: panels(
          rows,
          references,
          shown.map(label),
          measure === 'loss' ? 'data loss' : metric === null ? 'score' : scoreTitle(metric, '').trim(),
          measure === 'loss' && spansDecades(rows),
        ),
      },
    } satisfies Picture
  })
}

export interface CurveSummary {
  readonly epoch: number
  readonly trials: number
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** The trials of one method, epoch by epoch. Values that are missing or not finite do not count. */
export function summarizeCurve(
  points: readonly CurvePoint[],
  key: (typeof MEASURES)[keyof typeof MEASURES][(typeof SERIES)[number]],
): CurveSummary[] {
  const byEpoch = new Map<number, number[]>()
  for (const point of points) {
    const value = point[key]
    if (value === null || !Number.isFinite(value)) continue
    const values = byEpoch.get(point.epoch)
    if (values === undefined) byEpoch.set(point.epoch, [value])
    else values.push(value)
  }
  const most = Math.max(0, ...[...byEpoch.values()].map((values) => values.length))
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .filter(([, values]) => values.length >= STILL_RUNNING * most)
    .map(([epoch, values]) => {
      const tail = (1 - BAND) / 2
      return {
        epoch,
        trials: values.length,
        mean: mean(values),
        low: quantile(values, tail),
        high: quantile(values, 1 - tail),
      }
    })
}

/** More digits than these nobody sees, and thousands of rows carry them. */
const brief = (value: number): number => Number(value.toPrecision(5))

function spansDecades(
  rows: readonly { readonly low: number; readonly mean: number; readonly high: number }[],
) {
  const least = Math.min(...rows.map(({ low }) => low))
  return least > 0 && Math.max(...rows.map(({ high }) => high)) / least > 30
}

function decades(rows: readonly Row[]): number[] {
  const least = Math.floor(Math.log10(Math.min(...rows.map(({ low }) => low as number))))
  const most = Math.ceil(Math.log10(Math.max(...rows.map(({ high }) => high as number))))
  return Array.from({ length: most - least + 1 }, (_, i) => Number(`1e${least + i}`))
}

function panels(
  rows: readonly Row[],
  references: readonly Row[],
  order: readonly string[],
  title: string,
  log: boolean,
) {
  const x = {
    field: 'epoch',
    type: 'quantitative',
    title: 'epoch',
    axis: { tickCount: 4, grid: false },
  } as const
  const scale = log ? ({ type: 'log', nice: false } as const) : ({ zero: false } as const)
  // Of a logarithmic axis only the decades: finer lines would crowd a small panel.
  const axis = log ? { values: decades(rows) } : { tickCount: 4 }
  const y = { type: 'quantitative', title, scale, axis } as const
  const paint = { field: 'color', type: 'nominal', scale: null, legend: null } as const
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `Learning curves by method: ${title}`,
    config: theme,
    datasets: { curves: [...references, ...rows] },
    data: { name: 'curves' },
    facet: { field: 'method', type: 'nominal', sort: [...order], title: null, header: {} },
    columns: PANEL_COLUMNS,
    // Every panel can be read alone, also at the end of an unfinished row.
    resolve: { axis: { x: 'independent', y: 'independent' } },
    spec: {
      width: PANEL.width,
      height: PANEL.height,
      layer: [
        {
          transform: [{ filter: "datum.series === 'baseline'" }],
          mark: { type: 'line', strokeWidth: 1, color: NEUTRAL, opacity: 0.8 },
          encoding: { x, y: { ...y, field: 'mean' } },
        },
        {
          transform: [{ filter: "datum.series !== 'baseline'" }],
          mark: { type: 'area', opacity: 0.16 },
          encoding: {
            x,
            y: { ...y, field: 'low' },
            y2: { field: 'high' },
            color: paint,
            detail: { field: 'series' },
          },
        },
        {
          transform: [{ filter: "datum.series !== 'baseline'" }],
          mark: { type: 'line', strokeWidth: 2 },
          encoding: {
            x,
            y: { ...y, field: 'mean' },
            color: paint,
            strokeDash: {
              field: 'series',
              type: 'nominal',
              title: null,
              scale: {
                domain: [...SERIES],
                range: [
                  [4, 3],
                  [1, 0],
                ],
              },
              legend: { symbolStrokeColor: NEUTRAL, symbolType: 'stroke' },
            },
            tooltip: [
              { field: 'method', title: 'method' },
              { field: 'series', title: 'rows' },
              { field: 'epoch', title: 'epoch' },
              { field: 'mean', title: 'mean', format: '.4~g' },
              { field: 'trials', title: 'trials' },
            ],
          },
        },
      ],
    },
  } as const satisfies object as unknown as Extract<Picture['drawing'], { kind: 'vega-lite' }>['spec']
}
