/** Learning curves: a panel a method, the mean over its trials and a band that holds most of them. */

import { sortByScore } from '../report/display.ts'
import { BAND, meanCurve } from '../report/meanCurve.ts'
import type { Comparison } from '../results/comparison.ts'
import type { CurvePoint } from '../results/curve.ts'
import type { Colors } from './methods.ts'
import { label, type Picture, type Row } from './picture.ts'
import { NEUTRAL, PANEL, PANEL_COLUMNS, theme } from './theme.ts'
import { inUnits, scoreTitle } from './units.ts'

/** Panels beyond these are too many to look at. */
const MAX_PANELS = 12

const SERIES = ['training', 'validation'] as const

const DASHES = { training: [4, 3], validation: [1, 0] } as const

const MEASURES = {
  loss: { training: 'trainLoss', validation: 'validationLoss' },
  score: { training: 'trainScore', validation: 'validationScore' },
} as const

const STOPPING =
  'Where a line turns faint some trials have stopped: it is the mean of those that still run, and ends where fewer than half do.'

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
    const rows = shown.flatMap((method) => {
      const own = points.filter((point) => point.method === method)
      return SERIES.flatMap((series) => {
        const means = meanCurve(own, MEASURES[measure][series]).map(({ isWhole, ...figures }) => ({
          method: label(method),
          series,
          color: color(method),
          epoch: figures.epoch,
          trials: figures.trials,
          runs: isWhole ? 'all' : 'some',
          mean: unit(figures.mean),
          low: unit(figures.low),
          high: unit(figures.high),
        }))
        return joined(means)
      })
    })
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
        ...(references.length > 0
          ? [`The thin grey line is the ${reference[0].series} ${measure} of ${label(baseline)}.`]
          : []),
        ...(measure === 'loss' ? ['Penalties are left out.'] : []),
        ...(held ? [] : ['No rows were set aside for validation; --validation-fraction 0.15 would.']),
        ...(rows.some(({ runs }) => runs === 'some') ? [STOPPING] : []),
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

/** The faint part of a line starts where the other ends. */
function joined<Mean extends { readonly runs: string }>(means: readonly Mean[]): Mean[] {
  const first = means.findIndex(({ runs }) => runs === 'some')
  return first < 1
    ? [...means]
    : [...means.slice(0, first), { ...means[first - 1], runs: 'some' }, ...means.slice(first)]
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
  const drawn = SERIES.filter((series) => rows.some((row) => row.series === series))
  const line = {
    x,
    y: { ...y, field: 'mean' },
    color: paint,
    strokeDash: {
      field: 'series',
      type: 'nominal',
      title: null,
      scale: { domain: drawn, range: drawn.map((series) => DASHES[series]) },
      legend: { symbolStrokeColor: NEUTRAL, symbolType: 'stroke' },
    },
    tooltip: [
      { field: 'method', title: 'method' },
      { field: 'series', title: 'rows' },
      { field: 'epoch', title: 'epoch' },
      { field: 'mean', title: 'mean', format: '.4~g' },
      { field: 'trials', title: 'trials' },
    ],
  }
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
          transform: [{ filter: "datum.runs === 'all'" }],
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
          transform: [{ filter: "datum.runs === 'some'" }],
          mark: { type: 'line', strokeWidth: 1.2, opacity: 0.55 },
          encoding: line,
        },
        {
          transform: [{ filter: "datum.runs === 'all'" }],
          mark: { type: 'line', strokeWidth: 2 },
          encoding: line,
        },
      ],
    },
  } as const satisfies object as unknown as Extract<Picture['drawing'], { kind: 'vega-lite' }>['spec']
}
