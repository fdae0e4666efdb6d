/** Weight histograms, a panel a layer of each model: L2 leaves many small weights, L1 few that are not 0. */

import type { TopLevelSpec } from 'vega-lite'
import { familyOf } from '../regularizers/family.ts'
import { sum } from '../statistics/moments.ts'
import { fixed } from '../util/format.ts'
import type { Colors } from './methods.ts'
import { label, type Picture } from './picture.ts'
import { PANEL, PANEL_COLUMNS, theme } from './theme.ts'

/** What a picture needs of a saved model. */
export interface ModelWeights {
  /** Specification of its method, or the name of its file where two have the same. */
  readonly name: string
  readonly method: string
  /** From the features to the outputs; weights [fanIn x fanOut], biases left out. */
  readonly layers: readonly {
    readonly fanIn: number
    readonly fanOut: number
    readonly weights: Float32Array
  }[]
}

/** Odd, so that one bin is centred on 0. */
const BINS = 51

/** Layers beyond these are counted in the caption. */
const MAX_LAYERS = 6

/** Half of the least count: where bars on a logarithmic axis stand. */
const FLOOR = 0.5

export interface Histogram {
  /** Shares of 1. */
  readonly zeros: number
  /** How many of the weights that are not exactly 0 lie in each bin: `low <= weight < high`. */
  readonly bins: readonly { readonly low: number; readonly high: number; readonly count: number }[]
}

/** Equal bins from -reach to reach; what lies at or beyond an end is counted in the last bin. */
export function histogram(weights: Float32Array, reach: number): Histogram {
  const counts = new Array<number>(BINS).fill(0)
  let zeros = 0
  for (const weight of weights) {
    if (weight === 0) zeros++
    else {
      const bin = Math.floor(((weight + reach) / (2 * reach)) * BINS)
      counts[Math.min(BINS - 1, Math.max(0, bin))]++
    }
  }
  const edge = (i: number) => Number(((2 * reach * i) / BINS - reach).toPrecision(6))
  return {
    zeros: weights.length === 0 ? 0 : zeros / weights.length,
    bins: counts.map((count, i) => ({ low: edge(i), high: edge(i + 1), count })),
  }
}

/** Null without models. */
export function weightsPicture(models: readonly ModelWeights[], color: Colors): Picture | null {
  if (models.length === 0) return null
  const most = Math.max(...models.map(({ layers }) => layers.length))
  // One scale for all: widths are what is compared.
  const reach = widest(models) || 1
  const panels = models.flatMap((model) =>
    model.layers.slice(0, MAX_LAYERS).map(({ fanIn, fanOut, weights }, i) => {
      const { zeros, bins } = histogram(weights, reach)
      const where = `layer ${i + 1}: ${fanIn} x ${fanOut}`
      return { model, zeros, bins, where, title: `${label(model.name)}\n${where}, ${shareText(zeros)} zeros` }
    }),
  )
  const rows = panels.flatMap(({ model, bins, title }) =>
    bins
      .filter(({ count }) => count > 0)
      .map((bin) => ({
        panel: title,
        color: color(model.method),
        ...bin,
        floor: FLOOR,
      })),
  )
  const highest = Math.max(10, ...rows.map(({ count }) => count))
  const columns = Math.min(most, PANEL_COLUMNS)
  const title = 'Weights by model and layer'
  return {
    name: 'weights',
    title,
    caption: `How many weights have which value; counts on a logarithmic axis, one scale of weights for all models. Weights that are exactly 0 are not in the bars: their share stands above them. L2 shrinks weights without reaching 0, L1 sets many to 0.${most > MAX_LAYERS ? ` Layers after the ${MAX_LAYERS}th are left out.` : ''}`,
    alt: models
      .map(({ name, layers }) => {
        const total = sum(layers.map(({ weights }) => weights.length))
        const zeros = sum(layers.map(({ weights }) => weights.filter((weight) => weight === 0).length))
        return `${label(name)}: ${total} weights, ${shareText(zeros / total)} exactly 0`
      })
      .join('; '),
    drawing: {
      kind: 'vega-lite',
      columns,
      spec: {
        $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
        description: title,
        config: theme,
        datasets: { weights: rows },
        data: { name: 'weights' },
        facet: {
          field: 'panel',
          type: 'nominal',
          sort: panels.map((panel) => panel.title),
          title: null,
          header: { labelExpr: "split(datum.value, '\\n')", labelFontSize: 11, labelFontWeight: 'normal' },
        },
        columns,
        resolve: { axis: { x: 'independent', y: 'independent' } },
        spec: barsOf(reach, highest),
      },
    },
  }
}

type Panel = Extract<TopLevelSpec, { facet: unknown }>['spec']

/** One panel's bars. */
function barsOf(reach: number, highest: number): Panel {
  const decades = Array.from({ length: Math.floor(Math.log10(highest)) + 1 }, (_, i) => Number(`1e${i}`))
  return {
    width: PANEL.width,
    height: 100,
    mark: { type: 'bar', strokeWidth: 0 },
    encoding: {
      x: {
        field: 'low',
        type: 'quantitative',
        bin: 'binned',
        title: 'weight',
        scale: { domain: [-reach, reach] },
        axis: { tickCount: 5, grid: false, format: '~g' },
      },
      x2: { field: 'high' },
      y: {
        field: 'count',
        type: 'quantitative',
        title: 'weights',
        scale: { type: 'log', domain: [FLOOR, highest], nice: false },
        axis: { values: decades, format: '~s' },
      },
      y2: { field: 'floor' },
      color: { field: 'color', type: 'nominal', scale: null, legend: null },
      tooltip: [
        { field: 'low', title: 'from', format: '.3~g' },
        { field: 'high', title: 'to', format: '.3~g' },
        { field: 'count', title: 'weights' },
      ],
    },
  }
}

const widest = (models: readonly ModelWeights[]): number =>
  models.reduce(
    (most, { layers }) =>
      layers.reduce(
        (m, { weights }) => weights.reduce((n, weight) => Math.max(n, Math.abs(weight)), m),
        most,
      ),
    0,
  )

/** 0 and 100 only where they are exact. */
function shareText(share: number): string {
  if (share > 0 && share < 0.0005) return '<0.1 %'
  if (share < 1 && share >= 0.9995) return '>99.9 %'
  return `${fixed(100 * share, share === 0 || share === 1 ? 0 : 1)} %`
}

/** Models by their method; those of one method by their file too. */
export function nameModels<Model extends { readonly method: string; readonly file: string }>(
  models: readonly Model[],
): (Model & { name: string })[] {
  return models.map((model) => {
    const alike = models.filter(({ method }) => method === model.method).length > 1
    return { ...model, name: alike ? `${model.method} (${model.file})` : model.method }
  })
}

/** In the order of the families, so that colours are those of the comparison. */
export const modelMethods = (models: readonly ModelWeights[]): string[] => [
  ...new Map(models.map(({ method }) => [familyOf(method), method])).values(),
]
