/** Learning curves of saved trials, for the terminal: mean loss over the epochs, a symbol a method. */
import type { CurvePoint } from '../results/curve.ts'
import { decimalsFor, fixed } from '../util/format.ts'
import { groupBy } from '../util/groupBy.ts'
import type { Plot } from './document.ts'
import { printable } from './escape.ts'
import { meanCurve } from './meanCurve.ts'
import { type Drawn, drawPlot, NARROWEST, type PlotPoint, SYMBOLS } from './plot.ts'

const HEIGHT = 11

/** Losses that reach further than this, greatest over least, are drawn by factors. */
const WIDE = 5

/**
 * One a dataset, of its first methods if they are more than there are symbols. The loss is that of the validation rows where
 * every trial has some, else that of the training rows; both in prediction mode. Where some trials of a method have stopped,
 * the mean of the others is marked as such.
 */
export const curvePlots = (points: readonly CurvePoint[]): Plot[] =>
  [...groupBy(points, ({ dataset }) => dataset)].map(([dataset, own]) => ({
    kind: 'plot',
    draw: (width) => curvePlot(dataset, own, width),
  }))

/** The mean of the trials that still run, whatever the method. */
const STOPPING = '·'

function curvePlot(dataset: string, points: readonly CurvePoint[], width: number): Drawn | null {
  if (width < NARROWEST) return null
  const all = [...new Set(points.map(({ method }) => method))]
  const methods = all.slice(0, SYMBOLS.length)
  const isValidation = points.every(({ validationLoss }) => validationLoss !== null)
  const means = methods.flatMap((method) =>
    meanCurve(
      points.filter((point) => point.method === method),
      isValidation ? 'validationLoss' : 'trainLoss',
    ).map((figures) => ({ method, ...figures })),
  )
  const losses = means.map(({ mean }) => mean)
  const last = Math.max(...means.map(({ epoch }) => epoch))
  if (means.length === 0 || last < 2) return null
  const range = [Math.min(...losses), Math.max(...losses)] as const
  const isLog = range[0] > 0 && range[1] / range[0] > WIDE
  const decimals = decimalsFor([range[1] - range[0]], 2)
  const lines = drawPlot({
    points: means.map(({ method, epoch, mean, isWhole }): PlotPoint => {
      const place = methods.indexOf(method)
      // A curve of all trials covers one of some.
      const rank = -place - (isWhole ? 0 : methods.length)
      return { x: epoch, y: mean, symbol: isWhole ? SYMBOLS[place] : STOPPING, rank }
    }),
    series: 1,
    ticks: ticksUpTo(last).map((at) => ({ at, text: `${at}` })),
    isLogX: false,
    range,
    isLogY: isLog,
    labelOf: (value) => (isLog ? `${Number(value.toPrecision(2))}` : fixed(value, decimals)),
    rule: null,
    width,
    height: HEIGHT,
  })
  const more = all.length - methods.length
  return {
    title: `${printable(dataset)}: mean ${isValidation ? 'validation' : 'training'} loss over the epochs${isLog ? ' (log scale)' : ''}`,
    lines,
    legend: [
      ...methods.flatMap((method, i) =>
        means.some((point) => point.method === method) ? [`${SYMBOLS[i]} ${printable(method)}`] : [],
      ),
      ...(means.every(({ isWhole }) => isWhole) ? [] : [`${STOPPING} some trials have stopped`]),
      ...(more > 0 ? [`${more} more not drawn`] : []),
    ],
  }
}

/** 1, the last, and round numbers between them. */
function ticksUpTo(last: number): number[] {
  const power = 10 ** Math.floor(Math.log10(last))
  const step = [0.1, 0.2, 0.5, 1]
    .map((share) => Math.max(1, share * power))
    .find((size) => last / size <= 10)!
  const between = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step)
  return [...new Set([1, ...between.filter((at) => at > 1 && at <= last - step / 2), last])]
}
