/** Learning curves: a panel a method, the mean over its trials and a band that holds most of them. */

import { sortByScore } from '../report/display.ts'
import { BAND, meanCurve } from '../report/meanCurve.ts'
import type { Comparison } from '../results/comparison.ts'
import type { CurvePoint } from '../results/curve.ts'
import type { Colors } from './methods.ts'
import { type DataSpec, type Layer, label, type Picture, type Row } from './picture.ts'
import { dashedBy, NEUTRAL, PANEL, PANEL_COLUMNS, theme } from './theme.ts'
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
  const sorted = metric === null ? [] : sortByScore({ methods, metric }).map(({ method }) => method)
  const known = [
    ...sorted.filter((method) => seen.has(method)),
    ...[...seen].filter((m) => !sorted.includes(m)),
  ]
  const shown = known.slice(0, MAX_PANELS)
  if (shown.length === 0) return []
  const drawn = { points, shown, left: known.length - shown.length, metric, baseline, color }
  return (['loss', 'score'] as const).map((measure) => curvePicture(measure, drawn))
}

interface Panels {
  readonly points: readonly CurvePoint[]
  /** Methods, in the order of their panels, and how many have none. */
  readonly shown: readonly string[]
  readonly left: number
  readonly metric: Context['metric']
  readonly baseline: string
  readonly color: Colors
}

type Measure = keyof typeof MEASURES

function curvePicture(measure: Measure, drawn: Panels): Picture {
  const { shown, metric, baseline } = drawn
  const rows = shown.flatMap((method) => linesOf(method, measure, drawn))
  const series = rows.some((row) => row.series === 'validation') ? 'validation' : 'training'
  const reference = rows.filter((row) => row.method === label(baseline) && row.series === series)
  // Repeated in every other panel, since panels are compared with it rather than with each other.
  const references = shown
    .filter((method) => method !== baseline)
    .flatMap((method) =>
      reference.map(({ epoch, mean }) => ({ method: label(method), series: 'baseline', epoch, mean })),
    )
  return {
    name: `curves-${measure}`,
    title: `Learning curves: ${measure === 'loss' ? 'data loss' : (metric ?? 'score')}`,
    caption: captionOf(measure, drawn, rows, references.length > 0 ? series : null),
    alt: shown.map((method) => endsOf(method, rows)).join('; '),
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
  }
}

/** The points of a method's lines. */
function linesOf(method: string, measure: Measure, { points, metric, color }: Panels) {
  const unit = (value: number) =>
    brief(measure === 'loss' || metric === null ? value : inUnits(metric, value)!)
  const own = points.filter((point) => point.method === method)
  return SERIES.flatMap((series) =>
    joined(
      meanCurve(own, MEASURES[measure][series]).map(({ epoch, trials, isWhole, ...figures }) => ({
        method: label(method),
        series,
        color: color(method),
        epoch,
        trials,
        runs: isWhole ? 'all' : 'some',
        mean: unit(figures.mean),
        low: unit(figures.low),
        high: unit(figures.high),
      })),
    ),
  )
}

type Line = ReturnType<typeof linesOf>[number]

/** @param reference whose line is repeated in each panel; null where there is none. */
function captionOf(
  measure: Measure,
  { baseline, left }: Panels,
  rows: readonly Line[],
  reference: string | null,
): string {
  return [
    `Mean over the trials after each epoch, in prediction mode; the band holds ${100 * BAND} % of them.`,
    ...(reference === null
      ? []
      : [`The thin grey line is the ${reference} ${measure} of ${label(baseline)}.`]),
    ...(measure === 'loss' ? ['Penalties are left out.'] : []),
    ...(rows.some(({ series }) => series === 'validation')
      ? []
      : ['No rows were set aside for validation; --validation-fraction 0.15 would.']),
    ...(rows.some(({ runs }) => runs === 'some') ? [STOPPING] : []),
    ...(left > 0 ? [`${left} more methods are left out, those with the worst scores.`] : []),
  ].join(' ')
}

function endsOf(method: string, rows: readonly Line[]): string {
  const own = rows.filter((row) => row.method === label(method))
  const ends = SERIES.flatMap((series) => {
    const last = own.filter((row) => row.series === series).at(-1)
    return last === undefined ? [] : [`${series} ${Number(last.mean.toPrecision(3))}`]
  })
  return `${label(method)} ends at ${ends.join(', ')}`
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
  rows: readonly Line[],
  references: readonly Row[],
  order: readonly string[],
  title: string,
  log: boolean,
): DataSpec {
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
      layer: layersOf(rows, references.length > 0, title, log),
    },
  }
}

/** Without those that would have no row: a scale of nothing has no extent, which Vega warns of. */
function layersOf(rows: readonly Line[], hasReferences: boolean, title: string, log: boolean): Layer[] {
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
  const line = { x, y: { ...y, field: 'mean' }, color: paint, ...told(rows) }
  const reference: Layer = {
    transform: [{ filter: "datum.series === 'baseline'" }],
    mark: { type: 'line', strokeWidth: 1, color: NEUTRAL, opacity: 0.8 },
    encoding: { x, y: { ...y, field: 'mean' } },
  }
  const faint: Layer = {
    transform: [{ filter: "datum.runs === 'some'" }],
    mark: { type: 'line', strokeWidth: 1.2, opacity: 0.55 },
    encoding: line,
  }
  return [
    ...(hasReferences ? [reference] : []),
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
    ...(rows.some(({ runs }) => runs === 'some') ? [faint] : []),
    {
      transform: [{ filter: "datum.runs === 'all'" }],
      mark: { type: 'line', strokeWidth: 2 },
      encoding: line,
    },
  ]
}

/** Which rows a line is about, and what it says when pointed at. */
function told(rows: readonly Line[]) {
  const drawn = SERIES.filter((series) => rows.some((row) => row.series === series))
  return {
    strokeDash: dashedBy(
      'series',
      drawn.map((series) => [series, DASHES[series]] as const),
    ),
    tooltip: TIPS,
  }
}

const TIPS = [
  { field: 'method', title: 'method' },
  { field: 'series', title: 'rows' },
  { field: 'epoch', title: 'epoch' },
  { field: 'mean', title: 'mean', format: '.4~g' },
  { field: 'trials', title: 'trials' },
]
