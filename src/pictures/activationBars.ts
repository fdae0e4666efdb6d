/** Histograms of hidden activations, as in figure 8 of Srivastava et al. (2014): units' means, and all activations. */
import type { TopLevelSpec } from 'vega-lite'
import type { FirstLayer, Histogram } from '../experiment/run/firstLayer.ts'
import { binWidth } from '../util/binWidth.ts'
import { FONT_FAMILY } from './font.ts'
import { COLORS } from './theme.ts'

export interface Bar {
  readonly from: number
  readonly to: number
  /** Percent of all. */
  readonly share: number
}

/** Two histograms a layer, on axes that all layers share. */
export interface Bars {
  readonly means: readonly Bar[]
  readonly activations: readonly Bar[]
}

/** A picture is wide enough for so many bars. */
const MAX_BARS = 32

export function barsOf(layers: readonly FirstLayer[]): Bars[] {
  const means = layers.flatMap(({ unitMeans }) => [...unitMeans])
  const width = binWidth(Math.min(...means), Math.max(...means), MAX_BARS)
  const common = commonWidth(layers.map(({ histogram }) => histogram))
  return layers.map(({ unitMeans, histogram }) => ({
    means: bars(countsOf(unitMeans, width), width),
    activations: bars(merged(histogram, common), common),
  }))
}

function countsOf(values: Float64Array, width: number): Map<number, number> {
  const counts = new Map<number, number>()
  for (const value of values) {
    const bin = Math.floor(value / width)
    counts.set(bin, (counts.get(bin) ?? 0) + 1)
  }
  return counts
}

/** The width at which every histogram is at least as coarse, and none has more bars than there is room for. */
function commonWidth(histograms: readonly Histogram[]): number {
  const low = Math.min(...histograms.map(({ first, width }) => first * width))
  const high = Math.max(...histograms.map(({ first, width, counts }) => (first + counts.length - 1) * width))
  return Math.max(binWidth(low, high, MAX_BARS), ...histograms.map(({ width }) => width))
}

/** Exact: the wider bins are whole multiples of the narrower ones. */
function merged({ width, first, counts }: Histogram, wide: number): Map<number, number> {
  const sums = new Map<number, number>()
  counts.forEach((count, i) => {
    const bin = Math.floor(((first + i) * width) / wide)
    if (count > 0) sums.set(bin, (sums.get(bin) ?? 0) + count)
  })
  return sums
}

function bars(counts: ReadonlyMap<number, number>, width: number): Bar[] {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0)
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([bin, count]) => ({ from: bin * width, to: (bin + 1) * width, share: (100 * count) / all }))
}

const HEIGHT = 160

/** Which of the two, and what its axes say. */
const KINDS = {
  means: { x: 'mean activation of a unit', y: '% of the units', isLog: false },
  activations: { x: 'activation', y: '% of all (log scale)', isLog: true },
} as const

/** One histogram, `width` wide with its axes, whose domains are those of all panels. */
export function barsSpec(bars: Bars, all: readonly Bars[], kind: keyof Bars, width: number): TopLevelSpec {
  const { x, y, isLog } = KINDS[kind]
  const shown = all.flatMap((each) => each[kind])
  const domain = [Math.min(...shown.map(({ from }) => from)), Math.max(...shown.map(({ to }) => to))]
  // A logarithmic axis has no zero to stand bars on: they stand on the power of ten below the least of them.
  const least = Math.min(...shown.map(({ share }) => share))
  const floor = isLog ? 10 ** Math.floor(Math.log10(least) - 1e-9) : 0
  const ceiling = isLog ? 100 : Math.max(...shown.map(({ share }) => share))
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: `Histogram: ${x}, ${y}`,
    config: { font: FONT_FAMILY, axis: { titleFontWeight: 'normal' }, view: { stroke: '#ccc' } },
    padding: 0,
    width,
    height: HEIGHT,
    autosize: { type: 'fit', contains: 'padding' },
    data: { values: bars[kind].map((bar) => ({ ...bar, floor })) },
    mark: { type: 'bar', color: COLORS[0], stroke: '#fff', strokeWidth: 0.5 },
    encoding: {
      x: { field: 'from', type: 'quantitative', title: x, scale: { domain }, axis: { tickCount: 4 } },
      x2: { field: 'to' },
      y: {
        field: 'share',
        type: 'quantitative',
        title: y,
        scale: { domain: [floor, ceiling], ...(isLog && { type: 'log' }) },
        axis: isLog ? { values: powersFrom(floor), format: '~g' } : { tickCount: 4 },
      },
      y2: { field: 'floor' },
    },
  }
}

function powersFrom(floor: number): number[] {
  const powers: number[] = []
  for (let power = floor; power <= 100.0001; power *= 10) powers.push(Number(power.toPrecision(6)))
  return powers
}
